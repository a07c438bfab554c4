"""Invented signers and signed PDFs for tests: keys and certificates are made on the spot."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf

from treem.documents.layout import render_pdf
from treem.documents.tests.layout_samples import letter

SIGNER = "Lò Thị Mẫu"
AUTHORITY = "Tổ chức chứng thực thử"
NOW = datetime.now(UTC).replace(microsecond=0)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Sở Y tế tỉnh Sơn Mẫu"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _usage(**more: bool) -> x509.KeyUsage:
    fields = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
              "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")  # fmt: skip
    return x509.KeyUsage(**{field: more.get(field, False) for field in fields})


def _certified(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, by: ec.EllipticCurvePrivateKey, days: int,
    *, ca: bool, usage: x509.KeyUsage,
) -> x509.Certificate:  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=800))
        .not_valid_after(NOW + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(by, hashes.SHA256())
    )


@cache
def authority(common: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """A self-made certification authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    usage = _usage(key_cert_sign=True, crl_sign=True)
    return key, _certified(_name(common), _name(common), key.public_key(), key, 3650, ca=True, usage=usage)


@cache
def certificate(common: str, days: int) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """A person's key and certificate; negative ``days``: expired so long ago."""
    by, root = authority(AUTHORITY)
    key = ec.generate_private_key(ec.SECP256R1())
    usage = _usage(digital_signature=True, content_commitment=True)
    return key, _certified(_name(common), root.subject, key.public_key(), by, days, ca=False, usage=usage)


@cache
def blank_pdf() -> bytes:
    """A letter before it is signed."""
    return render_pdf(letter())


def signed(
    content: bytes | None = None, common: str = SIGNER, *, days: int = 365, field: str = "ChuKy1"
) -> bytes:
    """The PDF with a signature added by increment, as signing programs do."""
    key, made = certificate(common, days)
    box = pkcs12.serialize_key_and_certificates(b"chu-ky", key, made, None, serialization.NoEncryption())
    signer = SimpleSigner.load_pkcs12_data(box, other_certs=[])
    assert signer is not None
    writer = IncrementalPdfFileWriter(io.BytesIO(content or blank_pdf()))
    written = sign_pdf(
        writer, PdfSignatureMetadata(field_name=field, md_algorithm="sha256"), signer=signer,
        new_field_spec=SigFieldSpec(field),
    )  # fmt: skip
    return bytes(written.getbuffer())


def tampered(content: bytes) -> bytes:
    """One byte of the signed part is another: the title of the file."""
    at = content.index(b"/Type /Page") if b"/Type /Page" in content else content.index(b"/Type/Page")
    return content[: at + 1] + b"X" + content[at + 2 :]


def added_to(content: bytes) -> bytes:
    """Something is added after signing that no further signature explains: the page grows by a text."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.generic import pdf_name

    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    stream = generic.StreamObject(stream_data=b"BT ET q 1 0 0 RG 10 10 100 100 re S Q")
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    old = page.raw_get("/Contents")
    page[pdf_name("/Contents")] = generic.ArrayObject([old, writer.add_object(stream)])
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def trust_folder(folder: Path, common: str = AUTHORITY) -> Path:
    """A folder of trust roots with the certificate of one authority."""
    folder.mkdir(exist_ok=True)
    (folder / "goc.pem").write_bytes(authority(common)[1].public_bytes(serialization.Encoding.PEM))
    return folder
