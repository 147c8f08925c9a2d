"""``manage.py review_report``."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_report, section

pytestmark = pytest.mark.django_db


def output(*arguments: str) -> str:
    out = io.StringIO()
    call_command("review_report", *arguments, stdout=out)
    return out.getvalue()


def test_json_and_text() -> None:
    report = make_report(section("inledning", has_prose=True), slug="it-2023")
    report.texts.create(section_key="inledning", markdown="Underskottet är XX tkr.")
    data = json.loads(output("it-2023", "--format", "json"))
    assert data["report"] == "it-2023"
    assert [(one["code"], one["severity"], one["section_key"]) for one in data["findings"]] == [
        ("platshallare", "warning", "inledning")
    ]
    assert output("it-2023").splitlines() == [
        "Varning [platshallare] inledning: ”XX” ser ut som en platshållare. Ersätt den med det som ska stå där.",
        "    Meningen: Underskottet är XX tkr.",
        "1 iakttagelser.",
        "Stavningen är inte granskad: portalen hittar ingen svensk ordlista. Installera paketet hunspell-sv, eller "
        "sätt PORTAL_SPELLING_DICTIONARY till ordlistans sökväg utan filändelse.",
    ]


def test_an_unknown_report_is_named() -> None:
    with pytest.raises(CommandError, match="Rapporten finns-inte finns inte"):
        call_command("review_report", "finns-inte")
