"""A report's rows where everything is administered: with the journal, and only while the report is a draft."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest

from reporting.models import Report, User
from reporting.models.journal import delete_rows, save_rows
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

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A row's report and key name its cells in the journal: they stay."""
        return ["report", "key"] if obj else []

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A new row is added to a draft."""
        if db_field.name == "report":
            kwargs["queryset"] = Report.objects.filter(status=Status.DRAFT)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        with obj.report.administering(by=cast(User, request.user)) as batch:
            save_rows(batch, [obj])

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with obj.report.administering(by=cast(User, request.user)) as batch:
            delete_rows(batch, [obj])


def _is_open(row: Any) -> bool:
    return row is None or row.report.status == Status.DRAFT
