"""Digital signatures of a PDF: who signed, when, whether anything was changed since. pyHanko does it, in a process of
its own with a time limit; nothing is fetched from a network, so revocation of a certificate is not asked.

``trust_dir``: a folder with the certificates of the trust roots (.pem, .cer, .crt, .der). Without any, a signature is
checked against the certificate in the file, and whose certificate that is stays open. No Django here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

TIME_LIMIT_S = 30.0
ENDINGS = (".pem", ".cer", ".crt", ".der")
_WORKER = Path(__file__).parent / "worker.py"

Time = Literal["stamped", "claimed", ""]


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature of the file.

    ``intact``: the signed bytes are those in the file and the signature fits them. ``whole``: it covers the whole file.
    ``changed``: what was added after signing goes beyond what a further signature needs. ``trusted`` is None when no
    trust roots are known. ``time``: «stamped» by a time-stamp service, or «claimed» by the signer's machine.
    """

    signer: str
    organisation: str = ""
    certified_by: str = ""
    signed_at: datetime | None = None
    time: Time = ""
    intact: bool = False
    whole: bool = False
    changed: bool = False
    trusted: bool | None = None
    expired: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check of one file found. ``readable`` False: no statement can be made."""

    readable: bool
    signatures: tuple[Signature, ...] = ()

    @property
    def broken(self) -> bool:
        """Whether a signature does not fit the file any more."""
        return any(not each.intact or each.changed for each in self.signatures)

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "readable": self.readable,
            "signatures": [
                {**asdict(each), "signed_at": each.signed_at.isoformat() if each.signed_at else ""}
                for each in self.signatures
            ],
        }


def from_json(data: dict[str, Any]) -> Checked:
    """A check as it was kept."""
    return Checked(
        data["readable"],
        tuple(
            Signature(
                **{
                    **each,
                    "signed_at": datetime.fromisoformat(each["signed_at"]) if each["signed_at"] else None,
                }
            )
            for each in data["signatures"]
        ),
    )


def check_pdf(
    content: bytes, trust_dir: Path | None = None, *, time_limit_s: float = TIME_LIMIT_S
) -> Checked:
    """Check every signature of a PDF. A file that cannot be read, or not in time, is not ``readable``."""
    roots = (
        []
        if trust_dir is None
        else sorted(str(p) for p in trust_dir.iterdir() if p.suffix.lower() in ENDINGS)
    )
    order = json.dumps({"roots": roots}).encode() + b"\n" + content
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_WORKER)],
            input=order,
            capture_output=True,
            timeout=time_limit_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Checked(readable=False)
    if done.returncode:
        return Checked(readable=False)
    return from_json(json.loads(done.stdout))
