"""Forms for a report's facts: title, kind and dates."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from reporting.document.decision import Decision, day_problem, paragraph_of
from reporting.document.visible import validate_line, validate_lines
from reporting.models import Committee, PeriodKind, Report, ReportTemplate, User
from reporting.permissions import writers_of
from reporting.workflow.hand_in import Answer
from reporting.workflow.publication import replaceable_by
from reporting.workflow.start import date_doubts, proposed_templates, proposed_title

EARLIEST_YEAR = 1990
LONGEST_COMMENT = 2000  # characters


def _date(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)


class ReportFactsForm(forms.Form):
    """An unedited proposed title follows the chosen kind and date."""

    kind = forms.ChoiceField(label="Slag av rapport", choices=PeriodKind.choices)
    actuals_through = _date("Utfall till och med")
    dated = _date("Daterad")
    title = forms.CharField(
        label="Titel",
        max_length=200,
        validators=[validate_line],
        help_text="Den föreslagna följer slag och datum när du sparar. En som du skriver själv står kvar.",
    )
    sure = forms.BooleanField(label="Ja, datumen stämmer", required=False)

    def __init__(self, *args: Any, committee: Committee, report: Report | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.committee = committee
        self.report = report
        if not self.is_bound:
            del self.fields["sure"]  # asked when the dates are doubtful

    def clean_actuals_through(self) -> dt.date:
        return month_end(within_reach(self.cleaned_data["actuals_through"]))

    def clean_dated(self) -> dt.date:
        return within_reach(self.cleaned_data["dated"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if {"title", "kind", "actuals_through"} <= data.keys() and data["title"] == self._proposed():
            data["title"] = proposed_title(self.committee, data["kind"], data["actuals_through"])
        self._ask_about_dates(data)
        return data

    def _ask_about_dates(self, data: dict[str, Any]) -> None:
        """Demand a yes to dates that are hardly meant."""
        is_sure = data.pop("sure", False)
        doubts = []
        if {"actuals_through", "dated"} <= data.keys():
            doubts = date_doubts(
                self.committee, through=data["actuals_through"], dated=data["dated"], but=self.report
            )
        if not doubts:
            del self.fields["sure"]
        elif not is_sure:
            self.add_error("sure", [*doubts, "Rätta datumen, eller kryssa i att de stämmer."])

    def _proposed(self) -> str:
        """The title proposed for the initial kind and date."""
        kind, through = (
            self.get_initial_for_field(self.fields[name], name) for name in ("kind", "actuals_through")
        )
        return proposed_title(self.committee, kind, through)


class NewReportForm(ReportFactsForm):
    """Facts of a new report; the rest is copied from the last one."""

    template = forms.ModelChoiceField(
        label="Rapportmall",
        queryset=ReportTemplate.objects.none(),
        help_text="Följer slaget: föreslagen är mallen för nämndens förra rapport av samma slag, om det finns någon.",
    )

    def __init__(self, *args: Any, templates: models.QuerySet[ReportTemplate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["template"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = templates
        if proposed := proposed_templates(self.committee):
            self.fields["kind"].widget.attrs["data-templates"] = json.dumps(proposed)


class DecisionForm(forms.Form):
    """The nämnd's decision to adopt a report."""

    on = _date("Nämndens sammanträde")
    paragraph = forms.CharField(
        label="Paragraf i protokollet",
        max_length=10,
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    diary_number = forms.CharField(
        label="Diarienummer", max_length=50, required=False, validators=[validate_line]
    )

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report = report

    def clean_paragraph(self) -> str:
        try:
            return paragraph_of(self.cleaned_data["paragraph"])
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean_on(self) -> dt.date:
        on: dt.date = self.cleaned_data["on"]
        through = self.report.period.actuals_through
        if problem := day_problem(on, actuals_through=through, today=timezone.localdate()):
            raise ValidationError(problem)
        return on

    @property
    def decision(self) -> Decision:
        """Of a valid form."""
        return Decision(on=self.cleaned_data["on"], paragraph=self.cleaned_data["paragraph"])


class CorrectionForm(forms.Form):
    """Why an adopted report is corrected."""

    reason = forms.CharField(
        label="Varför rättas rapporten?",
        widget=forms.Textarea(attrs={"rows": 3, "class": "prose-input", "translate": "no"}),
        help_text="Vad som var fel, och vad som rättas. Det står i den rättade rapporten, så att alla ser det.",
    )


class CorrectionFactsForm(CorrectionForm):
    """Facts of a correction; its period is that of what it corrects."""

    title = forms.CharField(label="Titel", max_length=200, validators=[validate_line])
    dated = _date("Daterad")

    def clean_dated(self) -> dt.date:
        return within_reach(self.cleaned_data["dated"])


class PublicationForm(forms.Form):
    """When a report is published, at once if left empty, and what it replaces."""

    at = forms.DateTimeField(
        label="Publiceras",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Lämna tomt för att publicera nu. Annars kan alla läsa rapporten från den tid du anger.",
    )
    replaces = forms.ModelChoiceField(
        label="Ersätter",
        queryset=Report.objects.none(),
        required=False,
        empty_label="Ingen tidigare rapport",
        help_text="En rättad rapport ersätter den som blev fel. Den gamla ligger kvar på sin adress, märkt som ersatt.",
    )

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["replaces"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = replaceable_by(report)
        if report.is_correction or not field.queryset.exists():
            del self.fields["replaces"]

    def clean_at(self) -> dt.datetime | None:
        at: dt.datetime | None = self.cleaned_data["at"]
        if at is not None:
            within_reach(timezone.localdate(at))
        return at


def facts_form(report: Report, data: Any = None) -> CorrectionFactsForm | ReportFactsForm:
    if report.is_correction:
        return CorrectionFactsForm(data, initial=facts_of(report))
    return ReportFactsForm(data, initial=facts_of(report), committee=report.committee, report=report)


def facts_of(report: Report) -> dict[str, Any]:
    """Initial values for ReportFactsForm and CorrectionFactsForm."""
    period = report.period
    return {
        "reason": report.correction_reason,
        "kind": period.kind,
        "actuals_through": period.actuals_through,
        "dated": report.dated,
        "title": report.title,
    }


def within_reach(date: dt.date) -> dt.date:
    """The date. Raises ValidationError before EARLIEST_YEAR or after next year."""
    latest = timezone.localdate().year + 1
    if not EARLIEST_YEAR <= date.year <= latest:
        raise ValidationError(f"Året ska ligga mellan {EARLIEST_YEAR} och {latest}.")
    return date


def month_end(date: dt.date) -> dt.date:
    if (date + dt.timedelta(days=1)).day != 1:
        raise ValidationError("Utfallet gäller till och med en månads sista dag, till exempel 2024-08-31.")
    return date


class AnswersForm(forms.Form):
    """Yes or no to each question of the rapportmall, and a comment to each no. ``asked``: what the page asked of."""

    asked = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, template: ReportTemplate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"asked": template.state}
        self.template = template
        for number, question in enumerate(template.hand_in_questions, start=1):
            self.fields[f"answer-{number}"] = forms.ChoiceField(
                label=question,
                choices=[("yes", "Ja"), ("no", "Nej")],
                widget=forms.RadioSelect,
                error_messages={"required": "Svara ja eller nej."},
            )
            self.fields[f"comment-{number}"] = forms.CharField(
                label="Kommentar",
                required=False,
                max_length=LONGEST_COMMENT,
                validators=[validate_lines],
                widget=forms.Textarea(attrs={"rows": 2, "translate": "no"}),
                help_text="Behövs till ett nej.",
            )

    @property
    def questions(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The answer and the comment of each."""
        numbers = range(1, len(self.template.hand_in_questions) + 1)
        return [(self[f"answer-{number}"], self[f"comment-{number}"]) for number in numbers]

    @property
    def answers(self) -> list[Answer]:
        """Of a valid form."""
        return [
            Answer(
                question,
                self.cleaned_data[f"answer-{number}"] == "yes",
                self.cleaned_data[f"comment-{number}"],
            )
            for number, question in enumerate(self.template.hand_in_questions, start=1)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.template.hand_in_questions and data.get("asked") != self.template.state:
            raise ValidationError(
                "Rapportmallen har bytts medan du svarade. Läs frågorna igen och svara på dem."
            )
        for number in range(1, len(self.template.hand_in_questions) + 1):
            if data.get(f"answer-{number}") == "no" and not data.get(f"comment-{number}", "").strip():
                self.add_error(f"comment-{number}", "Skriv en kommentar till ditt nej.")
        return data


class AccessForm(forms.Form):
    """Whom a controller lets in, until when and why."""

    person = forms.ModelChoiceField(User.objects.none(), label="Vem", empty_label="Välj en person")
    until = forms.DateTimeField(
        label="Till och med",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Då stängs rapporten av sig själv.",
    )
    reason = forms.CharField(
        label="Varför",
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[validate_lines],
        help_text="Alla som ser hur rapporten kommit till ser det, och det står i journalen.",
    )

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = writers_of(report.committee)
        field.label_from_instance = User.display_name


NOBODY = "0"


class AssignForm(forms.Form):
    """Who answers for the sections that are ticked."""

    person = forms.ChoiceField(
        label="De ikryssade skrivs av", error_messages={"required": "Välj vem som ansvarar."}
    )

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in writers_of(report.committee)}
        names = [(pk, person.display_name()) for pk, person in self.people.items()]
        field: Any = self.fields["person"]
        field.choices = [("", "Välj en person"), *names, (NOBODY, "Ingen ansvarig")]

    @property
    def chosen(self) -> User | None:
        """Of a valid form; None for nobody."""
        return self.people.get(self.cleaned_data["person"])


class OpenAgainForm(forms.Form):
    """Why a section that is done is opened again."""

    note = forms.CharField(
        label="Varför öppnas avsnittet igen?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "translate": "no"}),
        validators=[validate_lines],
        help_text="Kort: vad som behöver ses över. Den som skriver avsnittet ser det.",
    )
