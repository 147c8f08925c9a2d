"""Random malls: which sections, in which order, with which columns, unit and signs."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from budgets.models import AmountRow, BudgetChange, BudgetLine, InvestmentProject
from tests.factories import section

# The sections whose figures the test remembers. Each has one grid, named after its key.
MONEY: dict[str, type[Any]] = {
    "ekonomi": BudgetLine,
    "investeringar": InvestmentProject,
    "forandringar": BudgetChange,
}
FIGURES = (
    "budget", "period_budget", "actual", "forecast", "actual_last_year", "result_last_year",
    "previous_forecast", "carried_over", "extra_appropriation",
)  # fmt: skip
VARIANCES = {"variance_forecast": ("budget", "forecast"), "variance_actual": ("budget", "actual")}
OTHERS = {
    "namndens-mal": "goals.goals",
    "beslut": "goals.decisions",
    "plan": "internal_control.plan",
    "atgarder": "budgets.measures",
}
SIGNS = st.sampled_from(["+", "-"])
UNITS = st.sampled_from(["kr", "tkr", "mnkr"])

CONVENTIONS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "unit": UNITS,
        "decimals": st.integers(0, 2),
        "revenue": SIGNS,
        "cost": SIGNS,
        "surplus": SIGNS,
        "better": SIGNS,
    }
)
COLUMNS = st.lists(st.sampled_from([*FIGURES, *VARIANCES, "comment"]), min_size=2, max_size=6, unique=True)


def figures_of(model: type[Any]) -> tuple[str, ...]:
    return FIGURES if issubclass(model, AmountRow) else ("amount",)


@st.composite
def malls(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A text first; the statement nearly always; the rest now and then, in any order."""
    parts = [draw(_statement())]
    if draw(st.booleans()):
        parts.append(section("investeringar", "budgets.investments", options={"columns": draw(COLUMNS)}))
    if draw(st.booleans()):
        parts.append(section("forandringar", "budgets.changes", has_prose=draw(st.booleans())))
    if draw(st.integers(0, 3)) == 0:  # seldom: a report with one that is empty can't be handed in
        parts += [
            section(key, OTHERS[key])
            for key in draw(st.lists(st.sampled_from(sorted(OTHERS)), unique=True, max_size=2))
        ]
    return [section("inledning", has_prose=True), *draw(st.permutations(parts))]


@st.composite
def _statement(draw: st.DrawFn) -> dict[str, Any]:
    options: dict[str, Any] = {
        "columns": draw(COLUMNS),
        "form": draw(st.sampled_from(["sum", "subtotals", "net"])),
        "appropriation": draw(SIGNS),
    }
    if draw(st.booleans()):
        options["convention"] = {"unit": draw(UNITS), "cost": draw(SIGNS)}
    return section("ekonomi", "budgets.statement", has_prose=draw(st.booleans()), options=options)
