"""Copies of a form's fields for each row: Django's deep copy is a third of what a long grid's forms cost."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, TypeVar

from django import forms
from django.forms.widgets import ChoiceWidget, Widget

PLAIN_FIELDS = (forms.Field.__deepcopy__, forms.ChoiceField.__deepcopy__)
PLAIN_WIDGETS = (Widget.__deepcopy__, ChoiceWidget.__deepcopy__)

Copied = TypeVar("Copied")


class RowFields(dict[str, forms.Field]):
    """A form class's fields. Its deep copy has fields of its own, with what a row's form may change: label, limits,
    attributes, options (which are set, never changed in place)."""

    def __deepcopy__(self, memo: Any) -> dict[str, forms.Field]:
        return {name: _field(field) for name, field in self.items()}


def _field(field: forms.Field) -> forms.Field:
    if type(field).__deepcopy__ not in PLAIN_FIELDS:
        return deepcopy(field)
    copied = _shallow(field)
    copied.widget = _widget(field.widget)
    copied.validators = field.validators[:]
    copied.error_messages = field.error_messages.copy()
    return copied


def _widget(widget: Widget) -> Widget:
    if type(widget).__deepcopy__ not in PLAIN_WIDGETS:
        return deepcopy(widget)
    copied = _shallow(widget)
    copied.attrs = widget.attrs.copy()
    return copied


def _shallow(original: Copied) -> Copied:
    copied = object.__new__(type(original))
    vars(copied).update(vars(original))
    return copied
