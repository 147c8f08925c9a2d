"""Styrmodeller: the list, the questions of one, and what it would give."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goals.forms.steering import NewSteeringForm, SteeringForm
from goals.models import SteeringModel
from goals.rule_sentences import examples, sentences
from goals.steering import MER, SteeringRules
from goals.steering_trial import trial
from goals.steering_versions import MAY_NOT, history, judge_by, judging, save_version
from goals.tables import fulfilment_cell
from reporting.decorators import PortalRequest, load_committee
from reporting.models import Committee
from reporting.permissions import may_edit_steering

View = Callable[..., HttpResponse]


def load_steering(view: View) -> View:
    """Pass the view its nämnd; 404 for non-members, 403 for members who may not edit steering models."""

    @load_committee
    @wraps(view)
    def wrapped(request: PortalRequest, committee: Committee, **kwargs: Any) -> HttpResponse:
        if not may_edit_steering(request.user, committee):
            raise PermissionDenied(MAY_NOT)
        return view(request, committee, **kwargs)

    return wrapped


@require_safe
@load_steering
def steering_list(request: PortalRequest, committee: Committee) -> HttpResponse:
    """The portal's own MER-styrning, and the latest version of each of the kommun's."""
    templates = judging(committee)
    latest: dict[str, SteeringModel] = {}
    for model in SteeringModel.objects.filter(municipality=committee.municipality_id):
        latest.setdefault(model.name, model)
    cards = [(model, sentences(model.steering_rules)) for model in latest.values()]
    context = {
        "committee": committee,
        "cards": cards,
        "judging": templates,
        "own": sentences(MER),
        "mer": MER,
    }
    return render(request, "goals/steering_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@load_steering
def steering_new(request: PortalRequest, committee: Committee) -> HttpResponse:
    """A new steering model, begun from another or from MER-styrning."""
    start = _started_from(committee, request.GET.get("fran", ""))
    rules, description = (start.steering_rules, start.description) if start else (MER, "")
    form = NewSteeringForm(_sent(request), rules=rules, description=description)
    if request.method != "POST" or "try" in request.POST or not form.is_valid():
        return _page(request, committee, form)
    try:
        saved = _save(request, committee, form, name=form.cleaned_data["name"], seen=0)
    except ValidationError as error:
        return _page(request, committee, form, errors=error.messages)
    messages.success(
        request, f"Styrmodellen ”{saved.name}” är sparad. Välj nedan vilka mallar som ska använda den."
    )
    return redirect("steering_edit", committee.slug, saved.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@load_steering
def steering_edit(request: PortalRequest, committee: Committee, pk: int) -> HttpResponse:
    """A version of a steering model: what differs is saved as the next version."""
    models = SteeringModel.objects.filter(municipality=committee.municipality_id)
    model = get_object_or_404(models, pk=pk)
    if "use" in request.POST:
        return _use(request, committee, model)
    form = SteeringForm(_sent(request), rules=model.steering_rules, description=model.description)
    if request.method != "POST" or "try" in request.POST or not form.is_valid():
        return _page(request, committee, form, model=model)
    seen = _number(request.POST.get("seen", ""))
    try:
        saved = _save(request, committee, form, name=model.name, seen=seen)
    except ValidationError as error:
        return _page(request, committee, form, model=model, errors=error.messages)
    _tell(request, saved, is_new=saved.version > seen)
    return redirect("steering_edit", committee.slug, saved.pk)


def _save(
    request: PortalRequest, committee: Committee, form: SteeringForm, *, name: str, seen: int
) -> SteeringModel:
    return save_version(
        committee,
        name=name,
        rules=form.rules,
        description=form.cleaned_data["description"],
        seen=seen,
        by=request.user,
    )


def _tell(request: PortalRequest, saved: SteeringModel, *, is_new: bool) -> None:
    if not is_new:
        messages.info(
            request, f"Inget skiljer sig från version {saved.version}, så ingen ny version är sparad."
        )
        return
    messages.success(
        request,
        f"Sparad som version {saved.version}. Mallar och rapporter är som de var, tills en mall får den nya versionen.",
    )


def _use(request: PortalRequest, committee: Committee, model: SteeringModel) -> HttpResponse:
    """Let the chosen rapportmall judge by this version."""
    template = get_object_or_404(committee.templates, pk=_number(request.POST["use"]))
    try:
        saved = judge_by(template, model.reference, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("steering_edit", committee.slug, model.pk)
    text = f"Mallen {saved} bedömer målen med {model}."
    if saved.pk != template.pk:
        text += f" Rapporter som följer version {template.version} av mallen är bedömda som förut."
    messages.success(request, text)
    return redirect("steering_edit", committee.slug, model.pk)


@require_POST
@load_steering
def steering_preview(request: PortalRequest, committee: Committee) -> HttpResponse:
    """The rules in words and on real goals, while one chooses."""
    form = SteeringForm(request.POST, rules=MER)
    return render(request, "goals/_steering_preview.html", _preview(committee, form, MER))


def _page(
    request: PortalRequest,
    committee: Committee,
    form: SteeringForm,
    *,
    model: SteeringModel | None = None,
    errors: list[str] | None = None,
) -> HttpResponse:
    versions = list(_versions(model)) if model else []
    is_refused = bool(errors or form.errors)
    newest = versions[0].version if versions else 0
    context = {
        "committee": committee,
        "form": form,
        "model": model,
        "latest": versions[0] if versions else None,
        "seen": newest if errors else request.POST.get("seen", newest),
        "history": history(versions),
        "judging": judging(committee) if model else [],
        "errors": errors or [],
        "is_refused": is_refused,
        **_preview(committee, form, model.steering_rules if model else MER),
    }
    return render(request, "goals/steering_edit.html", context, status=422 if is_refused else 200)


def _versions(model: SteeringModel) -> Any:
    same = SteeringModel.objects.filter(municipality=model.municipality_id, name=model.name)
    return same.select_related("by")


def _preview(committee: Committee, form: SteeringForm, stored: SteeringRules) -> dict[str, Any]:
    """Of the form's answers, or the stored rules before there are any; nothing of refused answers."""
    if form.is_bound and not form.is_valid():
        return {"sentences": [], "examples": [], "trial": None, "faults": form.errors}
    rules = form.rules if form.is_bound else stored
    return {
        "sentences": sentences(rules),
        "examples": [(words, fulfilment_cell(verdict)) for words, verdict in examples(rules)],
        "trial": trial(committee, rules),
    }


def _started_from(committee: Committee, pk: str) -> SteeringModel | None:
    return SteeringModel.objects.filter(municipality=committee.municipality_id, pk=_number(pk)).first()


def _sent(request: PortalRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
