"""The forms where rows of money are typed, with the signs and unit of their table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar, cast

from django import forms

from budgets.fields import SummedAmountField, WeightField
from budgets.forecasting import Precedent, Threshold, proposals
from budgets.models import (
    RESERVED_KEYS,
    AllocationKey,
    AmountRow,
    BudgetChange,
    BudgetLine,
    InvestmentProject,
    Measure,
    MemberResult,
)
from budgets.models import Row as StoredRow
from budgets.precedents import precedent_of
from reporting.document.amounts import UNITS, format_number
from reporting.document.conventions import Side, Sign
from reporting.entry.fields import DayField
from reporting.entry.row_formset import RowFormSet
from reporting.entry.rows import RowForm


class MoneyRowForm(RowForm):
    """One row. ``headings``: labels by field, in order; other fields are left out.

    ``appropriation``: the printed sign of a kommunbidrag.
    """

    def __init__(
        self, *args: Any, headings: Mapping[str, str], appropriation: Sign = "+", **kwargs: Any
    ) -> None:
        self.appropriation = appropriation
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(headings):
            del self.fields[name]
        for name, heading in headings.items():
            self.fields[name].label = heading
        self.order_fields(list(headings))

    def side(self) -> Side:
        """Decides the printed sign of the row's amounts."""
        return cast(StoredRow, self.instance).side

    def sign(self, side: Side) -> int:
        return self.convention.sign(side, appropriation=self.appropriation)


class AmountRowForm(MoneyRowForm):
    """A row with the figures of a follow-up. ``threshold``: when its forecast has to be explained."""

    amount_fields: ClassVar[tuple[str, ...]] = (
        "budget",
        "period_budget",
        "actual",
        "forecast",
        "actual_last_year",
        "result_last_year",
        "previous_forecast",
        "carried_over",
        "extra_appropriation",
    )
    budget = SummedAmountField()
    period_budget = SummedAmountField()
    actual = SummedAmountField()
    forecast = SummedAmountField()
    actual_last_year = SummedAmountField()
    result_last_year = SummedAmountField()
    previous_forecast = SummedAmountField()
    carried_over = SummedAmountField()
    extra_appropriation = SummedAmountField()
    threshold = Threshold()

    def proposals(self, name: str) -> list[tuple[str, str]] | None:
        """Sources and printed amounts for a forecast; None of other fields, and after year-end."""
        row, period = cast(AmountRow, self.instance), self.report.period
        if name != "forecast" or period.is_year_end:
            return None
        offered = proposals(
            actual=row.actual,
            budget=row.budget,
            period_budget=row.period_budget,
            months=period.actuals_through.month,
            precedent=precedent_of(row, self._precedent()),
        )
        return [(proposal.source, self._printed(proposal.amount)) for proposal in offered]

    def _precedent(self) -> Precedent:
        known = self.formset.known if isinstance(self.formset, MoneyFormSet) else {}
        return known.get(cast(AmountRow, self.instance).key, Precedent())

    def _printed(self, kronor: Decimal) -> str:
        printed = self.as_printed(kronor) / UNITS[self.convention.unit]
        return format_number(printed, self.convention.decimals)

    def need(self, name: str) -> str:
        if name != "comment" or not needs_comment(cast(AmountRow, self.instance), self.threshold):
            return ""
        return "Kommentar krävs: prognosen avviker mer från budget än gränsen."


def needs_comment(row: AmountRow, threshold: Threshold) -> bool:
    """Whether a forecast past the threshold has no comment."""
    return threshold.is_passed(row.budget, row.forecast) and not row.comment.strip()


ROW_FIELDS = ["label", *AmountRowForm.amount_fields, "comment", "position"]
COMMENT = {"comment": forms.Textarea(attrs={"rows": 2})}


