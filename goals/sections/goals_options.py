"""What a rapportmall says of a section with goals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from goals.models import SteeringModel
from goals.models.steering import SteeringModelQuerySet
from goals.pictures import CHARTS
from goals.steering import Basis
from reporting.template_editor.columns_field import ColumnsField
from reporting.template_editor.options import ChartsField, HeadingField, SectionOptions

GOALS_KIND = "goals.goals"
MER_STYRNING = "MER-styrning (portalens egen)"
DEFAULT_HEADINGS = {
    "current": "Nuvärde",
    "forecast": "Prognos",
    "target": "Målvärde",
    "assessment": "Bedömning",
    "comment": "Kommentar",
}


class GoalsOptions(SectionOptions):
    steering_model = forms.CharField(
        label="Styrmodell", initial="", required=False, widget=forms.Select(choices=[("", MER_STYRNING)])
    )
    basis = forms.ChoiceField(
        label="Målen bedöms på",
        initial="",
        choices=[
            ("", "som styrmodellen och slaget av rapport säger"),
            (str(Basis.FORECAST), "prognosen"),
            (str(Basis.OUTCOME), "utfallet"),
        ],
        required=False,
    )
    title = HeadingField(label="Tabellens rubrik", initial="Mål och indikatorer")
    columns = ColumnsField(
        label="Kolumner",
        choices=DEFAULT_HEADINGS,
        initial=("current", "forecast", "target", "assessment"),
    )
    show_council_goals = forms.BooleanField(label="Visa kommunfullmäktiges mål", initial=True, required=False)
    show_rules = forms.BooleanField(label="Visa hur måluppfyllelsen bedöms", initial=False, required=False)
    show_fulfilment = forms.BooleanField(
        label="Visa måluppfyllelsen per nämndmål", initial=True, required=False
    )
    judge_council_goals = forms.BooleanField(
        label="Bedöm också kommunfullmäktiges mål",
        help_text="Efter indikatorerna direkt under dem, på samma sätt som nämndmålen.",
        initial=False,
        required=False,
    )
    charts = ChartsField(CHARTS)
    field_order = ("title",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.municipality_id is not None:
            self.fields["steering_model"].widget.choices = [("", MER_STYRNING), *self._choices()]

    def _choices(self) -> list[tuple[str, str]]:
        """The latest version of each steering model, and the one that the template has."""
        latest: dict[str, SteeringModel] = {}
        for model in self._steering_models():
            latest.setdefault(model.name, model)
        choices = {model.reference: str(model) for model in latest.values()}
        if chosen := self.initial.get("steering_model"):
            held = self._steering_models().referred_to(chosen).first()
            choices.setdefault(chosen, str(held) if held else f"{chosen} (finns inte)")
        return list(choices.items())

    def _steering_models(self) -> SteeringModelQuerySet:
        own = {} if self.municipality_id is None else {"municipality_id": self.municipality_id}
        models: SteeringModelQuerySet = SteeringModel.objects.filter(**own)
        return models

    def clean_steering_model(self) -> str:
        reference: str = self.cleaned_data["steering_model"]
        if reference and not self._steering_models().referred_to(reference).exists():
            raise ValidationError(f"Det finns ingen styrmodell som heter ”{reference}”. Lägg in den först.")
        return reference
