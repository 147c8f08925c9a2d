"""Internal control where everything is administered. What is handed in is read there, not written."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from internal_control.models import Control, ControlCategory, ControlMeasure, FollowUp, Risk
from reporting.permissions import Status


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


@admin.register(ControlCategory)
class ControlCategoryAdmin(RowAdmin):
    pass


@admin.register(Risk)
class RiskAdmin(RowAdmin):
    list_display = ["label", "report", "category", "number", "likelihood", "consequence"]
    list_select_related = ["report", "category"]


@admin.register(Control)
class ControlAdmin(RowAdmin):
    list_display = ["label", "report", "risk", "frequency", "owner"]
    list_select_related = ["report", "risk"]


@admin.register(FollowUp)
class FollowUpAdmin(RowAdmin):
    list_display = ["label", "report", "control", "status", "ends_on"]
    list_select_related = ["report", "control"]


@admin.register(ControlMeasure)
class ControlMeasureAdmin(RowAdmin):
    list_display = ["label", "report", "risk", "status", "due_on"]
    list_select_related = ["report", "risk"]