class BudgetLineForm(AmountRowForm):
    class Meta:
        model = BudgetLine
        fields = [*ROW_FIELDS, "kind"]
        widgets = COMMENT

    def side(self) -> Side:
        """Of the typed kind once it is clean, else of the stored one."""
        typed = getattr(self, "cleaned_data", {}).get("kind")
        return cast(Side, typed or self.instance.kind)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk and "kind" in cleaned:
            self._keep_as_printed(cleaned)
        return cleaned

    def _keep_as_printed(self, cleaned: dict[str, Any]) -> None:
        """Keep printed figures when a cost becomes a revenue: store those not typed with the other sign."""
        turned = self.sign(self.instance.side) * self.sign(self.side())
        for name in set(self.amount_fields) - set(cleaned):
            stored = getattr(self.instance, name)
            if stored is None:
                continue
            if name in self.fields:
                cleaned[name] = turned * stored
            else:
                setattr(self.instance, name, turned * stored)


class InvestmentProjectForm(AmountRowForm):
    class Meta:
        model = InvestmentProject
        fields = [*ROW_FIELDS, "group"]
        widgets = COMMENT


class MemberResultForm(AmountRowForm):
    class Meta:
        model = MemberResult
        fields = ROW_FIELDS
        widgets = COMMENT


class BudgetChangeForm(MoneyRowForm):
    amount_fields: ClassVar[tuple[str, ...]] = ("amount",)
    amount = SummedAmountField()

    class Meta:
        model = BudgetChange
        fields = ["label", "amount", "comment", "position"]
        widgets = COMMENT


class AllocationKeyForm(MoneyRowForm):
    number_fields = ("weight",)
    weight = WeightField()

    class Meta:
        model = AllocationKey
        fields = ["label", "weight", "position"]

    def numbers_beside(self, name: str) -> list[Decimal]:
        rows = self.formset.get_queryset() if self.formset else ()
        return [
            weight
            for row in rows
            if row.pk != self.instance.pk and (weight := getattr(row, name)) is not None
        ]


class MeasureForm(MoneyRowForm):
    """A measure; its effects are typed with + for better, whatever the convention."""

    amount_fields: ClassVar[tuple[str, ...]] = ("effect_actual", "effect_forecast", "forecast_part")
    effect_actual = SummedAmountField()
    effect_forecast = SummedAmountField()
    forecast_part = SummedAmountField()
    decided_on = DayField()
    starts_on = DayField()

    class Meta:
        model = Measure
        fields = [
            "area", "label", "target", "decided_by", "decided_on", "status", "starts_on",
            "effect_actual", "effect_forecast", "is_in_forecast", "forecast_part", "position",
        ]  # fmt: skip
        widgets = {"label": forms.Textarea(attrs={"rows": 2})}

    def as_printed(self, kronor: Decimal) -> Decimal:
        return kronor

    def as_stored(self, kronor: Decimal) -> Decimal:
        return kronor

    def clean(self) -> dict[str, Any]:
        """A part of the forecast requires a measure in the forecast, typed or stored."""
        cleaned = super().clean()
        part, is_in = (
            cleaned.get(name, getattr(self.instance, name)) for name in ("forecast_part", "is_in_forecast")
        )
        if part and not is_in and "forecast_part" in self.fields:
            self.add_error(
                "forecast_part",
                "Här står ett belopp i prognosen, men åtgärden ingår inte i prognosen. "
                "Kryssa i att den ingår, eller ta bort beloppet.",
            )
        return cleaned


class MoneyFormSet(RowFormSet):
    """The rows of one table. ``has_unit``: whether they hold amounts."""

    reserved_keys = RESERVED_KEYS

    def __init__(
        self,
        *args: Any,
        has_unit: bool = True,
        known: Callable[[], Mapping[str, Precedent]] = dict,
        threshold: Threshold | None = None,
        **kwargs: Any,
    ) -> None:
        self._known = known
        self.threshold = threshold or Threshold()
        super().__init__(*args, **kwargs)
        self.unit = self.convention.unit if has_unit else ""

    @cached_property
    def known(self) -> Mapping[str, Precedent]:
        """Precedents by line key, fetched when something is proposed."""
        return self._known()

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)
        if isinstance(form, AmountRowForm):
            form.threshold = self.threshold
        return form
