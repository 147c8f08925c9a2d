"""The grids where budget lines and investment projects are typed, with the signs and unit of their table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError

from budgets.models import AMOUNT_LIMIT, RESERVED_KEYS, BudgetLine, InvestmentProject, LineKind
from reporting.forms import AmountField, RowForm, RowFormSet, free_key

LAST = 32_767  # the place of a new row whose place is not typed
BLANK_ROWS = 2
BLANK_ROWS_AT_FIRST = 10  # when there is nothing yet


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
    """One row. ``headings``: its fields in order and what they are called; the others are left out."""

    def __init__(self, *args: Any, headings: Mapping[str, str], number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.number = number
        for name in set(self.fields) - set(headings):
            del self.fields[name]
        for name, heading in headings.items():
            self.fields[name].label = heading
        self.order_fields(list(headings))
        self.fields["position"].required = False
        if not self.instance.pk:
            self.initial["position"] = None

    @property
    def row_name(self) -> str:
        return str(self.instance) if self.instance.pk else f"ny rad {self.number}"

    def clean_position(self) -> int:
        typed: int | None = self.cleaned_data["position"]
        if typed is not None:
            return min(typed, LAST)
        return self.instance.position if self.instance.pk else LAST

    def place(self) -> tuple[int, int]:
        """Where the row goes: a row moved or added to a place goes before the one that had it,
        a row moved down goes after."""
        was, now = self.initial.get("position"), self.instance.position
        if was is None or now < was:
            return now, 0
        return now, 1 if now == was else 2


class BudgetLineForm(MoneyRowForm):
    amount_fields: ClassVar[tuple[str, ...]] = ("budget", "period_budget", "actual", "forecast")
    budget = SummedAmountField()
    period_budget = SummedAmountField()
    actual = SummedAmountField()
    forecast = SummedAmountField()

    class Meta:
        model = BudgetLine
        fields = ["label", "kind", "budget", "period_budget", "actual", "forecast", "comment", "position"]
        widgets = {"comment": forms.Textarea(attrs={"rows": 2})}

    def _get_validation_exclusions(self) -> set[str]:
        """Without the constraint on ``kind``, which asks the database once a row what the field has checked."""
        return {*super()._get_validation_exclusions(), "kind"}  # type: ignore[misc]

    def is_revenue(self) -> bool:
        """By the kind that is typed, once that is known; until then by the kind that is stored."""
        typed = getattr(self, "cleaned_data", {}).get("kind")
        return bool((typed or self.instance.kind) == LineKind.REVENUE)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk and "kind" in cleaned:
            self._keep_as_printed(cleaned)
        return cleaned

    def _keep_as_printed(self, cleaned: dict[str, Any]) -> None:
        """When a cost becomes a revenue its figures stay as they are printed, so they are stored anew."""
        for name in set(self.amount_fields) - set(cleaned):
            stored = getattr(self.instance, name)
            if stored is None:
                continue
            as_printed = self.convention.printed(stored, is_revenue=self.instance.is_revenue)
            amount = self.convention.stored(as_printed, is_revenue=self.is_revenue())
            if name in self.fields:
                cleaned[name] = amount
            else:
                setattr(self.instance, name, amount)


class InvestmentProjectForm(MoneyRowForm):
    amount_fields: ClassVar[tuple[str, ...]] = ("budget", "actual", "forecast")
    budget = SummedAmountField()
    actual = SummedAmountField()
    forecast = SummedAmountField()

    class Meta:
        model = InvestmentProject
        fields = ["label", "budget", "actual", "forecast", "position"]


class MoneyFormSet(RowFormSet):
    """The rows of one table, in the order they are to stand."""

    model: type[BudgetLine | InvestmentProject]
    forms: list[MoneyRowForm]  # type: ignore[assignment]
    reserved_keys = RESERVED_KEYS

    def __init__(self, *args: Any, title: str, headings: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = title
        self.unit = self.convention.unit
        self.row_headings = headings
        self.extra = BLANK_ROWS if self.get_queryset() else BLANK_ROWS_AT_FIRST

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        number = (index or 0) - self.initial_form_count() + 1
        return super().get_form_kwargs(index) | {"headings": self.row_headings, "number": number}

    def rows(self) -> list[Any]:
        """Also sorted, and each with a key of its own, as a table needs."""
        kept = {id(row) for row in super().rows()}
        placed = sorted(
            (form for form in self.forms if id(form.instance) in kept), key=lambda form: form.place()
        )
        rows = [form.instance for form in placed]
        taken = {row.key for row in rows} | self.reserved_keys
        for row in rows:
            if not row.key:
                row.key = free_key(row.label, taken)
                taken.add(row.key)
        return rows

    def save(self, commit: bool = True) -> Any:
        rows = self.rows()
        saved = super().save(commit)
        self._renumber(rows)
        return saved

    def _renumber(self, rows: Sequence[Any]) -> None:
        """Places are 1, 2, 3 … after each save, so that any place can be typed next time."""
        moved = []
        for place, row in enumerate(rows, start=1):
            if row.position != place:
                row.position = place
                moved.append(row)
        if moved:
            self.model._default_manager.bulk_update(moved, ["position"])


def money_formset(form: type[MoneyRowForm]) -> type[MoneyFormSet]:
    made: Any = forms.modelformset_factory(form._meta.model, form=form, formset=MoneyFormSet, can_delete=True)
    return cast(type[MoneyFormSet], made)
