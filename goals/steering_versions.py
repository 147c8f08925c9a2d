"""New versions of steering models, and the rapportmallar that judge by them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from goals.forms.steering import answered
from goals.models import SteeringModel
from goals.models.steering import VERSIONED
from goals.sections.goals_options import GOALS_KIND, MER_STYRNING
from goals.steering import SteeringRules
from reporting.models import Committee, Municipality, ReportTemplate, User
from reporting.permissions import may_edit_steering
from reporting.template_editor.editing import Specs, edited, save_template, with_changed

MAY_NOT = "Din roll kan inte ändra styrmodeller."
NAME_TAKEN = "Kommunen har redan en styrmodell med det namnet. Välj ett annat, eller ändra den."


@transaction.atomic
def save_version(
    committee: Committee, *, name: str, rules: SteeringRules, description: str, seen: int, by: User
) -> SteeringModel:
    """The next version of a kommun's steering model; what is as before is not saved again.

    ``seen``: the latest version when the page was opened, 0 for none. Raises PermissionDenied, ValidationError.
    """
    if not may_edit_steering(by, committee):
        raise PermissionDenied(MAY_NOT)
    municipality = Municipality.objects.select_for_update().get(pk=committee.municipality_id)
    latest = SteeringModel.objects.filter(municipality=municipality, name=name).first()
    if (latest.version if latest else 0) != seen:
        raise ValidationError(_saved_meanwhile(latest) if seen and latest else NAME_TAKEN)
    if latest and (latest.rules, latest.description) == (rules.to_dict(), description):
        return latest
    saved = SteeringModel(
        municipality=municipality,
        name=name,
        version=seen + 1,
        rules=rules.to_dict(),
        description=description,
        by=by,
    )
    saved.save()
    return saved


def copied_to(committee: Committee, model: SteeringModel, *, by: User) -> SteeringModel:
    """The same rules in another nämnd's kommun, under their name or one that says where they come from."""
    if committee.municipality_id == model.municipality_id:
        return model
    names = [model.name, f"{model.name} ({model.municipality.name})"[:100]]
    found = {
        held.name: held
        for held in SteeringModel.objects.filter(
            municipality=committee.municipality_id, name__in=names
        ).order_by("version")
    }
    for held in found.values():
        if (held.rules, held.description) == (model.rules, model.description):
            return held
    name = next((name for name in names if name not in found), names[-1])
    return save_version(
        committee,
        name=name,
        rules=model.steering_rules,
        description=model.description,
        seen=found[name].version if name in found else 0,
        by=by,
    )


def _saved_meanwhile(latest: SteeringModel) -> str:
    return (
        f"Någon annan har sparat version {latest.version} medan du arbetade. Dina svar står kvar: jämför med den, och "
        "spara igen om dina ska gälla."
    )


@dataclass(frozen=True)
class Judging:
    """A rapportmall's latest version, and the steering models that its goals are judged by: "" is the portal's own."""

    template: ReportTemplate
    references: tuple[str, ...]

    @property
    def words(self) -> str:
        return " och ".join(in_words(reference) for reference in self.references)


def in_words(reference: str) -> str:
    if not reference:
        return MER_STYRNING
    return reference if VERSIONED.fullmatch(reference) else f"{reference}, version 1"


def judging(committee: Committee) -> list[Judging]:
    """The nämnd's rapportmallar with goals, by name. One query."""
    latest: dict[str, ReportTemplate] = {}
    for template in committee.templates.order_by("name", "-version"):
        latest.setdefault(template.name, template)
    found = [Judging(template, _references(template)) for template in latest.values()]
    return [each for each in found if each.references]


def _references(template: ReportTemplate) -> tuple[str, ...]:
    specs = [spec for spec in template.specs if spec.kind == GOALS_KIND]
    return tuple(dict.fromkeys(spec.options.get("steering_model", "") for spec in specs))


def judge_by(template: ReportTemplate, reference: str, *, by: User) -> ReportTemplate:
    """Let a rapportmall judge its goals by another steering model: in a new version, if a report uses it.

    Raises PermissionDenied, ValidationError.
    """
    sections: Specs = template.sections
    for spec in template.specs:
        if spec.kind == GOALS_KIND:
            options = {**spec.options, "steering_model": reference}
            sections = with_changed(sections, spec.key, {"options": options})
    return save_template(template, edited(template, sections=sections), state=template.state, by=by)


@dataclass(frozen=True)
class Saved:
    """A version, and its answers that differ from the version before: (question, before, now)."""

    model: SteeringModel
    by: str
    at: dt.datetime
    changes: tuple[tuple[str, str, str], ...]


def history(versions: Sequence[SteeringModel]) -> list[Saved]:
    """``versions``: the latest first."""
    before = [*versions[1:], None]  # the first has none
    return [
        Saved(model, model.by.display_name() if model.by else "portalen", model.at, _changes(model, earlier))
        for model, earlier in zip(versions, before, strict=False)
    ]


def _changes(model: SteeringModel, before: SteeringModel | None) -> tuple[tuple[str, str, str], ...]:
    if before is None:
        return ()
    old, new = (answered(each.steering_rules, each.description) for each in (before, model))
    return tuple((new[name][0], old[name][1], new[name][1]) for name in new if old[name] != new[name])
