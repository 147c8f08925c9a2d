"""The chapters of money: the statement (Ekonomiskt resultat), the investments, the changes of the budget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from budgets import option_fields
from budgets import options as check
from budgets.forms import BudgetChangeForm, BudgetLineForm, InvestmentProjectForm
from budgets.models import BudgetChange, BudgetLine, InvestmentProject
from budgets.sections import subtotals as layouts
from budgets.sections.money import MoneySection
from budgets.sections.subtotals import Entry, Labels, MoneyRow

STATEMENT_FORMS = ("sum", "subtotals", "net")
# By form: what the result is called, and the other sums.
STATEMENT_TOTALS = {"sum": "Summa", "subtotals": "Resultat", "net": "Netto"}
STATEMENT_LABELS = {
    "sum": {},
    "subtotals": {"revenue": "Summa intäkter", "cost": "Summa kostnader", "net": "Nettokostnad"},
    "net": {"revenue": "Intäkter", "cost": "Kostnader", "appropriation": "Kommunbidrag"},
}


class StatementSection(MoneySection):
    """Revenue and cost per line, and the result. Its own options:

    ``form``: "sum" (one sum), "subtotals" (revenue, costs, net cost, kommunbidrag, result) or "net"
    (one row of all revenue, one of all costs, and the net); ``labels`` what the form's sums are called,
    one that is "" is left out; ``appropriation`` the sign a kommunbidrag is printed with;
    ``variance_below_net`` whether kommunbidrag and result have a variance; ``explain_amount`` (in the
    table's unit) and ``explain_share`` (per cent) how far a forecast may be from budget without a comment,
    0 for no limit.
    """

    kind = "budgets.statement"
    name = "Resultat"
    model = BudgetLine
    form_class = BudgetLineForm
    form_template_name = "budgets/_statement_form.html"
    table_key = "resultat"
    label_heading = "Post"
    carried = ("kind",)
    default_columns = ("budget", "actual", "forecast", "variance_forecast")
    default_title = "Ekonomiskt resultat"
    default_headings: ClassVar[dict[str, str]] = {"forecast": "Årsprognos"}
    own_defaults: ClassVar[dict[str, Any]] = {
        "form": "sum",
        "labels": {},
        "appropriation": "+",
        "variance_below_net": True,
        **check.NO_LIMITS,
    }
    own_options = option_fields.STATEMENT
    no_rows = "har inga rader. Lägg till minst en budgetrad."

    @classmethod
    def _default_total(cls, options: dict[str, Any]) -> str:
        form = options.get("form", "sum")
        return STATEMENT_TOTALS.get(form, "Summa") if isinstance(form, str) else "Summa"

    @classmethod
    def _check_own(cls, cleaned: dict[str, Any]) -> None:
        check.check_choice(cleaned, "form", STATEMENT_FORMS, cls.name)
        check.check_choice(cleaned, "appropriation", ("+", "-"), cls.name)
        check.check_flag(cleaned, "variance_below_net", cls.name)
        check.check_limits(cleaned, cls.name)
        known = STATEMENT_LABELS[cleaned["form"]]
        if not isinstance(cleaned["labels"], dict):
            raise ValueError(f"labels för {cls.name} anges som namn och värde.")
        if cleaned["labels"] and not known:
            raise ValueError(f"labels för {cls.name} hör till formerna ”subtotals” och ”net”.")
        check.check_known(cleaned["labels"], known, f"labels i {cls.name}")
        for key in cleaned["labels"]:
            check.check_text(cleaned["labels"], key, cls.name, may_be_blank=cleaned["form"] == "subtotals")

    def entries(self, rows: Sequence[MoneyRow]) -> list[Entry]:
        form = self.full_options["form"]
        labels = self._labels(form)
        if form == "subtotals":
            return layouts.with_subtotals(rows, labels)
        if form == "net":
            return layouts.net(rows, labels)
        return layouts.one_sum(rows, labels, side="result")

    def _labels(self, form: str) -> Labels:
        options = self.full_options
        texts = STATEMENT_LABELS[form] | options["labels"] | {"total": options["total"]}
        return Labels(**{key: check.filled(text, self.report.period) for key, text in texts.items()})

    def _table_options(self) -> dict[str, Any]:
        own = {key: self.full_options[key] for key in ("appropriation", "variance_below_net")}
        return super()._table_options() | own

    def _form_options(self) -> dict[str, Any]:
        return {"appropriation": self.full_options["appropriation"]}

    def _grouping_fields(self) -> dict[str, str]:
        return {"kind": "Slag"}


class InvestmentSection(MoneySection):
    """What each investment project was given, has used and will use. Its own options:

    ``groups``: "none", "subtotals" or "headings" (a heading above each group too); ``subtotal`` the
    label of a group's sum, with ``{group}`` where its name goes; ``explain_amount`` and ``explain_share``
    as a statement has them.
    """

    kind = "budgets.investments"
    name = "Investeringar"
    model = InvestmentProject
    form_class = InvestmentProjectForm
    table_key = "investeringar"
    label_heading = "Projekt"
    carried = ("group",)
    default_columns = (
        "budget",
        "actual",
        "variance_actual",
        "percent_used",
        "forecast",
        "variance_forecast",
    )
    default_title = "Investeringsredovisning"
    own_defaults: ClassVar[dict[str, Any]] = {
        "groups": "none",
        "subtotal": "Summa {group}",
        **check.NO_LIMITS,
    }
    own_options = option_fields.INVESTMENTS
    no_rows = "har inga projekt. Lägg till minst ett investeringsprojekt."

    @classmethod
    def _check_own(cls, cleaned: dict[str, Any]) -> None:
        check.check_choice(cleaned, "groups", ("none", "subtotals", "headings"), cls.name)
        check.check_limits(cleaned, cls.name)
        subtotal = cleaned["subtotal"]
        if not isinstance(subtotal, str) or subtotal.count("{group}") != 1:
            raise ValueError(f"subtotal för {cls.name} är en text med {{group}} där gruppens namn ska stå.")
        check.check_placeholders(subtotal.replace("{group}", ""))

    def entries(self, rows: Sequence[MoneyRow]) -> list[Entry]:
        options = self.full_options
        if options["groups"] == "none":
            return super().entries(rows)
        period = self.report.period
        labels = Labels(
            total=check.filled(options["total"], period), subtotal=check.filled(options["subtotal"], period)
        )
        groups = [str(getattr(row, "group", "")).strip() for row in rows]
        return layouts.in_groups(rows, groups, labels, has_headings=options["groups"] == "headings")

    def _grouping_fields(self) -> dict[str, str]:
        return {} if self.full_options["groups"] == "none" else {"group": "Grupp"}


class ChangesSection(MoneySection):
    """What was added to and taken from the budget during the year, and why. + is more to spend."""

    kind = "budgets.changes"
    name = "Budgetförändringar"
    model = BudgetChange
    form_class = BudgetChangeForm
    table_key = "budgetforandringar"
    label_heading = "Område"
    carried_within_year = ("amount", "comment")
    allowed_columns = ("amount", "comment")
    default_columns = ("amount", "comment")
    default_title = "Budgetförändringar under {year}"
    default_headings: ClassVar[dict[str, str]] = {"comment": "Förtydligande"}
    own_convention: ClassVar[dict[str, Any]] = {"cost": "+"}
    no_rows = ""  # a year without changes is as it should be
