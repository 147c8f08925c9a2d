from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from reporting.review.facts import Facts
from reporting.review.findings import Severity
from reporting.review.rules.title import Title
from tests.reporting.review.samples import doc

APRIL = {"kind": "Delårsrapport", "year": 2026, "actuals_through": dt.date(2026, 4, 30)}


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Delårsrapport januari–april 2026 för IT-nämnden", []),
        ("Delårsrapport 2026-04-30", []),
        ("IT-nämndens uppföljning i april", []),
        ("Rapport", []),
        ("Årsredovisning 2026", ["årsredovisning, men rapporten är en delårsrapport"]),
        ("Delårsrapport januari–april 2025", ["2025, men rapporten är från 2026"]),
        ("Delårsrapport januari–augusti 2026", ["augusti, men rapporten är till och med april"]),
    ],
)
def test_a_title_is_held_against_kind_and_period(title: str, told: list[str]) -> None:
    found = list(Title().find(Facts(replace(doc(), title=title, **APRIL))))  # type: ignore[arg-type]
    assert [finding.severity for finding in found] == [Severity.ERROR] * len(told)
    assert [finding.message.partition(" säger ")[2].partition(". Rätta")[0] for finding in found] == told
