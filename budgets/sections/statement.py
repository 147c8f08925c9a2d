"""The chapters of money: the statement (Ekonomiskt resultat), the investments, the changes of the budget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from budgets.deviations import judged_lines, judged_result
from budgets.forms import BudgetChangeForm, BudgetLineForm, InvestmentProjectForm
from budgets.highlights import investment_highlight, result_highlight
from budgets.models import BudgetChange, BudgetLine, InvestmentProject
from budgets.sections import subtotals as layouts
from budgets.sections.money import FOLLOW_UP_COLUMNS, MoneySection
from budgets.sections.options import MoneyColumnsField, MoneyOptions, amount_limit, share_limit
from budgets.sections.pictures import DEVIATIONS, PROGRESS
from budgets.sections.subtotals import Labels, LayoutRow, MoneyRow
from reporting.document.deviations import Judged
from reporting.document.document import Document, SectionContent
from reporting.document.headings import validate_heading
from reporting.document.highlights import Highlight
from reporting.document.visible import validate_line
from reporting.template_editor.options import LONGEST_HEADING, SIGNS, ChartsField, HeadingField, LabelsField

FORMS = {
    "sum": "Rader och en summa",
    "subtotals": "Delsummor för intäkter och kostnader, nettokostnad, kommunbidrag och resultat",
    "net": "En rad för intäkter, en för kostnader och netto",
}
TOTALS = {"sum": "Summa", "subtotals": "Resultat", "net": "Netto"}  # the name of the result, by form
LABELS = {  # names of other sums, by form; in "subtotals" one may be left out
    "sum": {},
    "subtotals": {"revenue": "Summa intäkter", "cost": "Summa kostnader", "net": "Nettokostnad"},
    "net": {"revenue": "Intäkter", "cost": "Kostnader", "appropriation": "Kommunbidrag"},
}
GROUPS = {"none": "Inga", "subtotals": "Delsumma för varje grupp", "headings": "Rubrik och delsumma"}


class StatementSection(MoneySection):
    """Revenue and cost per line, and the result."""

    class Options(MoneyOptions):
        title = HeadingField(label="Tabellens rubrik", initial="Ekonomiskt resultat")
        columns = MoneyColumnsField(
            FOLLOW_UP_COLUMNS,
            initial=("budget", "actual", "forecast", "variance_forecast"),
            headings={"forecast": "Årsprognos"},
        )
        form = forms.ChoiceField(label="Resultatets form", initial="sum", choices=list(FORMS.items()))
        labels = LabelsField(
            label="Summornas namn",
            names={
                "revenue": "Intäkter",
                "cost": "Kostnader",
                "net": "Nettokostnad",
                "appropriation": "Kommunbidrag",
            },
            help_text="Tomt: det vanliga ordet. Skriv ett bindestreck för att utelämna summan.",
        )
        appropriation = forms.ChoiceField(
            label="Kommunbidrag skrivs med", initial="+", choices=list(SIGNS.items())
        )
        variance_below_net = forms.BooleanField(
            label="Avvikelse visas även för kommunbidrag och resultat", initial=True, required=False
        )
        explain_amount = amount_limit()
        explain_share = share_limit()
        charts = ChartsField(DEVIATIONS | PROGRESS)
        field_order = (
            *("title", "columns", "charts", "form", "labels", "appropriation", "variance_below_net"),
            *("explain_amount", "explain_share"),
        )

        @classmethod
        def defaults(cls, stored: Mapping[str, Any]) -> dict[str, Any]:
            """The name of the result depends on the form."""
            total = TOTALS.get(str(stored.get("form")), "Summa")
            return super().defaults(stored) | {"total": total}

        def clean(self) -> dict[str, Any]:
            cleaned = super().clean() or {}
            form, labels = cleaned.get("form", ""), cleaned.get("labels", {})
            known = LABELS.get(form, {})
            unknown = [name for name in labels if name not in known]
            if labels and not known:
                self.add_error(
                    "labels", "Namnen hör till formerna med delsummor och med netto (subtotals, net)."
                )
            elif unknown:
                names = ", ".join(known)
                self.add_error(
                    "labels", f"Summan ”{unknown[0]}” finns inte i den formen. Välj bland {names}."
                )
            elif form == "net" and not all(text.strip() for text in labels.values()):
                self.add_error("labels", "Alla rader i formen netto ska ha ett namn.")
            return cleaned

    kind = "budgets.statement"
    name = "Resultat"
    highlight_rank = 1
    model = BudgetLine
    form_class = BudgetLineForm
    form_template_name = "budgets/_statement_form.html"
    table_key = "resultat"
    label_heading = "Post"
    carried = ("kind",)
    no_rows = "har inga rader. Lägg till minst en budgetrad."

    @classmethod
    def highlight(cls, contents: Sequence[SectionContent], document: Document) -> Highlight | None:
        return result_highlight(contents, document, key=cls.kind)

    def judged(self, content: SectionContent, document: Document) -> Iterable[Judged]:
        return [*judged_result(content, document), *judged_lines(content, self.threshold)]

    def entries(self, rows: Sequence[MoneyRow]) -> list[LayoutRow]:
        form = self.options["form"]
        labels = self._labels(form)
        if form == "subtotals":
            return layouts.with_subtotals(rows, labels)
        if form == "net":
            return layouts.net(rows, labels)
        return layouts.one_sum(rows, labels, side="result")

    def _labels(self, form: str) -> Labels:
        texts = LABELS[form] | self.options["labels"] | {"total": self.options["total"]}
        return Labels(**{key: self.filled(text) for key, text in texts.items()})

    def _table_options(self) -> dict[str, Any]:
        own = {key: self.options[key] for key in ("appropriation", "variance_below_net")}
        return super()._table_options() | own

    def row_options(self) -> dict[str, Any]:
        return super().row_options() | {"appropriation": self.options["appropriation"]}

    def _grouping_fields(self) -> dict[str, str]:
        return {"kind": "Slag"}


class InvestmentSection(MoneySection):
    """Budget, actual and forecast of each investment project."""

    class Options(MoneyOptions):
        title = HeadingField(label="Tabellens rubrik", initial="Investeringsredovisning")
        columns = MoneyColumnsField(
            FOLLOW_UP_COLUMNS,
            initial=(
                *("budget", "actual", "variance_actual", "percent_used"),
                *("forecast", "variance_forecast"),
            ),
        )
        groups = forms.ChoiceField(label="Grupper", initial="none", choices=list(GROUPS.items()))
        subtotal = forms.CharField(
            label="Delsummans namn",
            help_text="{group} är gruppens namn.",
            initial="Summa {group}",
            max_length=LONGEST_HEADING,
            validators=[validate_line],
        )
        explain_amount = amount_limit()
        explain_share = share_limit()
        charts = ChartsField(PROGRESS | DEVIATIONS)
        field_order = ("title", "columns", "charts", "groups", "subtotal", "explain_amount", "explain_share")

        def clean_subtotal(self) -> str:
            subtotal: str = self.cleaned_data["subtotal"]
            if subtotal.count("{group}") != 1:
                raise ValidationError("Namnet ska ha {group} där gruppens namn ska stå.")
            validate_heading(subtotal.replace("{group}", ""))
            return subtotal

    kind = "budgets.investments"
    name = "Investeringar"
    highlight_rank = 3
    model = InvestmentProject
    form_class = InvestmentProjectForm
    table_key = "investeringar"
    label_heading = "Projekt"
    carried = ("group",)
    no_rows = "har inga projekt. Lägg till minst ett investeringsprojekt."

    @classmethod
    def highlight(cls, contents: Sequence[SectionContent], document: Document) -> Highlight | None:
        return investment_highlight(contents, document, key=cls.kind)

    def judged(self, content: SectionContent, document: Document) -> Iterable[Judged]:
        return judged_lines(content, self.threshold)

    def entries(self, rows: Sequence[MoneyRow]) -> list[LayoutRow]:
        options = self.options
        if options["groups"] == "none":
            return super().entries(rows)
        labels = Labels(total=self.filled(options["total"]), subtotal=self.filled(options["subtotal"]))
        groups = [str(getattr(row, "group", "")).strip() for row in rows]
        return layouts.in_groups(rows, groups, labels, has_headings=options["groups"] == "headings")

    def _grouping_fields(self) -> dict[str, str]:
        return {} if self.options["groups"] == "none" else {"group": "Grupp"}


class ChangesSection(MoneySection):
    """What was added to or taken from the budget during the year, and why. + is more to spend."""

    class Options(MoneyOptions):
        title = HeadingField(label="Tabellens rubrik", initial="Budgetförändringar under {year}")
        columns = MoneyColumnsField(
            ("amount", "comment"), initial=("amount", "comment"), headings={"comment": "Förtydligande"}
        )

    kind = "budgets.changes"
    name = "Budgetförändringar"
    model = BudgetChange
    form_class = BudgetChangeForm
    table_key = "budgetforandringar"
    label_heading = "Område"
    carried_within_year = ("amount", "comment")
    own_convention: ClassVar[dict[str, Any]] = {"cost": "+"}
    no_rows = ""  # a year without changes is as it should be
