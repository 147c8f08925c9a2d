"""A seal on an adopted PDF: PAdES by the kommun's certificate, a time stamp (RFC 3161) by an authority, or both.

Off unless set; needs the extra ``seal`` (pyHanko). The seal is invisible and added after the file's own bytes.
"""

from __future__ import annotations

import io
from typing import Any

from django.conf import settings

FIELD = "Kommunens sigill"
REASON = "Fastställd handling"


class SealFailed(Exception):
    """The message is Swedish."""

    def __init__(self, cause: object) -> None:
        super().__init__(
            f"PDF-filen kunde inte förseglas, så rapporten är inte fastställd: {cause}. Försök igen om en stund. "
            "Hjälper inte det: tala med den som sköter portalen, som har slagit på försegling."
        )


def is_on() -> bool:
    return bool(settings.SEAL_FILE or settings.SEAL_TIMESTAMP_URL)


def sealed(pdf: bytes, stamper: Any = None) -> bytes:
    """As it is, if no seal is set. ``stamper``: pyHanko's, of a test. Raises SealFailed."""
    if not is_on():
        return pdf
    try:
        return _sealed(pdf, stamper or _stamper())
    except Exception as error:  # of files, networks and the library
        raise SealFailed(error) from error


def _sealed(pdf: bytes, stamper: Any) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415  # slow, and optional
    from pyhanko.sign import PdfSignatureMetadata, PdfSigner, PdfTimeStamper  # noqa: PLC0415
    from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter  # noqa: PLC0415

    class Writer(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            """The metadata stand as they are: pyHanko 0.38 writes their PDF/A extension schema as attributes, which
            PDF/A refuses. Should the method change its name, test_seal.py says so."""

    writer = Writer(io.BytesIO(pdf), strict=False)
    out = io.BytesIO()
    # Out of the page, so that PDF/UA asks for no tag; printed, as PDF/A demands.
    invisible = InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)
    if not settings.SEAL_FILE:
        PdfTimeStamper(stamper, field_name=FIELD, invis_settings=invisible).timestamp_pdf(
            writer, "sha256", output=out
        )
        return out.getvalue()
    metadata = PdfSignatureMetadata(
        field_name=FIELD, reason=REASON, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )
    field = SigFieldSpec(FIELD, invis_sig_settings=invisible)
    signer = PdfSigner(metadata, signer=_signer(), timestamper=stamper, new_field_spec=field)
    signer.sign_pdf(writer, output=out)
    return out.getvalue()


def _signer() -> Any:
    from pyhanko.sign import SimpleSigner  # noqa: PLC0415

    password = settings.SEAL_PASSWORD.encode() or None
    load: Any = SimpleSigner.load_pkcs12  # untyped
    signer = load(settings.SEAL_FILE, passphrase=password)
    if signer is None:
        raise ValueError("certifikatet i PORTAL_SEAL_FILE kan inte läsas")
    return signer


def _stamper() -> Any:
    if not settings.SEAL_TIMESTAMP_URL:
        return None
    from pyhanko.sign.timestamps import HTTPTimeStamper  # noqa: PLC0415

    return HTTPTimeStamper(settings.SEAL_TIMESTAMP_URL, timeout=settings.SEAL_SECONDS)
