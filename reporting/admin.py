"""Administration of users, nämnder, roles and rapportmallar.

Reports are not administered here: they are begun, written and moved in the portal itself.
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
    """The roles of a user, or the members of a nämnd."""

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
        """None while a user is added: Django asks for name and password first."""
        return super().get_inlines(request, obj) if obj else []


@admin.register(ReportTemplate)
class ReportTemplateAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's takes none at runtime
    """A version used by a report is read-only."""

    list_display = ["name", "version", "committee"]
    list_filter = ["committee"]
    list_select_related = ["committee"]
    actions = None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or not obj.reports.exists())


class RowAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's takes none at runtime
    """Rows of a report: journaled, and editable in a draft only."""

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
        """Report and key identify a row's cells in the journal, so they never change."""
        return ["report", "key"] if obj else []

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer drafts only."""
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
