"""Each row's form has fields of its own: what one changes, no other and no other report sees."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django import forms

from reporting.entry.field_copies import RowFields
from reporting.entry.fields import DayField


class Row(forms.Form):
    label = forms.CharField(max_length=20)
    kind = forms.ChoiceField(choices=[("a", "A")])
    day = DayField()
    span = forms.SplitDateTimeField()


def copied() -> dict[str, Any]:
    return deepcopy(RowFields(Row.base_fields))


def test_a_copy_changes_alone() -> None:
    row, other = copied(), copied()
    row["label"].label = "Rad"
    row["label"].required = False
    row["label"].validators.append(str)
    row["label"].error_messages["required"] = "Skriv något."
    row["label"].widget.attrs["class"] = "long"
    row["kind"].choices = [("b", "B")]
    row["span"].fields[0].label = "Dag"
    row["span"].widget.widgets[0].attrs["class"] = "day"
    originals: dict[str, Any] = Row.base_fields
    for fields in (other, originals):
        assert (fields["label"].label, fields["label"].required) == (None, True)
        assert str not in fields["label"].validators
        assert fields["label"].error_messages["required"] != "Skriv något."
        assert fields["label"].widget.attrs == {"maxlength": "20"}
        assert fields["kind"].choices == fields["kind"].widget.choices == [("a", "A")]
        assert fields["span"].fields[0].label is None
        assert fields["span"].widget.widgets[0].attrs == {}


def test_a_copy_is_the_field_it_was() -> None:
    for name, field in copied().items():
        original = Row.base_fields[name]
        assert type(field) is type(original)
        assert vars(field).keys() == vars(original).keys()
        assert field.widget is not original.widget
        assert vars(field.widget).keys() == vars(original.widget).keys()
