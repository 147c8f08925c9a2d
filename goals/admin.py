from __future__ import annotations

from django.contrib import admin

from goals.models import CommitteeDecision, CommitteeGoal, CouncilGoal, Indicator, KeyFigure, SteeringModel
from reporting.admin import RowAdmin


@admin.register(SteeringModel)
class SteeringModelAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's takes none at runtime
    list_display = ["name", "municipality"]
    list_select_related = ["municipality"]


@admin.register(CouncilGoal)
class CouncilGoalAdmin(RowAdmin):
    list_display = ["label", "report", "area", "position"]


@admin.register(CommitteeGoal)
class CommitteeGoalAdmin(RowAdmin):
    list_display = ["label", "report", "council_goal", "override", "position"]
    list_select_related = ["report", "council_goal"]


@admin.register(Indicator)
class IndicatorAdmin(RowAdmin):
    list_display = ["label", "report", "current", "forecast", "target", "comparison", "override"]


@admin.register(CommitteeDecision)
class CommitteeDecisionAdmin(RowAdmin):
    list_display = ["label", "report", "status", "position"]


@admin.register(KeyFigure)
class KeyFigureAdmin(RowAdmin):
    list_display = ["label", "report", "group", "unit", "position"]
