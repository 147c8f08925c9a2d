"""The seal on an adopted PDF, tried against an authority of the tests' own."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from reporting.renderers.pdf import html_to_pdf
from reporting.renderers.pdf.seal import SealFailed, sealed
from tests.factories import make_report, section
from tests.pdf_validation import assert_valid_pdf, require_verapdf, verapdf_failures
from tests.reporting.authority import PASSWORD, Authority
from tests.reporting.print_sample import TITLE, sample_html
from tests.reporting.test_guards import adopt

pytestmark = pytest.mark.filterwarnings("default")  # of pyHanko's own


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return html_to_pdf(sample_html(chapters=1), title=TITLE, author="Nämnd", created=dt.date(2023, 9, 1))


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def seal(settings: Any, tmp_path: Path, authority: Authority) -> Any:
    settings.SEAL_FILE, settings.SEAL_PASSWORD = str(authority.seal_file(tmp_path / "seal.p12")), PASSWORD
    return authority.stamper()


def status_of(content: bytes, authority: Authority, *, is_stamp: bool = False) -> Any:
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415
    from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    context = ValidationContext(trust_roots=[authority.as_asn1()])
    reader = PdfFileReader(io.BytesIO(content))
    if is_stamp:
        return validate_pdf_timestamp(reader.embedded_timestamp_signatures[0], context)
    return validate_pdf_signature(reader.embedded_signatures[0], context, context)


def test_no_seal_unless_set(pdf: bytes) -> None:
    assert sealed(pdf) is pdf


def test_a_sealed_pdf_is_trusted_and_stamped(pdf: bytes, seal: Any, authority: Authority) -> None:
    made = sealed(pdf, seal)
    status = status_of(made, authority)
    assert made.startswith(pdf)
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.timestamp_validity.trusted
    assert_valid_pdf(made)


def test_a_changed_byte_breaks_the_seal(pdf: bytes, seal: Any, authority: Authority) -> None:
    made = sealed(pdf, seal)
    place = pdf.index(b"stream\n") + 20
    changed = made[:place] + bytes([made[place] ^ 1]) + made[place + 1 :]
    assert not status_of(changed, authority).intact


def test_a_time_stamp_alone(pdf: bytes, settings: Any, authority: Authority) -> None:
    settings.SEAL_TIMESTAMP_URL = "https://tid.example.se"
    status = status_of(sealed(pdf, authority.stamper()), authority, is_stamp=True)
    assert (status.intact, status.valid, status.trusted) == (True, True, True)


def test_what_can_not_be_sealed_is_said(pdf: bytes, settings: Any, tmp_path: Path) -> None:
    settings.SEAL_FILE = str(tmp_path / "gone.p12")
    with pytest.raises(SealFailed, match="kunde inte förseglas"):
        sealed(pdf)


@pytest.mark.verapdf
def test_a_sealed_pdf_passes_the_reference_validator(pdf: bytes, seal: Any, tmp_path: Path) -> None:
    require_verapdf()
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed(pdf, seal))
    assert verapdf_failures([path])["sealed.pdf"] == {"ua1": [], "3a": []}


@pytest.mark.django_db
def test_the_adopted_file_is_the_sealed_one(settings: Any, seal: Any, authority: Authority) -> None:
    """Its digest is that of the file with its seal; a report that can't be sealed is not adopted."""
    report = adopt(make_report(section("inledning", has_prose=True)))
    (path,) = settings.ADOPTED_DIR.glob("*.pdf")
    assert path.stem == report.adopted_files.get(extension="pdf").sha256
    assert status_of(path.read_bytes(), authority).trusted
    settings.SEAL_PASSWORD = "fel"
    with pytest.raises(ValidationError, match="kunde inte förseglas, så rapporten är inte fastställd"):
        adopt(make_report(section("inledning", has_prose=True)))
