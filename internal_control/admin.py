from __future__ import annotations

from django.contrib import admin

from internal_control.models import Control, ControlCategory, ControlMeasure, FollowUp, Risk
from reporting.admin import RowAdmin


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
