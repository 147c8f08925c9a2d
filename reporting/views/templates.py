"""Rapportmallar: the list, a template's sections, one section's options, and previews."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.forms import Form
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reporting.administration.forms import CopyToCommitteesForm, StartersForm
from reporting.administration.municipalities import add_starter_templates, copy_to_committees
from reporting.assembly import assemble
from reporting.decorators import PortalRequest, load_committee, load_report, load_template
from reporting.models import Committee, Report, ReportTemplate
from reporting.permissions import (
    Action,
    may_demand_less,
    may_edit_templates,
    may_move_to_version,
    templates_edited_by,
)
from reporting.renderers.page import article_html
from reporting.sections import registry
from reporting.template_editor.editing import (
    Specs,
    asks_for_less,
    copy_template,
    edited,
    lost_texts,
    move_to_template,
    moved,
    new_template,
    save_template,
    with_changed,
    with_new,
    without,
)
from reporting.template_editor.forms import (
    ConventionForm,
    HandInForm,
    NameForm,
    NewSectionForm,
    PdfForm,
    SectionEditor,
    StepsForm,
    WritersForm,
)
from reporting.workflow.start import last_report

# The form of each button of a template's page that saves settings.
SETTINGS: dict[str, type[Form]] = {
    "steps": StepsForm,
    "questions": HandInForm,
    "writers": WritersForm,
    "pdf": PdfForm,
}


@require_http_methods(["GET", "HEAD", "POST"])
@load_committee
def template_list(request: PortalRequest, committee: Committee) -> HttpResponse:
    """A nämnd's templates by name, newest version first; on POST, a new one."""
    if not may_edit_templates(request.user, committee):
        raise PermissionDenied("Din roll kan inte ändra rapportmallar.")
    form = NameForm(request.POST if request.method == "POST" else None, committee=committee)
    if request.method == "POST" and form.is_valid():
        template = new_template(committee, name=form.cleaned_data["name"], by=request.user)
        return redirect("template_edit", template.pk)
    templates = committee.templates.annotate(report_count=Count("reports")).order_by("name", "-version")
    pages = [page for section in registry().values() if (page := section.more_settings(committee))]
    context = {"committee": committee, "templates": templates, "form": form, "pages": pages}
    context["starters"] = StartersForm()
    return render(request, "reporting/template_list.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@load_committee
def template_starters(request: PortalRequest, committee: Committee) -> HttpResponse:
    """Rapportmallar to begin with; then on to the nämnd's first report, or back to its list."""
    if not may_edit_templates(request.user, committee):
        raise PermissionDenied("Din roll kan inte ändra rapportmallar.")
    form = StartersForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        added = add_starter_templates(committee, form.cleaned_data["starters"], by=request.user)
        names = " och ".join(template.name for template in added)
        messages.success(request, f"Nämnden har fått {names}." if added else "Nämnden har redan de mallarna.")
        has_reports = committee.reports.exists()
        return redirect("template_list" if has_reports else "report_start", committee.slug)
    context = {"committee": committee, "form": form}
    return render(request, "reporting/template_starters.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@load_template
def template_spread(request: PortalRequest, template: ReportTemplate) -> HttpResponse:
    """Copy a template to other nämnder where one edits templates, also of another kommun."""
    others = (
        templates_edited_by(request.user).exclude(pk=template.committee_id).select_related("municipality")
    )
    form = CopyToCommitteesForm(request.POST if request.method == "POST" else None, committees=others)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["committees"]
        copies = copy_to_committees(template, chosen, by=request.user)
        left = len(chosen) - len(copies)
        messages.success(request, _spread_message(len(copies), left))
        return redirect("template_list", template.committee.slug)
    context = {"template": template, "form": form, "has_others": others.exists()}
    return render(request, "reporting/template_spread.html", context, status=422 if form.errors else 200)


def _spread_message(copied: int, left: int) -> str:
    done = (
        "Mallen är kopierad till en nämnd." if copied == 1 else f"Mallen är kopierad till {copied} nämnder."
    )
    return f"{done} {left} hade redan en mall med det namnet och är som de var." if left else done


@require_http_methods(["GET", "HEAD", "POST"])
@load_template
def template_edit(request: PortalRequest, template: ReportTemplate) -> HttpResponse:
    """A template's unit, signs and sections."""
    if request.method != "POST":
        return _overview(request, template)
    convention = _convention_form(template, request.POST if "convention" in request.POST else None)
    pages = {name: form(request.POST if name in request.POST else None) for name, form in SETTINGS.items()}
    new = NewSectionForm(request.POST if "add" in request.POST else None)
    if any(form.is_bound and not form.is_valid() for form in (convention, new, *pages.values())):
        return _overview(request, template, convention=convention, new=new, settings=pages, status=422)
    try:
        changed = edited(
            template,
            sections=_arranged(request, template, new),
            **_settings(convention, *pages.values()),
        )
        saved = save_template(template, changed, state=request.POST.get("state", ""), by=request.user)
    except ValidationError as error:
        return _overview(request, template, convention=convention, new=new, errors=error.messages, status=422)
    return _saved(request, template, saved, "template_edit", saved.pk)


def _settings(*forms: Form) -> dict[str, Any]:
    """What the forms that were sent say, by the fields of a template."""
    return {name: value for form in forms if form.is_bound for name, value in form.cleaned_data.items()}


def _convention_form(template: ReportTemplate, data: QueryDict | None = None) -> ConventionForm:
    return ConventionForm(data, initial={"convention": template.convention})


def _arranged(request: PortalRequest, template: ReportTemplate, new: NewSectionForm) -> Specs:
    """The sections after the button that was pressed."""
    keys = {spec["key"] for spec in template.sections}
    buttons: dict[str, Callable[[str], Specs]] = {
        "up": lambda key: moved(template.sections, key, up=True),
        "down": lambda key: moved(template.sections, key, up=False),
        "remove": lambda key: without(template.sections, key),
    }
    for name, arrange in buttons.items():
        if (key := request.POST.get(name, "")) in keys:
            return arrange(key)
    return with_new(template.sections, **new.cleaned_data) if new.is_bound else template.sections


def _overview(
    request: PortalRequest,
    template: ReportTemplate,
    *,
    convention: ConventionForm | None = None,
    settings: dict[str, Form] | None = None,
    new: NewSectionForm | None = None,
    errors: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "template": template,
        "specs": template.specs,
        "convention": convention or _convention_form(template),
        "may_demand_less": may_demand_less(request.user, template.committee),
        "new": new or NewSectionForm(),
        "copy_form": NameForm(committee=template.committee),
        "errors": errors or [],
        "state": template.state,
        "is_used": template.reports.exists(),
    }
    sent = {name: form for name, form in (settings or {}).items() if form.is_bound}
    context |= {name: form(initial=_settings_of(template)) for name, form in SETTINGS.items()} | sent
    return render(request, "reporting/template_edit.html", context, status=status)


def _settings_of(template: ReportTemplate) -> dict[str, Any]:
    """As the forms show them: a question on each line."""
    return template.shape | {"hand_in_questions": "\n".join(template.hand_in_questions)}


def _saved(
    request: PortalRequest, before: ReportTemplate, saved: ReportTemplate, to: str, *arguments: Any
) -> HttpResponse:
    text = "Sparat."
    if saved.pk != before.pk:
        text = (
            f"Sparat som version {saved.version}. Version {before.version} används av en rapport och står kvar "
            "som den var."
        )
    messages.success(request, text)
    return redirect(to, *arguments)


@require_POST
@load_template
def template_copy(request: PortalRequest, template: ReportTemplate) -> HttpResponse:
    form = NameForm(request.POST, committee=template.committee)
    if not form.is_valid():
        return _overview(
            request, template, errors=[str(e) for errors in form.errors.values() for e in errors], status=422
        )
    copy = copy_template(template, name=form.cleaned_data["name"], by=request.user)
    messages.success(request, f"Mallen ”{copy.name}” är skapad.")
    return redirect("template_edit", copy.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@load_template
def template_section(request: PortalRequest, template: ReportTemplate, key: str) -> HttpResponse:
    """One section of a template: heading, level, guidance and options."""
    editor = _editor_or_404(request, template, key)
    if request.method != "POST":
        return _section_page(request, editor)
    if not editor.is_valid():
        return _section_page(request, editor, status=422)
    try:
        changed = edited(template, sections=with_changed(template.sections, key, editor.changes))
        saved = save_template(template, changed, state=request.POST.get("state", ""), by=request.user)
    except ValidationError as error:
        return _section_page(request, editor, errors=error.messages, status=422)
    return _saved(request, template, saved, "template_section", saved.pk, key)


@require_POST
@load_template
def template_section_preview(request: PortalRequest, template: ReportTemplate, key: str) -> HttpResponse:
    """The section with unsaved options, on real figures."""
    return HttpResponse(_section_preview(_editor_or_404(request, template, key)))


@require_safe
@load_template
def template_preview(request: PortalRequest, template: ReportTemplate) -> HttpResponse:
    """The nämnd's latest report as this template would print it."""
    report = last_report(template.committee)
    article = _article(report, template) if report else ""
    context = {"template": template, "report": report, "article": article}
    return render(request, "reporting/template_preview.html", context)


def _editor_or_404(request: PortalRequest, template: ReportTemplate, key: str) -> SectionEditor:
    specs = {spec.key: spec for spec in template.specs}
    if key not in specs:
        raise Http404
    return SectionEditor(template, specs[key], request.POST if request.method == "POST" else None)


def _section_page(
    request: PortalRequest, editor: SectionEditor, *, errors: list[str] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "template": editor.template,
        "editor": editor,
        "spec": editor.spec,
        "errors": errors or [],
        "state": request.POST.get("state") or editor.template.state,
        "more": editor.section.more_settings(editor.template.committee),
        "preview": _section_preview(editor),
        "is_refused": status == 422,
    }
    return render(request, "reporting/template_section.html", context, status=status)


def _section_preview(editor: SectionEditor) -> str:
    report = last_report(editor.template.committee)
    if report is None:
        return "<p>Nämnden har ingen rapport än att visa mallen med.</p>"
    if not editor.form.is_bound:
        return _article(report, editor.template, editor.spec.key)
    refused = "<p>Något behöver rättas innan avsnittet kan visas. Felen visas när du sparar.</p>"
    if not editor.is_valid():
        return refused
    sections = with_changed(editor.template.sections, editor.spec.key, editor.changes)
    try:
        return _article(report, edited(editor.template, sections=sections), editor.spec.key)
    except ValidationError:
        return refused


def _article(report: Report, template: ReportTemplate, key: str = "") -> str:
    """A report's sections, or one of them, under another template. Nothing is saved."""
    report.template = template
    document = assemble(report)
    if not key:
        return article_html(document)
    kept = tuple(section for section in document.sections if section.key == key)
    return article_html(dataclasses.replace(document, sections=kept))


@require_http_methods(["GET", "HEAD", "POST"])
@load_report(Action.INSPECT)
def report_template(request: PortalRequest, report: Report) -> HttpResponse:
    """The template of a draft: moved to another version by a controller, never by itself."""
    if not may_move_to_version(request.user, report):
        raise PermissionDenied("Bara en controller kan byta mall, och bara i ett utkast.")
    templates = report.committee.templates.order_by("name", "-version")
    if request.method == "POST":
        template = get_object_or_404(templates, pk=_number(request.POST.get("template", "")))
        move_to_template(report, template, by=request.user)
        messages.success(request, f"Rapporten följer nu {template}.")
        return redirect("report_workspace", report.slug)
    choices = [
        (template, lost_texts(report, template), asks_for_less(report, template, by=request.user))
        for template in templates
    ]
    return render(request, "reporting/report_template.html", {"report": report, "choices": choices})


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
