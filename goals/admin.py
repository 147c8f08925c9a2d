from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from goals.models import CommitteeDecision, CommitteeGoal, CouncilGoal, Indicator, KeyFigure, SteeringModel
from reporting.admin import RowAdmin


@admin.register(SteeringModel)
class SteeringModelAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's takes none at runtime
    """To read: a version is never changed, and new ones are written in the portal."""

    list_display = ["name", "version", "municipality"]
    list_select_related = ["municipality"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


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
