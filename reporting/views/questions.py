"""Questions at a place of a report, their answers, and one's own notes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reporting.assembly import document_of
from reporting.decorators import PortalRequest, load_report
from reporting.document.places import anchor_of, place_at
from reporting.entry.forms import posted_text
from reporting.models import Question, Report, User
from reporting.permissions import Action, may
from reporting.questions.appendix import QuestionsEdition
from reporting.questions.forms import AnswerForm, PlaceForm
from reporting.questions.reading import of_report, own_notes
from reporting.questions.writing import answer, ask, keep_note, publish
from reporting.renderers.formats import REVIEW
from reporting.views.reading import file_response

ASK = {"title": "Ställ en fråga", "label": "Din fråga", "button": "Skicka frågan", "other": "note_keep"}
NOTE = {
    "title": "Anteckna",
    "label": "Din anteckning",
    "button": "Spara anteckningen",
    "other": "question_ask",
}


@require_http_methods(["GET", "HEAD", "POST"])
@load_report(Action.ASK)
def question_ask(request: PortalRequest, report: Report) -> HttpResponse:
    """A question at the place in ``?plats=``."""

    def save(form: PlaceForm) -> str:
        ask(report, form.chosen, form.cleaned_data["text"], by=request.user)
        return "Frågan är skickad. När den har besvarats står svaret på din startsida."

    return _at_place(request, report, ASK, save)


@require_http_methods(["GET", "HEAD", "POST"])
@load_report(Action.READ, members_only=True)
def note_keep(request: PortalRequest, report: Report) -> HttpResponse:
    """A note of one's own at the place in ``?plats=``."""

    def save(form: PlaceForm) -> str:
        keep_note(report, form.chosen, form.cleaned_data["text"], by=request.user)
        return "Anteckningen är sparad. Bara du ser den."

    return _at_place(request, report, NOTE, save)


def _at_place(
    request: PortalRequest, report: Report, words: dict[str, str], save: Callable[[PlaceForm], str]
) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    anchor = posted_text(request.POST, "place") or posted_text(request.GET, "plats")
    form = PlaceForm(data, document=document_of(report), anchor=anchor, label=words["label"])
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, save(form))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect(f"{reverse('report_page', args=[report.slug])}#{form.chosen.anchor}")
    context = words | {
        "report": report,
        "form": form,
        "place": place_at(form.document, anchor),
        "may_ask": may(request.user, Action.ASK, report),
    }
    return render(request, "reporting/questions/at_place.html", context, status=422 if form.errors else 200)


@require_POST
@load_report(Action.READ, members_only=True)
def note_remove(request: PortalRequest, report: Report, pk: int) -> HttpResponse:
    get_object_or_404(own_notes(request.user, report), pk=pk).delete()
    messages.success(request, "Anteckningen är borttagen.")
    return redirect("question_list", report.slug)


@require_safe
@load_report(Action.READ, members_only=True)
def question_list(request: PortalRequest, report: Report) -> HttpResponse:
    """All questions of a report, and one's own notes."""
    questions = of_report(report, document_of(report))
    context = {
        "report": report,
        "questions": questions,
        "public": sum(shown.question.is_public for shown in questions),
        "notes": own_notes(request.user, report),
        "may_ask": may(request.user, Action.ASK, report),
        "may_answer": may(request.user, Action.ANSWER, report),
    }
    return render(request, "reporting/questions/list.html", context)


@require_safe
@load_report(Action.READ, members_only=True)
def question_file(request: PortalRequest, report: Report) -> HttpResponse:
    """The published questions as a PDF, an appendix to the protocol."""
    return file_response(request, QuestionsEdition(report), REVIEW, f"{report.slug}-fragor.pdf")


@require_http_methods(["GET", "HEAD", "POST"])
@load_report(Action.ANSWER)
def question_answer(request: PortalRequest, report: Report, pk: int) -> HttpResponse:
    """The answer to a question, and whether everyone reads it."""
    question: Question = get_object_or_404(report.questions.select_related("asked_by"), pk=pk)
    initial = {"text": question.answer, "seen": question.answer, "is_public": question.is_public}
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=initial)
    errors: list[str] = []
    if request.method == "POST" and form.is_valid():
        errors = _answer(request.user, report, pk, form.cleaned_data)
        if not errors:
            messages.success(request, "Svaret är sparat" + _published(form.cleaned_data["is_public"]))
            return redirect(_address(report, pk))
        question.refresh_from_db()
        form = AnswerForm(initial=form.cleaned_data | {"seen": question.answer})
    anchor = anchor_of(question.section_key, question.table_key, question.row_key)
    context = {"report": report, "question": question, "anchor": anchor, "form": form, "errors": errors}
    status = 422 if errors or form.errors else 200
    return render(request, "reporting/questions/answer.html", context, status=status)


def _answer(user: User, report: Report, pk: int, given: dict[str, Any]) -> list[str]:
    """Errors in Swedish."""
    try:
        answer(report, pk, given["text"], is_public=given["is_public"], seen=given["seen"], by=user)
    except ValidationError as error:
        return error.messages
    return []


@require_POST
@load_report(Action.ANSWER)
def question_publish(request: PortalRequest, report: Report, pk: int) -> HttpResponse:
    """One press: ``publik=ja`` shows the answer to everyone who reads the report, anything else to members alone."""
    get_object_or_404(report.questions, pk=pk)
    is_public = posted_text(request.POST, "publik") == "ja"
    try:
        publish(report, pk, is_public=is_public, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request, "Frågan och svaret är" + (" publicerade." if is_public else " inte publicerade längre.")
        )
    return redirect(_address(report, pk))


def _published(is_public: bool) -> str:
    return " och publicerat i rapporten." if is_public else ". Bara nämndens egna läser det."


def _address(report: Report, pk: int) -> str:
    return f"{reverse('question_list', args=[report.slug])}#fraga-{pk}"
