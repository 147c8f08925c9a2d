"""What a section's options are, said so that the template editor can ask for them.

A section names its options as a tuple of these; each knows the field it is typed in and how the stored
value and the field's meet. The section's ``clean_options`` stays the only judge of what is allowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms

from reporting.document.conventions import Convention
from reporting.template_editor.columns_field import ColumnsField

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
AS_TEMPLATE = "as-template"  # a choice of an override: what the template says


@dataclass(frozen=True, kw_only=True)
class Option:
    """One option. ``default`` is its value where the stored options don't name it."""

    key: str
    label: str
    help: str = ""
    default: Any = None

    def fields(self) -> dict[str, forms.Field]:
        """What it is typed in, by name: the option's key, or the key and a part of it."""
        raise NotImplementedError

    def initial(self, value: Any) -> dict[str, Any]:
        """What the fields hold for a stored value."""
        return {self.key: value}

    def value(self, cleaned: Mapping[str, Any]) -> Any:
        """The option as it is stored, of what the fields cleaned to."""
        return cleaned[self.key]


@dataclass(frozen=True, kw_only=True)
class TextOption(Option):
    is_required: bool = True
    default: str = ""

    def fields(self) -> dict[str, forms.Field]:
        return {
            self.key: forms.CharField(
                label=self.label, help_text=self.help, max_length=300, required=self.is_required
            )
        }


@dataclass(frozen=True, kw_only=True)
class FlagOption(Option):
    default: bool = False

    def fields(self) -> dict[str, forms.Field]:
        return {self.key: forms.BooleanField(label=self.label, help_text=self.help, required=False)}


@dataclass(frozen=True, kw_only=True)
class ChoiceOption(Option):
    """``choices``: what is stored -> what it is called."""

    choices: Mapping[str, str]
    default: str = ""

    def fields(self) -> dict[str, forms.Field]:
        choices = list(self.choices.items())
        return {
            self.key: forms.ChoiceField(
                label=self.label, help_text=self.help, choices=choices, required="" not in self.choices
            )
        }


@dataclass(frozen=True, kw_only=True)
class NumberOption(Option):
    least: int = 0
    most: int
    default: int = 0

    def fields(self) -> dict[str, forms.Field]:
        return {
            self.key: forms.IntegerField(
                label=self.label, help_text=self.help, min_value=self.least, max_value=self.most
            )
        }


@dataclass(frozen=True, kw_only=True)
class LinesOption(Option):
    """A list of texts, typed one on each line."""

    default: list[str] = field(default_factory=list)

    def fields(self) -> dict[str, forms.Field]:
        area = forms.Textarea(attrs={"rows": 5})
        return {self.key: forms.CharField(label=self.label, help_text=self.help, required=False, widget=area)}

    def initial(self, value: Any) -> dict[str, Any]:
        return {self.key: "\n".join(value)}

    def value(self, cleaned: Mapping[str, Any]) -> Any:
        return [line.strip() for line in cleaned[self.key].splitlines() if line.strip()]


@dataclass(frozen=True, kw_only=True)
class TextsOption(Option):
    """Several texts by name, each with a word of its own unless something is typed; "-" leaves it out."""

    names: Mapping[str, str]
    default: dict[str, str] = field(default_factory=dict)

    def fields(self) -> dict[str, forms.Field]:
        return {
            f"{self.key}-{name}": forms.CharField(
                label=f"{self.label}: {label}", help_text=self.help, required=False, max_length=300
            )
            for name, label in self.names.items()
        }

    def initial(self, value: Any) -> dict[str, Any]:
        return {f"{self.key}-{name}": (value[name] or "-") if name in value else "" for name in self.names}

    def value(self, cleaned: Mapping[str, Any]) -> Any:
        typed = {name: cleaned[f"{self.key}-{name}"].strip() for name in self.names}
        return {name: "" if text == "-" else text for name, text in typed.items() if text}


@dataclass(frozen=True, kw_only=True)
class ColumnsOption(Option):
    """Columns in order. ``choices``: key -> the heading it has by itself. ``figures``: those that any two of
    may be compared, as ``variance:a:b``: a minus b as costs, so + where b is better for the result."""

    choices: Mapping[str, str]
    figures: Mapping[str, str] = field(default_factory=dict)
    has_groups: bool = False

    def fields(self) -> dict[str, forms.Field]:
        made = ColumnsField(
            choices=self.choices, figures=self.figures, has_groups=self.has_groups,
            label=self.label, help_text=self.help,
        )  # fmt: skip
        return {self.key: made}


@dataclass(frozen=True, kw_only=True)
class ConventionOption(Option):
    """Unit and signs; with ``is_override`` only where they differ from the template's."""

    is_override: bool = True
    default: dict[str, Any] = field(default_factory=dict)

    def fields(self) -> dict[str, forms.Field]:
        own = [(AS_TEMPLATE, "som mallen")] if self.is_override else []
        return {
            f"{self.key}-{name}": forms.ChoiceField(
                label=label, choices=[*own, *choices.items()], required=False
            )
            for name, (label, choices) in CONVENTION_CHOICES.items()
        }

    def initial(self, value: Any) -> dict[str, Any]:
        shown = {name: str(part) for name, part in value.items()}
        rest = {} if self.is_override else {name: str(v) for name, v in Convention().to_dict().items()}
        return {
            f"{self.key}-{name}": shown.get(name, rest.get(name, AS_TEMPLATE)) for name in CONVENTION_CHOICES
        }

    def value(self, cleaned: Mapping[str, Any]) -> Any:
        chosen = {name: cleaned[f"{self.key}-{name}"] for name in CONVENTION_CHOICES}
        kept = {name: value for name, value in chosen.items() if value != AS_TEMPLATE}
        return kept | ({"decimals": int(kept["decimals"])} if kept.get("decimals") else {})
