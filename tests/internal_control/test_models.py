"""Each database constraint, broken once; rows of other reports are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from internal_control.models import Control, ControlCategory, ControlMeasure, FollowUp, Risk
from reporting.models import Report
from tests.factories import make_report

pytestmark = pytest.mark.django_db


def category(report: Report, key: str = "ekonomi") -> ControlCategory:
    made, _ = ControlCategory.objects.get_or_create(report=report, key=key, defaults={"label": "Ekonomi"})
    return made


def risk(report: Report, key: str = "risk", **more: Any) -> Risk:
    return Risk(report=report, category=category(report), key=key, label="En risk", **more)


def saved(row: Any) -> Any:
    row.save()
    return row


def control(report: Report, key: str = "kontroll") -> Control:
    watched = Risk.objects.filter(report=report).first() or saved(risk(report))
    return Control(report=report, risk=watched, key=key, label="Stickprov")


def follow_up(report: Report, key: str = "tillfalle", **more: Any) -> FollowUp:
    checked = Control.objects.filter(report=report).first() or saved(control(report))
    return FollowUp(report=report, control=checked, key=key, label="Tillfälle 1", **more)


def measure(report: Report, key: str = "atgard", **more: Any) -> ControlMeasure:
    return ControlMeasure(report=report, key=key, label="Utbilda", **more)


def twice(make: Callable[[Report], Any]) -> Callable[[Report], Any]:
    """A second row with the key of the first."""

    def broken(report: Report) -> Any:
        first = saved(make(report))
        return (
            make(report) if make is not category else ControlCategory(report=report, key=first.key, label="X")
        )

    return broken


def taken_number(report: Report) -> Risk:
    saved(risk(report, number=1))
    return risk(report, key="annan", number=1)


CASES: dict[str, tuple[Callable[[Report], Any], str]] = {
    "control_category_once": (twice(category), "Rapporten har redan en kategori med den nyckeln."),
    "risk_once": (twice(risk), "Rapporten har redan en risk med den nyckeln."),
    "risk_number_once": (taken_number, "Numret har redan en annan risk."),
    "risk_likelihood_within_scale": (
        lambda report: risk(report, likelihood=5),
        "Sannolikheten är 1–4, eller tom när risken inte är bedömd.",
    ),
    "risk_consequence_within_scale": (
        lambda report: risk(report, consequence=0),
        "Konsekvensen är 1–4, eller tom när risken inte är bedömd.",
    ),
    "risk_scored_has_number": (
        lambda report: risk(report, likelihood=1, consequence=4),
        "En bedömd risk ska ha ett nummer, så att den syns i matrisen.",
    ),
    "control_once": (twice(control), "Rapporten har redan ett kontrollmoment med den nyckeln."),
    "follow_up_once": (twice(follow_up), "Rapporten har redan ett uppföljningstillfälle med den nyckeln."),
    "follow_up_status_known": (lambda report: follow_up(report, status="lost"), "Statusen finns inte."),
    "control_measure_once": (twice(measure), "Rapporten har redan en åtgärd med den nyckeln."),
    "control_measure_status_known": (lambda report: measure(report, status="lost"), "Statusen finns inte."),
}


def test_every_constraint_has_a_case() -> None:
    models_of_ours = apps.get_app_config("internal_control").get_models()
    assert set(CASES) == {c.name for model in models_of_ours for c in model._meta.constraints}


@pytest.mark.parametrize("name", CASES)
def test_the_database_keeps_it(name: str) -> None:
    broken = CASES[name][0](make_report())
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Model.save(broken)


@pytest.mark.parametrize("name", CASES)
def test_a_broken_constraint_is_explained_in_swedish(name: str) -> None:
    broken = CASES[name][0](make_report())
    with pytest.raises(ValidationError) as caught:
        broken.validate_constraints()
    assert caught.value.messages == [CASES[name][1]]


@pytest.mark.parametrize(("likelihood", "consequence"), [(1, 4), (4, 1)])
def test_the_ends_of_the_scales_are_kept(likelihood: int, consequence: int) -> None:
    made = saved(risk(make_report(), number=1, likelihood=likelihood, consequence=consequence))
    assert Risk.objects.get(pk=made.pk).score == 4


def test_a_risk_with_half_a_score_has_none() -> None:
    assert saved(risk(make_report(), likelihood=4)).score is None


@pytest.mark.parametrize(
    ("make", "field", "other"),
    [
        (risk, "category", lambda report: category(report)),
        (control, "risk", lambda report: saved(risk(report))),
        (follow_up, "control", lambda report: saved(control(report))),
        (measure, "risk", lambda report: saved(risk(report))),
    ],
)
def test_a_row_and_its_parent_are_of_one_report(make: Any, field: str, other: Any) -> None:
    row = make(make_report())
    setattr(row, field, other(make_report()))
    with pytest.raises(ValidationError) as caught:
        row.clean()
    assert caught.value.message_dict == {field: ["Raden hör till en annan rapport."]}


def test_a_row_with_rows_under_it_is_not_deleted() -> None:
    row = saved(follow_up(make_report()))
    for parent in (row.control, row.control.risk, row.control.risk.category):
        with pytest.raises(models.RestrictedError):
            parent.delete()


def test_a_measure_outlives_its_risk() -> None:
    report = make_report()
    made = saved(measure(report, risk=saved(risk(report))))
    Risk.objects.all().delete()
    made.refresh_from_db()
    assert made.risk is None


def test_a_report_takes_all_its_rows_along() -> None:
    report = make_report()
    saved(follow_up(report))
    saved(measure(report, risk=Risk.objects.get()))
    report.delete()
    assert [
        model.objects.count() for model in (ControlCategory, Risk, Control, FollowUp, ControlMeasure)
    ] == [0] * 5
