"""Goals where everything is administered. A report that is handed in is read there, not written."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from goals.models import CommitteeDecision, CommitteeGoal, CouncilGoal, Indicator, KeyFigure, SteeringModel
from reporting.permissions import Status


@admin.register(SteeringModel)
class SteeringModelAdmin(admin.ModelAdmin):
    list_display = ["name", "municipality"]
    list_select_related = ["municipality"]


class RowAdmin(admin.ModelAdmin):
    list_display = ["label", "report", "position"]
    list_filter = ["report__committee", "report__period"]
    list_select_related = ["report"]
    search_fields = ["label", "key"]
    actions = None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_open(obj)


def _is_open(row: Any) -> bool:
    return row is None or row.report.status == Status.DRAFT


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
