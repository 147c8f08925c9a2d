"""Any edits over any malls, in any order: journal = values, document = what was typed under the convention it was
typed in, no answer of 500 or more, nothing adopted ever changes.

The portal is driven as a browser drives it; ``tests/edits/memory.py`` remembers what was typed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.edits.answers import Answers
from tests.edits.other_files import OtherFiles
from tests.edits.rows import Rows
from tests.edits.typing import Typed
from tests.factories import section

pytestmark = pytest.mark.django_db


RARE = ("adopted", "corrected", "next period", "same day", "ledger imported", "saved table imported", "row moved",
        "name asked about", "row restored")  # fmt: skip
FIGURES = [Typed("1 200", Decimal(1200)), Typed("-30", Decimal(-30)), Typed("7", Decimal(7))]

BOOKED = [(0, Decimal("-1250.50")), (1, Decimal(900))]


class Edits(Answers, Rows, OtherFiles):
    """All that people do."""


def run(*, examples: int, steps: int, **more: Any) -> None:
    run_state_machine_as_test(
        Edits,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            **more,
        ),
    )


def test_any_edits() -> None:
    """The same 160 in every run; what they don't reach is in the test below."""
    run(examples=4, steps=40, derandomize=True, phases=[Phase.generate])


@pytest.mark.nightly
def test_ten_thousand_edits() -> None:
    """To see how often what is rare happened: pytest -m nightly -rP."""
    Edits.done.clear()
    run(examples=130, steps=100)  # some end before their hundredth step
    print(Edits.done)
    assert Edits.done["step"] >= 10_000
    assert [what for what in RARE if not Edits.done[what]] == []


def test_adopted_and_corrected() -> None:
    """What chance seldom reaches: one of each file, rows moved and put back, then adopted and corrected."""
    edits = Edits()
    convention = {"unit": "tkr", "decimals": 1, "revenue": "-", "cost": "+", "surplus": "-", "better": "+"}
    columns = ["budget", "actual", "forecast", "variance_forecast"]
    mall = [
        section("inledning", has_prose=True),
        section("ekonomi", "budgets.statement", options={"columns": columns, "form": "sum"}),
    ]
    table = {"which": 0, "column": 1, "unit": "kr", "signs": "ledger"}
    tour: list[tuple[Callable[..., None], dict[str, Any]]] = [
        (edits.begin, {"mall": mall, "convention": convention}),
        (edits.import_ledger, {"amounts": BOOKED, "budget": (Decimal(5), Decimal(7))}),
        (edits.import_table, table | {"is_new": True, "figures": FIGURES}),
        (edits.change_mall, {"mall": mall, "convention": convention | {"unit": "kr", "cost": "-"}, "keeps": True}),
        (edits.import_table, table | {"is_new": False, "figures": FIGURES[1:]}),
        (edits.move_row, {"which": 0, "row_number": 0, "place": 3}),
        (edits.paste_names, {"which": 0, "order": [1, 0, 2], "has_new": False}),
        (edits.save_by_button, {"which": 0, "cells": [], "gone": 1, "kind": "cost", "figures": None}),
        (edits.restore_row, {"which": 0}),
        (edits.finish, {"steps": 3}),
        (edits.correct, {"number": 0, "reason": "Utfallet var från juni."}),
        (edits.type_amount, {"which": 0, "row": 0, "name": 0, "figure": FIGURES[2]}),
        (edits.finish, {"steps": 3}),
        (edits.correct, {"number": 0, "reason": "Den har en senare version."}),
        (edits.start_next_period, {"tertials": 0, "kind": "annual"}),
        (edits.type_amount, {"which": 1, "row": 0, "name": 0, "figure": FIGURES[0]}),  # in the adopted report's page
        (edits.type_amount, {"which": 0, "row": 0, "name": 0, "figure": FIGURES[0]}),
        (edits.finish, {"steps": 2}),
        (edits.read_what_is_adopted, {"number": 0, "pdf": False}),
    ]  # fmt: skip
    try:
        before = Edits.done.copy()
        for step, arguments in tour:
            step(**arguments)
            edits.document_is_what_was_typed()
        assert Edits.done - before == Counter(
            {"step": len(tour), "ledger imported": 1, "saved table imported": 2, "row moved": 1, "name asked about": 2,
             "row restored": 1, "adopted": 2, "corrected": 1, "same day": 1}
        )  # fmt: skip
    finally:
        edits.teardown()
