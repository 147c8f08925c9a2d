"""The forms of the template editor: a section, its options, the template's unit and signs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from reporting.models import Committee, ReportTemplate
from reporting.models.section_spec import DEEPEST_LEVEL, SectionSpec
from reporting.sections import Section, registry
from reporting.template_editor.options import ConventionOption, Option

LEVELS = [(1, "1 (kapitel)"), (2, "2 (under kapitlet före)"), (3, "3 (under avsnittet före)")]
assert len(LEVELS) == DEEPEST_LEVEL


class SpecForm(forms.Form):
    """What every section has, whatever its kind."""

    heading = forms.CharField(label="Rubrik", max_length=200)
    level = forms.TypedChoiceField(label="Rubriknivå", choices=LEVELS, coerce=int)
    is_numbered = forms.BooleanField(label="Rubriken numreras", required=False)
    has_prose = forms.BooleanField(label="Avsnittet har en egen text", required=False)
    guidance = forms.CharField(
        label="Anvisning till den som skriver",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class OptionsForm(forms.Form):
    """A section's options, made of what the section declares. Cleans to the options as they are stored."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        section: type[Section],
        options: dict[str, Any],
        declared: tuple[Option, ...],
    ) -> None:
        super().__init__(data, prefix="options")
        self.section = section
        self.stored = options
        self.declared = declared
        self.options: dict[str, Any] = options
        for option in declared:
            self.fields.update(option.fields())
            self.initial.update(option.initial(options.get(option.key, option.default)))

    def clean(self) -> dict[str, Any]:
        """The options. What they are refused for stands beside the field that made them wrong."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        typed = [(option, option.value(cleaned)) for option in self.declared]
        options = self.stored | {option.key: value for option, value in typed}
        try:
            self.options = self.section.clean_options(options)
        except ValueError as error:
            self.add_error(self._culprit(typed), str(error))
        return cleaned

    def _culprit(self, typed: list[tuple[Option, Any]]) -> str | None:
        """The first field of the one option that is wrong by itself beside what is stored, if there is one."""
        for option, value in typed:
            try:
                self.section.clean_options(self.stored | {option.key: value})
            except ValueError:
                return next(iter(option.fields()))
        return None


class ConventionForm(forms.Form):
    """The template's unit and signs."""

    option = ConventionOption(key="convention", label="Enhet och tecken", is_override=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, convention: dict[str, Any]) -> None:
        super().__init__(data, initial=self.option.initial(convention))
        self.fields.update(self.option.fields())

    @property
    def convention(self) -> dict[str, Any]:
        value: dict[str, Any] = self.option.value(self.cleaned_data)
        return value


class NewSectionForm(forms.Form):
    """A section to add last."""

    kind = forms.ChoiceField(label="Slag av avsnitt")
    heading = forms.CharField(label="Rubrik", max_length=200)
    level = forms.TypedChoiceField(label="Rubriknivå", choices=LEVELS, coerce=int, initial=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind, section.name) for kind, section in registry().items()]


class NameForm(forms.Form):
    """What a new template is called: no other of the nämnd may have the name."""

    name = forms.CharField(label="Namn", max_length=100)

    def __init__(self, *args: Any, committee: Committee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.committee = committee

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if self.committee.templates.filter(name=name).exists():
            raise ValidationError(f"Nämnden har redan en mall som heter ”{name}”. Välj ett annat namn.")
        return name


class SectionEditor:
    """The forms of one section of a template under one hat."""

    def __init__(self, template: ReportTemplate, spec: SectionSpec, data: Mapping[str, Any] | None = None):
        self.template, self.spec = template, spec
        self.section = registry()[spec.kind]
        self.kind_name = self.section.name
        about = {name: getattr(spec, name) for name in SpecForm.base_fields}
        self.form = SpecForm(data, initial=about)
        declared = self.section.option_fields(template.committee)
        self.options = OptionsForm(data, section=self.section, options=spec.options, declared=declared)

    def is_valid(self) -> bool:
        verdicts = [self.form.is_valid(), self.options.is_valid()]
        return all(verdicts)

    @property
    def changes(self) -> dict[str, Any]:
        """What the section's data is changed to."""
        return {**self.form.cleaned_data, "options": self.options.options}
