"""Fields that several grids have."""

from __future__ import annotations

from typing import Any

from django import forms

DATE_MESSAGE = "Skriv datumet som år-månad-dag, till exempel 2020-12-31."


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        messages = {"invalid": DATE_MESSAGE}
        super().__init__(required=False, widget=widget, error_messages=messages, **kwargs)


def area(rows: int = 2, kind: str = "label") -> forms.Textarea:
    """``kind``: "long" for running text."""
    return forms.Textarea(attrs={"rows": rows, "class": kind})
