"""Each constraint of database and models, broken once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import RestrictedError

from goals.models import CommitteeDecision, CommitteeGoal, CouncilGoal, Indicator, SteeringModel
from goals.steering import MER, Basis, MissingValues
from goals.targets import TargetKind
from reporting.models import Report
from tests.factories import make_municipality, make_report
from tests.goals.published import read_target

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    return make_report()


@pytest.fixture
def goal(report: Report) -> CouncilGoal:
    return CouncilGoal.objects.create(report=report, key="mal", label="Mål")


def indicator(goal: CouncilGoal, **more: Any) -> Indicator:
    return Indicator(report=goal.report, council_goal=goal, key="indikator", label="Indikator", **more)


def test_a_key_is_unique_in_a_report(report: Report, goal: CouncilGoal) -> None:
    again = CouncilGoal(report=report, key="mal", label="Ett annat mål")
    with pytest.raises(ValidationError) as refused:
        again.full_clean()
    assert refused.value.messages == ["Rapporten har redan ett mål med den nyckeln."]
    with pytest.raises(IntegrityError, match=r"council_goal_once|UNIQUE constraint failed|duplicate key"):
        again.save()


@pytest.mark.parametrize("model", [CommitteeGoal, Indicator])
def test_an_override_needs_a_reason(model: Any, report: Report, goal: CouncilGoal) -> None:
    row = model(report=report, council_goal=goal, key="rad", label="Rad", override="partial")
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert refused.value.messages == ["Skriv varför bedömningen avviker från regeln."]
    with pytest.raises(IntegrityError, match="override_has_reason"):
        row.save()


@pytest.mark.parametrize("model", [CommitteeGoal, Indicator])
def test_an_override_is_a_known_verdict(model: Any, report: Report, goal: CouncilGoal) -> None:
    row = model(
        report=report, council_goal=goal, key="rad", label="Rad", override="nära", override_reason="x"
    )
    with pytest.raises(IntegrityError, match="override_known"):
        row.save()


def test_a_comparison_is_a_known_one(goal: CouncilGoal) -> None:
    with pytest.raises(IntegrityError, match="indicator_comparison_known"):
        indicator(goal, comparison="ungefär").save()


def test_a_decision_has_a_known_status(report: Report) -> None:
    with pytest.raises(IntegrityError, match="committee_decision_status_known"):
        CommitteeDecision.objects.create(report=report, key="beslut", label="Beslut", status="kanske")


def test_a_goal_with_indicators_stays(goal: CouncilGoal) -> None:
    indicator(goal).save()
    with pytest.raises(RestrictedError):
        goal.delete()


def test_a_report_goes_with_all_its_rows(report: Report, goal: CouncilGoal) -> None:
    indicator(goal).save()
    report.delete()
    assert (CouncilGoal.objects.count(), Indicator.objects.count()) == (0, 0)


def test_values_that_cannot_be_understood_are_refused(goal: CouncilGoal) -> None:
    with pytest.raises(ValidationError) as refused:
        indicator(goal, current="abc", forecast="1.166").full_clean()
    assert set(refused.value.message_dict) == {"current", "forecast"}


def test_target_fields_must_agree(goal: CouncilGoal) -> None:
    row = indicator(goal, target="3–5 %", comparison="between", target_value=Decimal(3))
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert refused.value.message_dict == {
        "target": ["Målvärdet saknar en övre gräns. Ange två värden, till exempel mellan 3 och 5."]
    }


def test_an_indicator_and_its_goals_are_of_one_report(goal: CouncilGoal) -> None:
    foreign = CouncilGoal.objects.create(report=make_report(), key="mal", label="Mål")
    row = indicator(goal)
    row.council_goal = foreign
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert refused.value.message_dict == {"council_goal": ["Målet hör till en annan rapport."]}


def test_an_indicators_committee_goal_is_under_its_council_goal(goal: CouncilGoal) -> None:
    other = CouncilGoal.objects.create(report=goal.report, key="annat", label="Annat mål")
    under_other = CommitteeGoal.objects.create(
        report=goal.report, council_goal=other, key="namndmal", label="Nämndmål"
    )
    with pytest.raises(ValidationError) as refused:
        indicator(goal, committee_goal=under_other).full_clean()
    assert refused.value.message_dict == {
        "committee_goal": ["Nämndmålet hör till ett annat av fullmäktiges mål."]
    }


def test_a_target_is_read_with_the_name_as_a_hint(goal: CouncilGoal) -> None:
    row = indicator(goal, target="7 %")
    row.label = "Sjukfrånvaro"
    read_target(row)
    assert (row.comparison, row.target_value, row.target_unit, row.target_confirmed) == (
        TargetKind.AT_MOST,
        Decimal(7),
        "%",
        False,
    )


def test_a_target_that_says_it_all_needs_no_confirmation(goal: CouncilGoal) -> None:
    row = indicator(goal, target="Minska från 125 st")
    read_target(row)
    assert (row.comparison, row.baseline, row.target_confirmed) == (TargetKind.LESS_THAN, Decimal(125), True)


def test_a_steering_model_is_mer_until_said_otherwise() -> None:
    model = SteeringModel.objects.create(municipality=make_municipality(), name="MER-styrning")
    model.refresh_from_db()
    assert model.steering_rules == MER


def test_a_steering_model_keeps_its_settings() -> None:
    rules = MER.to_dict() | {"basis": "outcome", "missing_values": "blocks"}
    model = SteeringModel.objects.create(municipality=make_municipality(), name="Egen", rules=rules)
    model.refresh_from_db()
    assert (model.steering_rules.basis, model.steering_rules.missing_values) == (
        Basis.OUTCOME,
        MissingValues.BLOCKS,
    )


def test_a_steering_model_with_unknown_rules_is_refused() -> None:
    model = SteeringModel(municipality=make_municipality(), name="Egen", rules={"basis": "gissning"})
    with pytest.raises(ValidationError) as refused:
        model.save()
    assert list(refused.value.message_dict) == ["rules"]


def test_a_steering_model_has_its_name_alone_in_its_municipality() -> None:
    municipality = make_municipality()
    SteeringModel.objects.create(municipality=municipality, name="Egen")
    with pytest.raises(ValidationError) as refused:
        SteeringModel.objects.create(municipality=municipality, name="Egen")
    assert refused.value.messages == ["Kommunen har redan en styrmodell med det namnet."]
    SteeringModel.objects.create(municipality=make_municipality(), name="Egen")


def test_rows_are_found_by_report_and_key(goal: CouncilGoal) -> None:
    assert CouncilGoal.objects.get_by_natural_key(*goal.natural_key()) == goal
