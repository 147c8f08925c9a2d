"""A steering model as questions with answers in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from goals.conditions import Condition, conditions_of, lines_of
from goals.forms.fields import FigureField, figure_text
from goals.models.steering import VERSIONED
from goals.rule_sentences import CONDITIONS
from goals.steering import BandKind, Basis, EmptyGoal, ExactHalf, MissingValues, PartialBand, SteeringRules
from reporting.document.visible import validate_line, validate_lines

Choices = list[tuple[str, str]]
_WHEN: Choices = [(str(condition), words) for condition, words in CONDITIONS.items()]
_PARTLY: Choices = [
    *_WHEN,
    (str(Condition.ALWAYS), "i alla andra fall"),
    (str(Condition.NEVER), "aldrig: målet uppnås eller uppnås inte"),
]
_RARE = {Condition.ALWAYS: "alltid", Condition.NEVER: "aldrig helt"}  # offered only where they hold already
_HALF: Choices = [
    (str(ExactHalf.WORSE), "inte som mer än hälften"),
    (str(ExactHalf.BETTER), "som mer än hälften"),
]
_MISSING: Choices = [
    (str(MissingValues.NOT_MET), "räknas som inte uppnådd"),
    (str(MissingValues.PARTIAL), "räknas som delvis uppnådd"),
    (str(MissingValues.BLOCKS), "gör att målet inte får någon bedömning än"),
]
_EMPTY: Choices = [
    (str(EmptyGoal.NO_VERDICT), "får ingen bedömning"),
    (str(EmptyGoal.NOT_MET), "uppnås inte"),
]
_BASIS: Choices = [(str(Basis.FORECAST), "prognosen"), (str(Basis.OUTCOME), "utfallet")]
_BAND: Choices = [
    ("", "aldrig"),
    (str(BandKind.PERCENT), "inom en marginal i procent av målvärdet"),
    (str(BandKind.ABSOLUTE), "inom en fast marginal, i målvärdets egen enhet"),
]
UNREACHABLE = "Det gäller aldrig: då uppnås målet redan. Välj något som är lättare att nå, eller ”aldrig”."
LARGEST_BAND = Decimal(10) ** 12


def _question(label: str, choices: Choices, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        help_text=help_text,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj ett av svaren.", "invalid_choice": "Välj ett av svaren."},
    )


class SteeringForm(forms.Form):
    met_when = _question("Målet uppnås när", _WHEN)
    partly_when = _question("Annars uppnås målet delvis när", _PARTLY, "Det första som stämmer gäller.")
    exact_half = _question("Precis hälften räknas", _HALF, "Till exempel 2 av 4 indikatorer.")
    missing_values = _question("En indikator utan bedömning", _MISSING, "Den saknar värde eller målvärde.")
    empty_goal = _question("Ett mål utan indikatorer", _EMPTY)
    basis = _question(
        "Indikatorerna bedöms på",
        _BASIS,
        "En årsredovisning bedöms på utfallet. En rapportmall kan säga något annat för sina rapporter.",
    )
    band_kind = _question(
        "En indikator som missar sitt målvärde uppnås delvis",
        _BAND,
        "Den som skriver kan alltid bedöma en indikator som delvis uppnådd, med ett skäl.",
    )
    band_kind.required = False
    band_size = FigureField(
        label="Marginalens storlek", help_text="Till exempel 5 för 5 procent, eller 5 för 5 dagar."
    )
    description = forms.CharField(
        label="Så beskrivs principen i rapporten",
        help_text="Visas om rapportmallen säger det. Tomt: reglerna, en på varje rad.",
        required=False,
        max_length=5000,
        strip=True,
        validators=[validate_lines],
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, rules: SteeringRules, description: str = ""
    ) -> None:
        super().__init__(data, initial=answers(rules) | {"description": description})
        if (rare := Condition(self.initial["met_when"])) in _RARE:
            field = self.fields["met_when"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*_WHEN, (str(rare), _RARE[rare])]

    def clean_band_size(self) -> Decimal | None:
        size: Decimal | None = self.cleaned_data["band_size"]
        if size is not None and not 0 < size < LARGEST_BAND:
            raise ValidationError("Marginalen är ett tal som är större än noll.")
        return size

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        met, partly = cleaned.get("met_when"), cleaned.get("partly_when")
        if met and partly and partly != Condition.NEVER and Condition(partly).implies(Condition(met)):
            self.add_error("partly_when", UNREACHABLE)
        if cleaned.get("band_kind") and "band_size" in cleaned and cleaned["band_size"] is None:
            self.add_error("band_size", "Skriv hur stor marginalen är, eller välj ”aldrig”.")
        if cleaned.get("band_size") and cleaned.get("band_kind") == "":
            self.add_error("band_kind", "Välj hur marginalen räknas, eller ta bort dess storlek.")
        return cleaned

    @property
    def rules(self) -> SteeringRules:
        """Of a valid form."""
        given = self.cleaned_data
        kind, size = given["band_kind"], given["band_size"]
        return SteeringRules(
            lines=lines_of(Condition(given["met_when"]), Condition(given["partly_when"])),
            basis=Basis(given["basis"]),
            partial_band=PartialBand(BandKind(kind), size) if kind and size is not None else None,
            missing_values=MissingValues(given["missing_values"]),
            exact_half=ExactHalf(given["exact_half"]),
            empty_goal=EmptyGoal(given["empty_goal"]),
        )


class NewSteeringForm(SteeringForm):
    name = forms.CharField(label="Namn", max_length=80, validators=[validate_line])
    field_order = ("name",)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if VERSIONED.fullmatch(name):
            raise ValidationError("Skriv namnet utan version: versionerna räknas av sig själva.")
        return name


def answers(rules: SteeringRules) -> dict[str, Any]:
    """A steering model as the form's answers."""
    met, partly = conditions_of(rules.lines)
    band = rules.partial_band
    return {
        "met_when": str(met),
        "partly_when": str(partly),
        "exact_half": str(rules.exact_half),
        "missing_values": str(rules.missing_values),
        "empty_goal": str(rules.empty_goal),
        "basis": str(rules.basis),
        "band_kind": str(band.kind) if band else "",
        "band_size": band.size if band else None,
    }


def answered(rules: SteeringRules, description: str) -> dict[str, tuple[str, str]]:
    """Field -> its question, and its answer in words."""
    form = SteeringForm(rules=rules, description=description)
    return {
        name: (str(field.label), _in_words(field, form.initial[name])) for name, field in form.fields.items()
    }


def _in_words(field: forms.Field, answer: Any) -> str:
    if isinstance(field, forms.ChoiceField):
        return dict(_flat(field))[answer]
    return figure_text(answer) if isinstance(answer, Decimal) else str(answer or "")


def _flat(field: forms.ChoiceField) -> Choices:
    choices: Any = field.choices
    return [(str(value), str(words)) for value, words in choices]
