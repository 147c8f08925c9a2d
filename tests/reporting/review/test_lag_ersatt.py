import datetime as dt

import pytest

from reporting.review.rules.laws import REPLACED, ReplacedLaw
from tests.reporting.review.samples import doc, severities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Enligt kommunallagen (1991:900) ska nämnden rapportera.", ["warning"]),
        ("Enligt kommunallagen (2017:725) ska nämnden rapportera.", []),
        ("Enligt kommunallagen ska nämnden rapportera.", []),
        ("Behandlingen följer personuppgiftslagen.", ["warning"]),
        ("Behandlingen följer personuppgiftslagen (1998:204).", ["warning"]),
        ("Uppgifterna omfattas av sekretesslagen.", ["warning"]),
        ("Uppgifterna omfattas av offentlighets- och sekretesslagen.", []),
        ("Beslut enligt socialtjänstlagen (2001:453).", []),  # still in force in 2023
    ],
)
def test_replaced_law(text: str, expected: list[str]) -> None:
    assert severities(ReplacedLaw, doc(text)) == expected


def test_a_law_is_right_until_it_is_replaced() -> None:
    text = "Beslut enligt socialtjänstlagen (2001:453)."
    assert severities(ReplacedLaw, doc(text, dated=dt.date(2025, 6, 30))) == []
    assert severities(ReplacedLaw, doc(text, dated=dt.date(2025, 7, 1))) == ["warning"]


def test_no_successor_is_itself_replaced() -> None:
    assert [
        law.number for law in REPLACED for other in REPLACED if f"({law.number})" in other.successor
    ] == []
