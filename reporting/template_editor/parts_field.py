"""One option typed in several fields, one for each part. Works without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


class TypedParts(dict[str, str]):
    """Texts by part, as typed; any other dict is a stored value."""


class PartsWidget(forms.Widget):
    """A fieldset of fields named ``<name>-<part>``."""

    use_fieldset = True

    def __init__(self, parts: Mapping[str, forms.Field]) -> None:
        super().__init__()
        self.parts = parts

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        parts = [
            {
                "label": field.label,
                "id": f"id_{name}-{part}",
                "field": field.widget.render(
                    f"{name}-{part}", value.get(part, ""), {**(attrs or {}), "id": f"id_{name}-{part}"}
                ),
            }
            for part, field in self.parts.items()
        ]
        return render_to_string("reporting/_parts.html", {"parts": parts})

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        stored = data.get(name)
        if isinstance(stored, dict):
            return stored
        return TypedParts({part: str(data.get(f"{name}-{part}", "")) for part in self.parts})


class PartsField(forms.Field):
    """Cleans to the stored value. Subclasses split it into parts and join them."""

    def __init__(self, *, parts: Mapping[str, forms.Field], **kwargs: Any) -> None:
        super().__init__(required=False, widget=PartsWidget(parts), **kwargs)

    def split(self, value: Mapping[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    def joined(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, TypedParts) else self.split(value)

    def to_python(self, value: Any) -> Any:
        return self.joined(value) if isinstance(value, TypedParts) else value
