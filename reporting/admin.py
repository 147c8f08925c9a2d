"""Django's own administration, for emergencies: nämnder, people and roles have pages of the portal's own
(``reporting/administration/``). It takes a permission of its own, which superusers have.

Reports are not administered here: they are begun, written and moved in the portal itself. Superusers set up
every nämnd; staff set up those where they are administratör. Rows of a report ask for that role of superusers too.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from reporting.administration.identity import changing_identity
from reporting.journal.writing import delete_rows, save_rows
from reporting.models import (
    Committee,
    DeviationMeasure,
    Membership,
    Municipality,
    Report,
    ReportTemplate,
    Status,
    User,
)
from reporting.permissions import administered_by
from reporting.workflow.writing import administering


def may_use_admin(request: HttpRequest) -> bool:
    """Whether someone comes in here at all: staff with the permission for it, as superusers."""
    user = request.user
    return user.is_active and user.is_staff and user.has_perm("reporting.use_django_admin")


def own_committees(request: HttpRequest) -> QuerySet[Committee]:
    """The nämnder a user may set up here."""
    user = cast(User, request.user)
    return Committee.objects.all() if user.is_superuser else administered_by(user)


def own_people(request: HttpRequest) -> QuerySet[User]:
    """Oneself, and those who belong to one's own nämnder alone. Whoever sets a password can log in with it, so staff
    accounts are left to superusers."""
    user = cast(User, request.user)
    if user.is_superuser:
        return User.objects.all()
    elsewhere = Membership.objects.exclude(committee__in=own_committees(request))
    others = User.objects.filter(is_staff=False, is_superuser=False).exclude(pk__in=elsewhere.values("user"))
    return User.objects.filter(Q(pk=user.pk) | Q(pk__in=others))


class OfCommitteeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's takes none at runtime
    """What belongs to a nämnd (``committee``)."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(committee__in=own_committees(request))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "committee":
            kwargs["queryset"] = own_committees(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]  # Django's takes none at runtime
    """The roles of a user, or the members of a nämnd."""

    model = Membership
    extra = 1
    autocomplete_fields = ["user", "committee"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(committee__in=own_committees(request))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        choices = {"committee": own_committees, "user": own_people}
        if db_field.name in choices:
            kwargs["queryset"] = choices[db_field.name](request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Municipality)
class MunicipalityAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's takes none at runtime
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name"]

    def save_model(self, request: HttpRequest, obj: Municipality, form: Any, change: bool) -> None:
        if not change:
            super().save_model(request, obj, form, change)
            return
        with changing_identity(obj, by=cast(User, request.user)):
            super().save_model(request, obj, form, change)


@admin.register(Committee)
class CommitteeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's takes none at runtime
    inlines = [MembershipInline]
    list_display = ["name", "municipality"]
    list_select_related = ["municipality"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(pk__in=own_committees(request))


SAID_BY_SUPERUSERS = ("is_staff", "is_superuser", "groups", "user_permissions")


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]  # Django's takes none at runtime
    inlines = [MembershipInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(pk__in=own_people(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Rights in the administration are given by superusers alone."""
        return () if cast(User, request.user).is_superuser else SAID_BY_SUPERUSERS

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """None while a user is added: Django asks for name and password first."""
        return super().get_inlines(request, obj) if obj else []


@admin.register(ReportTemplate)
class ReportTemplateAdmin(OfCommitteeAdmin):
    """A version used by a report is read-only."""

    list_display = ["name", "version", "committee"]
    list_filter = ["committee"]
    list_select_related = ["committee"]
    actions = None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or not obj.reports.exists())


class RowAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's takes none at runtime
    """Rows of reports of one's own nämnder: journaled, and editable in a draft only."""

    list_display = ["label", "report", "position"]
    list_filter = ["report__committee", "report__period"]
    list_select_related = ["report"]
    search_fields = ["label", "key"]
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(report__in=_own_reports(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_open(obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Report and key identify a row's cells in the journal, so they never change."""
        return ["report", "key"] if obj else []

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer drafts only, and rows of one's own nämnder."""
        if db_field.name == "report":
            kwargs["queryset"] = _own_reports(request).filter(status=Status.DRAFT)
        elif hasattr(db_field.related_model, "report"):
            rows = db_field.related_model._default_manager
            kwargs["queryset"] = rows.filter(report__in=_own_reports(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        with administering(obj.report, by=cast(User, request.user)) as batch:
            save_rows(batch, [obj])

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with administering(obj.report, by=cast(User, request.user)) as batch:
            delete_rows(batch, [obj])


def _own_reports(request: HttpRequest) -> QuerySet[Report]:
    return Report.objects.filter(committee__in=administered_by(cast(User, request.user)))


def _is_open(row: Any) -> bool:
    return row is None or row.report.status == Status.DRAFT


@admin.register(DeviationMeasure)
class DeviationMeasureAdmin(RowAdmin):
    list_display = ["label", "report", "concerns", "status", "due_on"]
