"""Goals and indicators.

A target is parsed anew when its text changes, unless a person corrects the parsed fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from functools import partial
from html import escape
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString

from goals.forms.fields import FigureField, ValueField
from goals.forms.rows import GoalChoices, GoalRowForm, JudgedForm, place_under, set_choices
from goals.judgements import parsed_target_or_none
from goals.models import TARGET_KIND_CHOICES, CommitteeGoal, CouncilGoal, Indicator, target_fields
from goals.pieces import council_goal_html, explanation_html, target_html, verdict_html
from goals.tables import value_cell
from goals.target_parsing import parse_target, parse_value
from goals.targets import Target, TargetError, describe
from reporting.document.ambiguity import ask_which_number, is_share
from reporting.document.amounts import Quantity
from reporting.document.parsing import AmountError
from reporting.entry.cells import GridCell, row_html

TARGET_FIELDS = ("comparison", "target_value", "target_upper", "target_unit", "baseline")
VALUES = ("current", "forecast", "target")


class CouncilGoalForm(GoalRowForm):
    new_names = ("label", "area")
    has_indicators = False  # directly under it

    class Meta:
        model = CouncilGoal
        fields = ["label", "area", "position"]
        labels = {"label": "Kommunfullmäktiges mål", "area": "Område"}
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("label", "area")}

    def __init__(self, *args: Any, goals: GoalChoices, headings: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    @property
    def goal_verdict_html(self) -> str:
        return council_goal_html(self.has_indicators, self.judgement)


class CommitteeGoalForm(JudgedForm):
    placement = forms.ChoiceField(label="Under kommunfullmäktiges mål")
    chosen_rows = ("placement",)
    new_names = ("label", "placement")

    class Meta:
        model = CommitteeGoal
        fields = ["label", "override", "override_reason", "position"]
        labels = {"label": "Nämndmål"}
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("label", "override_reason")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "placement", partial(self.goals.options, with_committee_goals=False))
        if self.instance.pk:
            self.initial["placement"] = f"kf-{self.instance.council_goal_id}"
            place_under(self.instance, self.goals.placements.get(self.initial["placement"]))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "placement" in cleaned:
            place_under(self.instance, self.goals.placements.get(cleaned["placement"]))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """A moved nämndmål takes its indicators along."""
        goal = super().save(commit)
        if "placement" in self.changed_data:
            goal.indicators.update(council_goal=goal.council_goal)
        return goal


class IndicatorForm(JudgedForm):
    """``headings``: typed value -> heading, in order."""

    placement = forms.ChoiceField(label="Under målet")
    chosen_rows = ("placement",)
    number_fields = (*VALUES, "target_value", "target_upper", "baseline")
    current = ValueField(label="Nuvärde")
    forecast = ValueField(label="Prognos")
    target_value = FigureField(label="Värde")
    target_upper = FigureField(label="Övre gräns (för mellan två värden)")
    baseline = FigureField(label="Utgångsvärde")
    target_read = forms.CharField(
        required=False, widget=forms.HiddenInput
    )  # how the page's target was parsed

    class Meta:
        model = Indicator
        fields = [
            *("label", "current", "forecast", "target"),
            *("comparison", "target_value", "target_upper", "target_unit", "baseline", "target_confirmed"),
            *("override", "override_reason", "comment", "position"),
        ]
        labels = {
            "label": "Indikator",
            "target": "Målvärde",
            "comparison": "Jämförelse",
            "target_unit": "Enhet",
            "target_confirmed": "Tolkningen av målvärdet stämmer",
        }
        widgets = {
            "target": forms.TextInput(attrs={"class": "quantity"}),
            **{name: forms.Textarea(attrs={"rows": 2}) for name in ("label", "override_reason", "comment")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "placement", partial(self.goals.options, with_committee_goals=True))
        set_choices(self, "comparison", [("", "Välj jämförelse"), *TARGET_KIND_CHOICES])
        for name in VALUES:
            if name in self.headings:
                self.fields[name].label = self.headings[name]
            else:
                del self.fields[name]
        if self.instance.pk:
            self.initial["target_read"] = self._target_read()
            self.initial["placement"] = _placement_of(self.instance)
            place_under(self.instance, self.goals.placements.get(self.initial["placement"]))

    def is_decimal_number(self, name: str, smaller: Decimal) -> bool:
        return is_share(self.instance.target_unit) or super().is_decimal_number(name, smaller)

    def numbers_in(self, value: Any) -> list[Decimal]:
        """Of a text the number of a value; a target's are in its fields."""
        if not isinstance(value, str):
            return super().numbers_in(value)
        with suppress(AmountError):
            found = parse_value(value)
            return [found.value] if isinstance(found, Quantity) else []
        return []

    def clean_target(self) -> str:
        target: str = self.cleaned_data["target"]
        try:
            ask_which_number(
                self.data.get(self.add_prefix("target"), target), partial(self.is_decimal_number, "target")
            )
        except AmountError as error:
            raise ValidationError(str(error)) from None
        return target

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "placement" in cleaned:
            place_under(self.instance, self.goals.placements.get(cleaned["placement"]))
        if self.instance.pk and "target" in self.changed_data and self.batch_to_save_in() is not None:
            self._refuse_unseen_correction()
        if not self.errors_in(("target", *TARGET_FIELDS)):
            self._parse_target(cleaned)
        return cleaned

    def _target_read(self) -> str:
        """The stored parsed target, as a text to compare."""
        return "|".join(self._as_typed(name, getattr(self.instance, name)) for name in TARGET_FIELDS)

    def _refuse_unseen_correction(self) -> None:
        """A target is not parsed anew over fields that someone has corrected since the page was opened."""
        seen = self._submitted_initial("target_read")
        if seen in (None, self.initial["target_read"]) or "target" in self.errors:
            return
        target = parsed_target_or_none(self.instance)
        question = (
            f"{self._who_saved('target_value')} har rättat hur målvärdet är tolkat "
            f"({describe(target) if target else 'inget'}) medan du skrev. Det du skrev tolkas på nytt om det sparas. "
        )
        self.conflicts["target"] = self._as_typed("target", self.initial["target"])
        self.conflict_words["target"] = f"{question}Vilket ska gälla? "
        self._remember_initial("target_read", self.initial["target_read"])
        self.add_error("target", f"{question}Spara igen om det ska gälla.")

    def as_known(self, name: str) -> dict[str, str]:
        known = super().as_known(name)
        return {**known, "target_read": self.initial["target_read"]} if name == "target" else known

    def _parse_target(self, cleaned: dict[str, Any]) -> None:
        """Keep corrected fields; else parse a changed text, or an unconfirmed target anew under a changed name."""
        changed = set(self.changed_data)
        if changed.intersection(TARGET_FIELDS):
            self._check_target_fields(cleaned)
            cleaned["target_confirmed"] = True
        elif "target" in changed:
            try:
                target = parse_target(cleaned["target"], self.value_now(cleaned, "label"))
            except TargetError as error:
                self.add_error("target", str(error))
            else:
                cleaned |= target_fields(target)
        elif "label" in cleaned and self.instance.pk and not self.value_now(cleaned, "target_confirmed"):
            with suppress(TargetError):
                cleaned |= target_fields(parse_target(self.instance.target, cleaned["label"]))

    def _check_target_fields(self, cleaned: dict[str, Any]) -> None:
        kind, value, upper, unit, baseline = (self.value_now(cleaned, name) for name in TARGET_FIELDS)
        if not kind:
            if self.value_now(cleaned, "target"):
                self.add_error("comparison", "Välj hur värdet ska jämföras med målvärdet.")
            return
        try:
            Target(kind, value, upper, unit, baseline)
        except TargetError as error:
            for name in TARGET_FIELDS:  # the row keeps its stored target until the fields agree
                cleaned.pop(name, None)
            self.add_error("target_value", str(error))

    def previous_text(self, name: str) -> str:
        return value_cell(getattr(self.previous, name)).text if self.previous and name in VALUES else ""

    def grid_fields(self) -> list[str]:
        return list(self.headings)

    @property
    def new_names(self) -> Sequence[str]:  # type: ignore[override]  # by the template's columns
        return ("label", "placement", *self.headings)

    @property
    def html(self) -> SafeString:
        """The row, and the line under it that says how its target is read; hidden fields go into the first value."""
        values = row_html(self.value_cells(), self.hidden_html, kind="value")
        details = self.details(
            "Bedöm eller kommentera",
            before=f'<span id="{self.row_id}-tolkning">{self.target_html}</span>',
            first=f'<div id="{self.row_id}-forklaring">{self.explanation_html}</div>',
        )
        return SafeString(
            f'<tr class="row"><th scope="row">{escape(self.row_name)}</th>{values}'
            f'<td class="verdict" id="{self.row_id}-omdome">{self.verdict_html}</td></tr>\n'
            f'<tr class="more"><td colspan="{len(self.headings) + 2}">{details}</td></tr>\n'
        )

    def value_cells(self) -> list[GridCell]:
        return [self.cell(name) for name in self.headings]

    @property
    def verdict_html(self) -> str:
        return verdict_html(self.judgement)

    @property
    def explanation_html(self) -> str:
        return explanation_html(self.judgement)

    @property
    def target_html(self) -> str:
        return target_html(self.instance) if self.instance.pk else ""

    details_template_name = "goals/_indicator_fields.html"

    def drawn(self) -> Iterable[str]:
        return [name for name in super().drawn() if self.shows_all or name != "target_confirmed"]

    def detail_names(self) -> list[str]:
        shown = (*VALUES, *(self.new_names if self.is_new else ()))
        order = ["label", "placement", *TARGET_FIELDS, "override", "override_reason", "comment", "position"]
        return [name for name in order if name not in shown]


def _placement_of(indicator: Indicator) -> str:
    if indicator.committee_goal_id is not None:
        return f"namndmal-{indicator.committee_goal_id}"
    return f"kf-{indicator.council_goal_id}"
