"""Edits of a rapportmall: its list of sections (pure), and its saved versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from reporting.models import Committee, Report, ReportTemplate, User
from reporting.models.rows import free_key
from reporting.models.section_spec import HIGHLIGHTS, LONGEST_KEY
from reporting.permissions import (
    demands_less,
    keeps_demands,
    may_demand_less,
    may_edit_templates,
    may_move_to_version,
)
from reporting.sections import registry, sections_of
from reporting.workflow.writing import writing

Specs = list[dict[str, Any]]


def branch(sections: Sequence[dict[str, Any]], key: str) -> range:
    """Indexes of a section and its subsections."""
    start = [spec["key"] for spec in sections].index(key)
    end = start + 1
    while end < len(sections) and sections[end]["level"] > sections[start]["level"]:
        end += 1
    return range(start, end)


def moved(sections: Sequence[dict[str, Any]], key: str, *, up: bool) -> Specs:
    """Swap a section and its subsections with the neighbour of the same level, if there is one."""
    own = branch(sections, key)
    siblings = [
        branch(sections, spec["key"]) for spec in sections if spec["level"] == sections[own[0]]["level"]
    ]
    neighbours = [other for other in siblings if (other.stop == own.start if up else other.start == own.stop)]
    if not neighbours:
        return list(sections)
    first, second = sorted((own, neighbours[0]), key=lambda indexes: indexes.start)
    return [
        *sections[: first.start],
        *sections[second.start : second.stop],
        *sections[first.start : first.stop],
        *sections[second.stop :],
    ]


def without(sections: Sequence[dict[str, Any]], key: str) -> Specs:
    """Remove a section and its subsections."""
    own = branch(sections, key)
    return [spec for index, spec in enumerate(sections) if index not in own]


def with_new(sections: Sequence[dict[str, Any]], *, kind: str, heading: str, level: int) -> Specs:
    """Append a section, with a key made from its heading; its kind says whether it has a text and charts."""
    key = free_key(heading, {spec["key"] for spec in sections})[:LONGEST_KEY]
    section = registry()[kind]
    new = {
        "key": key,
        "kind": kind,
        "heading": heading,
        "level": level,
        "has_prose": section.begins_with_text,
    }
    return [*sections, new | {"options": section.Options.of_new()}]


def with_changed(sections: Sequence[dict[str, Any]], key: str, changes: dict[str, Any]) -> Specs:
    return [spec | changes if spec["key"] == key else spec for spec in sections]


def sections_in(committee: Committee, template: ReportTemplate, *, by: User) -> Specs:
    """The sections of a template as another nämnd may have them, also of another kommun."""
    sections: Specs = template.sections
    for spec in template.specs:
        options = registry()[spec.kind].options_in(committee, spec.options, of=template.committee, by=by)
        sections = with_changed(sections, spec.key, {"options": options})
    return sections


def edited(template: ReportTemplate, **changes: Any) -> ReportTemplate:
    """A validated, unsaved copy with the changes, by the fields of SHAPE. Raises ValidationError."""
    copy = ReportTemplate(
        committee=template.committee, name=template.name, version=template.version, **template.shape | changes
    )
    copy.clean()
    return copy


@transaction.atomic
def save_template(
    template: ReportTemplate, changed: ReportTemplate, *, state: str, by: User
) -> ReportTemplate:
    """Save the changes, in a new version if a report uses this one.

    ``state``: the template's when the edit began; ValidationError if it has changed since.
    """
    if not may_edit_templates(by, template.committee):
        raise PermissionDenied("Din roll kan inte ändra rapportmallar.")
    Committee.objects.select_for_update().get(pk=template.committee_id)
    stored = ReportTemplate.objects.select_related("committee").get(pk=template.pk)
    if stored.state != state:
        raise ValidationError(
            "Någon annan har ändrat mallen medan du arbetade. Det du skrev står kvar: jämför och spara igen."
        )
    if demands_less(stored, changed) and not may_demand_less(by, template.committee):
        raise PermissionDenied("Bara en administratör kan sänka kravet på hur många som godkänner.")
    target = stored.new_version() if stored.reports.exists() else stored
    for name, value in changed.shape.items():
        setattr(target, name, value)
    target.save()
    return target


@transaction.atomic
def copy_template(template: ReportTemplate, *, name: str, by: User) -> ReportTemplate:
    """Raises ValidationError when the name is taken."""
    if not may_edit_templates(by, template.committee):
        raise PermissionDenied("Din roll kan inte ändra rapportmallar.")
    Committee.objects.select_for_update().get(pk=template.committee_id)
    copy = edited(template)
    copy.name, copy.version = name, 1
    copy.save()
    return copy


@transaction.atomic
def new_template(committee: Committee, *, name: str, by: User) -> ReportTemplate:
    """A template with *I korthet* and one chapter."""
    if not may_edit_templates(by, committee):
        raise PermissionDenied("Din roll kan inte ändra rapportmallar.")
    in_brief = {
        "key": "i-korthet", "kind": HIGHLIGHTS, "heading": "I korthet", "is_numbered": False, "has_prose": False,
    }  # fmt: skip
    first = {"key": "inledning", "kind": "text", "heading": "Inledning"}
    template = ReportTemplate(committee=committee, name=name, sections=[in_brief, first])
    template.save()
    return template


def lost_texts(report: Report, template: ReportTemplate) -> list[str]:
    """Headings of sections whose text the other template would not show."""
    shown = {spec.key for spec in template.specs if spec.has_prose}
    return [
        section.title
        for section in sections_of(report)
        if section.key not in shown and report.prose.get(section.key, "").strip()
    ]


def asks_for_less(report: Report, template: ReportTemplate, *, by: User) -> str:
    """Swedish: what keeps a person from giving a report a template that demands fewer people; "" for nothing."""
    if keeps_demands(by, report, template):
        return ""
    if report.template.demands_two and not template.demands_two:
        return "Mallen kräver inte två personer. Bara en administratör kan byta till den."
    return "Mallen kräver färre godkännanden. Bara en administratör kan byta till den."


def move_to_template(report: Report, template: ReportTemplate, *, by: User) -> None:
    """Give a draft another template or version. Nothing typed is deleted; what has no section is hidden."""
    if not may_move_to_version(by, report):
        raise PermissionDenied("Bara en controller kan byta mall, och bara i ett utkast.")
    if template.committee_id != report.committee_id:
        raise ValidationError("Mallen hör till en annan nämnd.")
    if asks_less := asks_for_less(report, template, by=by):
        raise PermissionDenied(asks_less)
    with writing(report, by=by):
        report.template = template
        report.save(update_fields=["template"])
