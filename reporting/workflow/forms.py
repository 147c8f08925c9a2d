"""The form of a new report."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from reporting.models import PeriodKind, ReportTemplate

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100


class NewReportForm(forms.Form):
    actuals_through = forms.DateField(
        label="Utfall till och med", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    dated = forms.DateField(
        label="Daterad", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    title = forms.CharField(label="Titel", max_length=200)
    kind = forms.ChoiceField(label="Slag av rapport", choices=PeriodKind.choices)
    template = forms.ModelChoiceField(label="Rapportmall", queryset=ReportTemplate.objects.none())

    def __init__(self, *args: Any, templates: models.QuerySet[ReportTemplate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["template"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = templates

    def clean_actuals_through(self) -> dt.date:
        date: dt.date = self.cleaned_data["actuals_through"]
        if not EARLIEST_YEAR <= date.year <= LATEST_YEAR:
            raise ValidationError(f"Året ska ligga mellan {EARLIEST_YEAR} och {LATEST_YEAR}.")
        if (date + dt.timedelta(days=1)).day != 1:
            raise ValidationError(
                "Utfallet gäller till och med en månads sista dag, till exempel 2024-08-31."
            )
        return date
