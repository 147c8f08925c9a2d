"""What everything starts from: people, nämnder, their roles, and the templates of their reports.

A report is not administered here: it is begun, written in and moved along its way in the portal itself.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

from reporting.journal.writing import delete_rows, save_rows
from reporting.models import Committee, Membership, Municipality, Report, ReportTemplate, Status, User
from reporting.workflow.writing import administering


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]  # Django's takes none at runtime
    """A person's roles, or a nämnd's people, beside the one or the other."""

    model = Membership
    extra = 1
    autocomplete_fields = ["user", "committee"]


@admin.register(Municipality)
class MunicipalityAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's takes none at runtime
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name"]


@admin.register(Committee)
class CommitteeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's takes none at runtime
    inlines = [MembershipInline]
    list_display = ["name", "municipality"]
    list_select_related = ["municipality"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name"]


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]  # Django's takes none at runtime
    inlines = [MembershipInline]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """None for a person who is being added: Django asks for the name and the password first."""
        return super().get_inlines(request, obj) if obj else []


@admin.register(ReportTemplate)
class ReportTemplateAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's takes none at runtime
    """A version that a report uses is read here, not written."""

    list_display = ["name", "version", "committee"]
    list_filter = ["committee"]
    list_select_related = ["committee"]
    actions = None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or not obj.reports.exists())


class RowAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's takes none at runtime
    """A report's rows: with the journal, and only while the report is a draft."""

    list_display = ["label", "report", "position"]
    list_filter = ["report__committee", "report__period"]
    list_select_related = ["report"]
    search_fields = ["label", "key"]
    actions = None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_open(obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A row's report and key name its cells in the journal: they stay."""
        return ["report", "key"] if obj else []

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A new row is added to a draft."""
        if db_field.name == "report":
            kwargs["queryset"] = Report.objects.filter(status=Status.DRAFT)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        with administering(obj.report, by=cast(User, request.user)) as batch:
            save_rows(batch, [obj])

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with administering(obj.report, by=cast(User, request.user)) as batch:
            delete_rows(batch, [obj])


def _is_open(row: Any) -> bool:
    return row is None or row.report.status == Status.DRAFT
