"""Factories: plain functions that make saved objects; say only what matters."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from django.urls import reverse
from django.utils import timezone

from reporting.document.decision import Decision
from reporting.journal.writing import journaling
from reporting.models import (
    Committee,
    Membership,
    Municipality,
    PeriodKind,
    Report,
    ReportingPeriod,
    ReportTemplate,
    Role,
    User,
)
from reporting.models.choices import Status
from reporting.permissions import Action
from reporting.template_editor.editing import move_to_template
from reporting.workflow.moves import adopt, move

PASSWORD = "ett-langt-losenord-for-prov"
_numbers = count(1)


def make_municipality(name: str = "") -> Municipality:
    number = next(_numbers)
    made: Municipality = Municipality.objects.create(name=name or f"Kommun {number}", slug=f"kommun-{number}")
    return made


def make_committee(name: str = "", municipality: Municipality | None = None) -> Committee:
    number = next(_numbers)
    made: Committee = Committee.objects.create(
        name=name or f"Nämnd {number}",
        slug=f"namnd-{number}",
        municipality=municipality or make_municipality(),
    )
    return made


def make_user(
    committee: Committee | None = None, role: str | None = Role.CONTROLLER, username: str = ""
) -> User:
    """A person with one role in one nämnd; ``role=None`` has no membership."""
    user = User.objects.create_user(username=username or f"person-{next(_numbers)}", password=PASSWORD)
    if role is not None:
        Membership.objects.create(user=user, committee=committee or make_committee(), role=role)
    return user


def section(key: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    """One section of a template as data: a numbered chapter with no text unless said otherwise."""
    return {"key": key, "kind": kind, "heading": key.capitalize(), "has_prose": False} | more


def make_template(
    *sections: dict[str, Any],
    committee: Committee | None = None,
    convention: dict[str, Any] | None = None,
    name: str = "",
) -> ReportTemplate:
    template = ReportTemplate(
        committee=committee or make_committee(),
        name=name or f"Mall {next(_numbers)}",
        sections=list(sections) or [section("inledning", has_prose=True)],
        convention=convention or {},
    )
    template.save()
    return template


def make_period(
    actuals_through: dt.date = dt.date(2023, 7, 31), kind: str = PeriodKind.INTERIM
) -> ReportingPeriod:
    period, _ = ReportingPeriod.objects.get_or_create(
        actuals_through=actuals_through, kind=kind, defaults={"year": actuals_through.year}
    )
    return period


def make_report(
    *sections: dict[str, Any],
    template: ReportTemplate | None = None,
    committee: Committee | None = None,
    convention: dict[str, Any] | None = None,
    actuals_through: dt.date = dt.date(2023, 7, 31),
    previous: Report | None = None,
    status: str = Status.DRAFT,
    slug: str = "",
) -> Report:
    """A report of the given sections (or template); a new nämnd and template unless they are given."""
    if template is None:
        template = make_template(*sections, committee=committee, convention=convention)
    made: Report = Report.objects.create(
        slug=slug or f"rapport-{next(_numbers)}",
        committee=template.committee,
        period=make_period(actuals_through),
        template=template,
        previous=previous,
        title="Delårsrapport",
        dated=actuals_through,
        status=status,
    )
    return made


def decision() -> Decision:
    """Of today, so that no report is too new for it."""
    return Decision(on=timezone.localdate(), paragraph="34")


def take(report: Report, action: Action, *, by: User, reason: str = "") -> None:
    """Any step of a report, an adoption too."""
    if action is Action.ADOPT:
        adopt(report, decision(), by=by)
    else:
        move(report, action, by=by, reason=reason)


def post_step(client: Any, report: Report, action: str, reason: str = "", **more: Any) -> Any:
    """Any step, as the workspace and the page of adoption send it."""
    if action == Action.ADOPT:
        data = {"on": decision().on.isoformat(), "paragraph": decision().paragraph}
        return client.post(reverse("report_adoption", args=[report.slug]), data, **more)
    if action == Action.HAND_IN:
        return client.post(reverse("report_hand_in", args=[report.slug]), {}, **more)
    return client.post(
        reverse("report_move", args=[report.slug]), {"action": action, "reason": reason}, **more
    )


def fresh(report: Report) -> Report:
    """The report as a new request reads it, with what every view needs."""
    read: Report = Report.objects.with_context().get(pk=report.pk)
    return read


def print_otherwise(report: Report, sections: list[dict[str, Any]] | None = None, **convention: Any) -> None:
    """A colleague gives the report a version of its template with other sections, another unit or other signs."""
    version = report.template.new_version()
    version.convention = {**version.convention, **convention}
    version.sections = sections or version.sections
    version.save()
    move_to_template(fresh(report), version, by=make_user(report.committee, Role.CONTROLLER))


def may_be_saved(form: Any) -> bool:
    """Validate a chapter's form as ``writing()`` would, concurrent saves included."""
    formset = getattr(form, "formsets", [form])[0]
    with journaling(formset.report, by=None) as batch:
        form.batch = batch
        return bool(form.is_valid())


def save_form(form: Any) -> None:
    """Save a chapter's valid form as ``writing()`` would, without permissions."""
    formset = getattr(form, "formsets", [form])[0]
    with journaling(formset.report, by=None) as batch:
        form.batch = batch
        form.save()
