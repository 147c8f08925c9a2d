"""What everything starts from: people, nämnder, their roles, and the templates of their reports.

A report is not administered here: it is begun, written in and moved along its way in the portal itself.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

from reporting.models import Committee, Membership, Municipality, ReportTemplate, User


class MembershipInline(admin.TabularInline):
    """A person's roles, or a nämnd's people, beside the one or the other."""

    model = Membership
    extra = 1
    autocomplete_fields = ["user", "committee"]


@admin.register(Municipality)
class MunicipalityAdmin(admin.ModelAdmin):
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name"]


@admin.register(Committee)
class CommitteeAdmin(admin.ModelAdmin):
    inlines = [MembershipInline]
    list_display = ["name", "municipality"]
    list_select_related = ["municipality"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name"]


@admin.register(User)
class PersonAdmin(UserAdmin):
    inlines = [MembershipInline]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """None for a person who is being added: Django asks for the name and the password first."""
        return super().get_inlines(request, obj) if obj else []


@admin.register(ReportTemplate)
class ReportTemplateAdmin(admin.ModelAdmin):
    """A version that a report uses is read here, not written."""

    list_display = ["name", "version", "committee"]
    list_filter = ["committee"]
    list_select_related = ["committee"]
    actions = None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or not obj.reports.exists())
