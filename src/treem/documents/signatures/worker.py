"""Run as a program: one line of JSON and a PDF in, JSON out. It knows no treem, so it can be stopped at any time."""

from __future__ import annotations

import io
import json
import logging
import resource
import sys
from typing import Any

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

MEMORY_LIMIT = 2 * 1024**3


def main() -> None:
    """Check one file from standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    logging.disable(logging.CRITICAL)
    order = json.loads(sys.stdin.buffer.readline())
    reader = PdfFileReader(io.BytesIO(sys.stdin.buffer.read()), strict=False)
    roots = list(load_certs_from_pemder(order["roots"]))  # type: ignore[no-untyped-call]
    found = [_signature(each, roots) for each in reader.embedded_regular_signatures]
    json.dump({"readable": True, "signatures": found}, sys.stdout)


def _signature(embedded: Any, roots: list[Any]) -> dict[str, Any]:
    # OS trust stores and the network have no say: what is trusted is what the province put into its folder.
    context = ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")
    certificate = embedded.signer_cert
    names = certificate.subject.native
    status = validate_pdf_signature(
        embedded, signer_validation_context=context, ts_validation_context=context
    )
    stamped = status.timestamp_validity
    moment = (
        stamped.timestamp
        if stamped is not None and stamped.intact and stamped.valid
        else status.signer_reported_dt
    )
    return {
        "signer": _text(names.get("common_name")),
        "organisation": _text(names.get("organization_name")),
        "certified_by": _text(certificate.issuer.native.get("common_name")),
        "signed_at": moment.isoformat() if moment else "",
        "time": "" if moment is None else "claimed" if moment is status.signer_reported_dt else "stamped",
        "intact": bool(status.intact and status.valid),
        "whole": status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        "changed": status.modification_level == ModificationLevel.OTHER
        or status.coverage
        in (SignatureCoverageLevel.UNCLEAR, SignatureCoverageLevel.CONTIGUOUS_BLOCK_FROM_START),
        "trusted": bool(status.trusted) if roots else None,
        "expired": bool(moment) and not certificate.not_valid_before <= moment <= certificate.not_valid_after,
    }


def _text(value: Any) -> str:
    return "; ".join(value) if isinstance(value, list) else str(value or "")


if __name__ == "__main__":
    main()
