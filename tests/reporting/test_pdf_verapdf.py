"""The same files in the reference validator. Run alone with ``pytest -m verapdf``."""

import datetime

import pytest
import weasyprint

from reporting.renderers.pdf import html_to_pdf
from tests.pdf_validation import require_verapdf, verapdf_failures
from tests.reporting.print_sample import TITLE, sample_html

pytestmark = pytest.mark.verapdf


def test_report_passes_and_a_plain_pdf_does_not(tmp_path):
    """One Java process for all; the plain file shows that the validator can refuse."""
    require_verapdf()
    ours, plain = tmp_path / "report.pdf", tmp_path / "plain.pdf"
    html = sample_html(chapters=2)
    ours.write_bytes(html_to_pdf(html, title=TITLE, author="Nämnd", created=datetime.date(2023, 9, 1)))
    weasyprint.HTML(string="<p>Hej").write_pdf(plain)
    found = verapdf_failures([ours, plain])
    assert found["report.pdf"] == {"ua1": [], "3a": []}
    assert {flavour: rules != [] for flavour, rules in found["plain.pdf"].items()} == {
        "ua1": True,
        "3a": True,
    }
