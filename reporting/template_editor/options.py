"""A section's options as one form: defaults, validation and the template editor's fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django import forms
from django.core.exceptions import ValidationError

from reporting.document.conventions import Convention
from reporting.document.headings import validate_heading
from reporting.document.visible import validate_line
from reporting.template_editor.columns_field import ColumnsField
from reporting.template_editor.parts_field import PartsField

Stored = Mapping[str, Any]
LONGEST_HEADING = 300
WRONG_TYPE: dict[type, str] = {
    str: "ska vara en text",
    bool: "ska vara sant eller falskt (true eller false)",
    int: "ska vara ett heltal",
    list: "ska vara en lista",
    dict: "anges som namn och värde",
}


class SectionOptions(forms.Form):
    """A field for each option, in stored order; ``initial`` is its default.

    Fields clean both typed and stored values. ``field_order`` is the order in the template editor.
    """

    always_stored: ClassVar[frozenset[str] | None] = None  # None: all; others are left out at their default
    not_asked: ClassVar[frozenset[str]] = frozenset()  # the kommun's data, hidden in the template editor

    def __init__(
        self, data: Stored | None = None, *, municipality_id: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.municipality_id = municipality_id  # of the edited template; None for any
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.error_messages["invalid_choice"] = _invalid_choice(field)

    @classmethod
    def editor(cls, data: Stored | None, *, stored: Stored, municipality_id: int) -> Self:
        form = cls(data, initial=cls.read(stored), municipality_id=municipality_id, prefix="options")
        for name in cls.not_asked:
            del form.fields[name]
        return form

    @classmethod
    def read(cls, stored: Stored) -> dict[str, Any]:
        """Every option of a saved template. Saved options are valid, so nothing is validated."""
        values = {**cls.defaults(stored), **stored}
        for name, field in cls.base_fields.items():
            if isinstance(field, ColumnsField):
                values[name] = field.written_out(values[name])
        return values

    @classmethod
    def defaults(cls, stored: Stored) -> dict[str, Any]:
        """Defaults, which may depend on the other options in ``stored``."""
        return {name: field.initial for name, field in cls.base_fields.items()}

    @classmethod
    def of_new(cls) -> dict[str, Any]:
        """What a new section of a template starts with besides the defaults."""
        return {
            name: field.in_new for name, field in cls.base_fields.items() if isinstance(field, ChartsField)
        }

    @classmethod
    def clean_stored(cls, stored: Stored, section: str) -> dict[str, Any]:
        """Validated options, as a template stores them. Raises ValueError in Swedish."""
        defaults = cls.defaults(stored)
        for name, value in stored.items():
            if name not in defaults:
                raise ValueError(_unknown(name, section, defaults))
            if type(value) is not type(defaults[name]):
                raise ValueError(f"{name} för {section} {WRONG_TYPE[type(defaults[name])]}.")
        form = cls(defaults | dict(stored))
        for name, errors in form.errors.items():
            raise ValueError(f"{name} för {section}: {errors[0]}")
        return form.to_store()

    def to_store(self) -> dict[str, Any]:
        """The options of a valid form, as a template stores them."""
        values = {name: self.cleaned_data.get(name, self.initial.get(name)) for name in self.base_fields}
        defaults = self.defaults(values)
        return {
            name: value
            for name, value in values.items()
            if self.always_stored is None or name in self.always_stored or value != defaults[name]
        }


def _unknown(name: str, section: str, known: Mapping[str, Any]) -> str:
    if not known:
        return f"Avsnittet {section} har inga inställningar."
    return f"Inställningen ”{name}” finns inte för {section}. Välj bland {', '.join(known)}."


def _invalid_choice(field: forms.ChoiceField) -> str:
    choices: Any = field.choices
    known = ", ".join(f"”{value}”" for value, _ in choices)
    return f"”%(value)s” är inget val. Välj bland {known}."


class HeadingField(forms.CharField):
    """A heading or label, with or without placeholders."""

    default_validators = [validate_heading, validate_line]

    def __init__(self, *, max_length: int = LONGEST_HEADING, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)


class ChartsField(forms.MultipleChoiceField):
    """Pictures of a section's table, by form. None in templates stored before there were any, all in a new section."""

    def __init__(self, choices: Mapping[str, str]) -> None:
        super().__init__(
            label="Bilder",
            choices=list(choices.items()),
            help_text="Ritas av tabellens siffror och står före den. Tabellen är alltid kvar.",
            initial=[],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.in_new = list(choices)


class LinesField(forms.Field):
    """A list of texts, one on each line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 5}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[Any]:
        if isinstance(value, list):
            return value
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def validate(self, value: Any) -> None:
        if not all(isinstance(line, str) and line.strip() for line in value):
            raise ValidationError("Varje rad är en text.")
        if len(set(value)) < len(value):
            twice = next(line for line in value if value.count(line) > 1)
            raise ValidationError(f"”{twice}” står två gånger.")


class LabelsField(PartsField):
    """Labels by name. Blank keeps the default; "-" leaves the label out."""

    def __init__(self, *, names: Mapping[str, str], **kwargs: Any) -> None:
        parts = {
            name: HeadingField(label=label, required=False, max_length=LONGEST_HEADING)
            for name, label in names.items()
        }
        super().__init__(parts=parts, initial={}, **kwargs)

    def split(self, value: Stored) -> dict[str, Any]:
        return {name: text or "-" for name, text in value.items()}

    def joined(self, typed: Stored) -> dict[str, Any]:
        texts = {name: text.strip() for name, text in typed.items()}
        return {name: "" if text == "-" else text for name, text in texts.items() if text}

    def validate(self, value: Any) -> None:
        for name, text in value.items():
            if not isinstance(text, str) or len(text) > LONGEST_HEADING:
                raise ValidationError(f"{name} är en text på högst {LONGEST_HEADING} tecken.")
            validate_heading(text)


SIGNS = {"+": "plus", "-": "minus"}
CONVENTION_CHOICES: dict[str, tuple[str, dict[str, str]]] = {
    "unit": ("Enhet", {"kr": "kr", "tkr": "tkr", "mnkr": "mnkr"}),
    "decimals": ("Decimaler", {"0": "0", "1": "1", "2": "2"}),
    "revenue": ("Intäkter skrivs med", SIGNS),
    "cost": ("Kostnader skrivs med", SIGNS),
    "surplus": ("Ett överskott skrivs med", SIGNS),
    "better": ("En avvikelse som är bättre än budget skrivs med", SIGNS),
    "zero_variance": ("Ingen avvikelse skrivs", {"0": "0", "-": "–", "": "inte alls"}),
}
AS_TEMPLATE = "as-template"  # a choice of an override: the template's value


class ConventionField(PartsField):
    """Unit and signs; with ``is_override`` only those that differ from the template's."""

    def __init__(self, *, is_override: bool = True, **kwargs: Any) -> None:
        own = [(AS_TEMPLATE, "som mallen")] if is_override else []
        parts = {
            name: forms.ChoiceField(label=label, choices=[*own, *choices.items()], required=False)
            for name, (label, choices) in CONVENTION_CHOICES.items()
        }
        super().__init__(parts=parts, initial={}, **kwargs)
        self.defaults = dict.fromkeys(parts, AS_TEMPLATE) if is_override else Convention().to_dict()

    def split(self, value: Stored) -> dict[str, Any]:
        return {name: str(part) for name, part in {**self.defaults, **value}.items()}

    def joined(self, typed: Stored) -> dict[str, Any]:
        kept = {name: value for name, value in typed.items() if value != AS_TEMPLATE}
        return kept | ({"decimals": int(kept["decimals"])} if kept.get("decimals", "").isdecimal() else {})

    def validate(self, value: Any) -> None:
        try:
            Convention.from_dict(value)
        except ValueError as error:
            raise ValidationError(str(error)) from None
