"""The grids where rows of money are typed, with the signs and unit of their table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError

from budgets.forecasting import Precedent, Threshold, proposals
from budgets.models import (
    AMOUNT_LIMIT,
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
from reporting.document.parsing import AmountError, parse_number
from reporting.entry.forms import AmountField
from reporting.entry.row_formset import RowFormSet
from reporting.entry.rows import RowForm

MOST_WEIGHT = Decimal(10) ** 9
WEIGHT_DECIMALS = 4


class SummedAmountField(AmountField):
    """An amount small enough for the sum of a hundred such to be exact."""

    def to_python(self, value: Any) -> Any:
        amount: Decimal | None = super().to_python(value)
        if amount is not None and abs(amount) >= AMOUNT_LIMIT:
            raise ValidationError(
                "Beloppet är hundra miljarder kronor eller mer. Kontrollera antalet siffror och enheten."
            )
        return amount


class MoneyRowForm(RowForm):
    """One row. ``headings``: its fields in order and what they are called; the others are left out.

    ``appropriation``: the sign a kommunbidrag is printed with.
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
        return cast(StoredRow, self.instance).side

    def sign(self, side: Side) -> int:
        return self.convention.sign(side, appropriation=self.appropriation)


class AmountRowForm(MoneyRowForm):
    """A row with the figures of a follow-up."""

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
    threshold = Threshold()  # when the forecast has to be explained

    def proposals(self, name: str) -> list[tuple[str, str]] | None:
        """For the forecast of a year that has not ended, printed as the table prints it."""
        row, period = cast(AmountRow, self.instance), self.report.period
        if name != "forecast" or period.is_year_end:
            return None
        found = proposals(
            actual=row.actual,
            budget=row.budget,
            period_budget=row.period_budget,
            months=period.actuals_through.month,
            precedent=precedent_of(row, self._known()),
        )
        return [(each.source, self._shown(each.amount)) for each in found]

    def _known(self) -> Precedent:
        """What other reports say of the line."""
        known = self.formset.known if isinstance(self.formset, MoneyFormSet) else {}
        return known.get(cast(AmountRow, self.instance).key, Precedent())

    def _shown(self, kronor: Decimal) -> str:
        printed = self.as_printed(kronor) / UNITS[self.convention.unit]
        return format_number(printed, self.convention.decimals)

    def need(self, name: str) -> str:
        if name != "comment" or not needs_comment(cast(AmountRow, self.instance), self.threshold):
            return ""
        return "Kommentar krävs: prognosen avviker mer från budget än gränsen."


def needs_comment(row: AmountRow, threshold: Threshold) -> bool:
    """Whether a row's forecast has to be explained and is not."""
    return threshold.is_passed(row.budget, row.forecast) and not row.comment.strip()


ROW_FIELDS = ["label", *AmountRowForm.amount_fields, "comment", "position"]
COMMENT = {"comment": forms.Textarea(attrs={"rows": 2})}


class BudgetLineForm(AmountRowForm):
    class Meta:
        model = BudgetLine
        fields = [*ROW_FIELDS, "kind"]
        widgets = COMMENT

    def side(self) -> Side:
        """By the kind that is typed, once that is known; until then by the kind that is stored."""
        typed = getattr(self, "cleaned_data", {}).get("kind")
        return cast(Side, typed or self.instance.kind)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk and "kind" in cleaned:
            self._keep_as_printed(cleaned)
        return cleaned

    def _keep_as_printed(self, cleaned: dict[str, Any]) -> None:
        """When a cost becomes a revenue its figures stay as they are printed, so they are stored anew."""
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


class WeightField(forms.CharField):
    """A share of an allocation key: a number, zero or more; None when blank."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "amount"})
        super().__init__(required=False, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        exponent = value.normalize().as_tuple().exponent
        return format_number(value, max(0, -exponent) if isinstance(exponent, int) else 0)

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip().removesuffix("%")
        try:
            weight = parse_number(text)
        except AmountError as error:
            raise ValidationError(str(error)) from None
        if weight is None:
            return None
        if not 0 <= weight < MOST_WEIGHT or weight != round(weight, WEIGHT_DECIMALS):
            raise ValidationError(
                "En andel är noll eller mer, högst en miljard och med högst fyra decimaler. "
                "Skriv till exempel 27,6."
            )
        return weight

    def run_validators(self, value: Any) -> None:
        """None of a text field's: the value is a number."""


class AllocationKeyForm(MoneyRowForm):
    weight = WeightField()

    class Meta:
        model = AllocationKey
        fields = ["label", "weight", "position"]


def _date_field() -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(required=False, widget=widget)


class MeasureForm(MoneyRowForm):
    """A measure; its effects are typed + where they are better for the result, whatever the signs of costs."""

    amount_fields: ClassVar[tuple[str, ...]] = ("effect_actual", "effect_forecast", "forecast_part")
    effect_actual = SummedAmountField()
    effect_forecast = SummedAmountField()
    forecast_part = SummedAmountField()
    decided_on = _date_field()
    starts_on = _date_field()

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
        """Against what stands in the row now, typed or stored."""
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
    """The rows of one table, in the order they are to stand. ``has_unit``: whether they hold amounts."""

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
        """What other reports say of the lines, by their keys; asked for when something is proposed."""
        return self._known()

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)
        if isinstance(form, AmountRowForm):
            form.threshold = self.threshold
        return form
