"""Charts of goals and indicators, and how a target's wording becomes a direction."""

from __future__ import annotations

import pytest

from reporting.document.blocks import Block, Table
from reporting.document.charts import Chart
from reporting.models import Report
from reporting.sections import section_of
from tests.factories import fresh, make_report, section
from tests.goals.sydnarke import make_goals

pytestmark = pytest.mark.django_db


def report_with(*forms: str) -> Report:
    report = make_report(section("mal", "goals.goals", options={"charts": list(forms)}))
    make_goals(report)
    return fresh(report)


def blocks(*forms: str) -> list[Block]:
    return section_of(report_with(*forms), "mal").blocks()


def test_a_stored_template_has_none_until_it_says_so() -> None:
    assert [block.type for block in blocks()] == ["heading", "table", "heading", "table"]


def test_each_chart_stands_before_its_table() -> None:
    made = blocks("statuses", "targets", "tiles")
    assert [(block.form, block.table) if isinstance(block, Chart) else block.type for block in made] == [
        "heading", ("statuses", "mal"), ("targets", "mal"), ("targets", "mal"), ("targets", "mal"), "table",
        "heading", ("tiles", "maluppfyllelse"), "table",
    ]  # fmt: skip


def test_a_target_has_the_direction_of_its_words() -> None:
    made = blocks("targets")
    (table,) = [block for block in made if isinstance(block, Table) and block.key == "mal"]
    targets = {row.key: row.cells[2].text.replace("\u00a0", " ") for row in table.rows if row.cells}
    directions = {
        targets[point.row]: point.direction
        for block in made
        if isinstance(block, Chart)
        for point in block.points
    }
    assert directions["högst 20 st"] == "at_most"
    assert directions["74 eller högre"] == "at_least"
    assert directions["50 %"] == "at_least"
    assert set(directions) == set(targets.values())
