"""Forms of the template editor: a section, its options, the template's unit and signs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from reporting.document.pdf_profile import PDF_PROFILES, PROFILE_HELP
from reporting.document.visible import validate_line, validate_lines
from reporting.models import Committee, ReportTemplate
from reporting.models.section_spec import DEEPEST_LEVEL, SectionSpec
from reporting.models.template import MOST_APPROVALS, MOST_QUESTIONS, clean_questions
from reporting.sections import registry
from reporting.template_editor.options import ConventionField

LEVELS = [(1, "1 (kapitel)"), (2, "2 (under kapitlet före)"), (3, "3 (under avsnittet före)")]
assert len(LEVELS) == DEEPEST_LEVEL


class SpecForm(forms.Form):
    """The fields of every kind of section."""

    heading = forms.CharField(label="Rubrik", max_length=200, validators=[validate_line])
    level = forms.TypedChoiceField(label="Rubriknivå", choices=LEVELS, coerce=int)
    is_numbered = forms.BooleanField(label="Rubriken numreras", required=False)
    has_prose = forms.BooleanField(
        label="Avsnittet har en egen text",
        required=False,
        help_text="Texten står före tabellen och måste skrivas innan rapporten kan lämnas in.",
    )
    guidance = forms.CharField(
        label="Anvisning till den som skriver",
        required=False,
        max_length=2000,
        validators=[validate_line],
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ConventionForm(forms.Form):
    convention = ConventionField(label="Enhet och tecken", is_override=False)


class StepsForm(forms.Form):
    """Who may take a report of the template to adopted."""

    demands_two = forms.BooleanField(
        label="Kräv två personer",
        required=False,
        help_text="Den som lämnar in en rapport kan då inte själv godkänna eller fastställa den.",
    )

    approvals = forms.TypedChoiceField(
        label="Hur många godkänner rapporten?",
        choices=[
            (1, "En person"),
            *((n, f"{n} personer, en efter en") for n in range(2, MOST_APPROVALS + 1)),
        ],
        coerce=int,
        help_text="Alla är godkännare i nämnden, i vilken ordning de vill. Går rapporten tillbaka börjar man om.",
    )


class HandInForm(forms.Form):
    """What who hands in a report of the template is asked."""

    hand_in_questions = forms.CharField(
        label="Frågor vid inlämning",
        required=False,
        validators=[validate_lines],
        widget=forms.Textarea(attrs={"rows": 5, "class": "prose-input", "translate": "no"}),
        help_text=f"En fråga på varje rad, högst {MOST_QUESTIONS}. Den som lämnar in svarar ja eller nej på varje, och "
        "skriver en kommentar till ett nej. Svaren trycks i granskningens bilaga, inte i rapporten.",
    )

    def clean_hand_in_questions(self) -> list[str]:
        try:
            return clean_questions(self.cleaned_data["hand_in_questions"].splitlines())
        except ValueError as error:
            raise ValidationError(str(error)) from error


class WritersForm(forms.Form):
    """Who may write in a section that someone answers for."""

    assignees_only = forms.BooleanField(
        label="Bara den som ansvarar för avsnittet, och controllern, skriver i det",
        required=False,
        help_text="Andra läser det, men kan inte ändra. Avsnitt utan ansvarig skrivs av alla rapportörer.",
    )


class PdfForm(forms.Form):
    pdf_profile = forms.ChoiceField(
        label="PDF-filens standard", choices=PDF_PROFILES, widget=forms.RadioSelect, help_text=PROFILE_HELP
    )


class NewSectionForm(forms.Form):
    kind = forms.ChoiceField(
        label="Slag av avsnitt",
        help_text="Slaget Text har en text som ska skrivas. De andra har det inte från början; det väljs i avsnittet.",
    )
    heading = forms.CharField(label="Rubrik", max_length=200, validators=[validate_line])
    level = forms.TypedChoiceField(label="Rubriknivå", choices=LEVELS, coerce=int, initial=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind, section.name) for kind, section in registry().items()]


class NameForm(forms.Form):
    """A name for a template, unique in the nämnd."""

    name = forms.CharField(label="Namn", max_length=100, validators=[validate_line])

    def __init__(self, *args: Any, committee: Committee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.committee = committee

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if self.committee.templates.filter(name=name).exists():
            raise ValidationError(f"Nämnden har redan en mall som heter ”{name}”. Välj ett annat namn.")
        return name


class SectionEditor:
    """The forms of one section of a template, validated together."""

    def __init__(self, template: ReportTemplate, spec: SectionSpec, data: Mapping[str, Any] | None = None):
        self.template, self.spec = template, spec
        self.section = registry()[spec.kind]
        self.kind_name = self.section.name
        stored = {name: getattr(spec, name) for name in SpecForm.base_fields}
        self.form = SpecForm(data, initial=stored)
        self.options = self.section.Options.editor(
            data, stored=spec.options, municipality_id=template.committee.municipality_id
        )

    def is_valid(self) -> bool:
        verdicts = [self.form.is_valid(), self.options.is_valid()]
        return all(verdicts)

    @property
    def changes(self) -> dict[str, Any]:
        """The section's new data."""
        return {**self.form.cleaned_data, "options": self.options.to_store()}
