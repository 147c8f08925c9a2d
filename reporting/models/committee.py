"""Municipalities, their committees and the people in them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models, transaction

from reporting.document.identity import Identity, accent_problem, organisation_number_problem
from reporting.models.choices import Role
from reporting.models.texts import ReadableTexts

NO_LONGER_A_MEMBER = "någon som inte längre är med i nämnden"


class SlugManager(models.Manager[Any]):
    """Natural keys: slugs, in fixtures."""

    def get_by_natural_key(self, slug: str) -> Any:
        return self.get(slug=slug)


def validate_accent(color: str) -> None:
    if found := accent_problem(color):
        raise ValidationError(found)


def validate_organisation_number(number: str) -> None:
    if found := organisation_number_problem(number):
        raise ValidationError(found)


class Municipality(ReadableTexts, models.Model):
    """In Swedish: kommun. ``arms``: as in Identity, made safe by ``imports.arms``."""

    name = models.CharField("namn", max_length=100, unique=True)
    slug = models.SlugField("kortnamn", unique=True)
    arms = models.TextField("vapen", blank=True, editable=False)
    arms_text = models.CharField("vapnet i ord", max_length=200, blank=True)
    accent = models.CharField("färg", max_length=7, blank=True, validators=[validate_accent])
    organisation_number = models.CharField(
        "organisationsnummer", max_length=11, blank=True, validators=[validate_organisation_number]
    )
    municipality_code = models.CharField(
        "kommunkod",
        max_length=4,
        blank=True,
        validators=[RegexValidator(r"\A[0-9]{4}\Z", "Kommunkoden har fyra siffror, till exempel 1814.")],
    )
    contact = models.CharField("kontakt", max_length=200, blank=True)
    accessibility_statement = models.CharField(
        "tillgänglighetsredogörelse",
        max_length=200,
        blank=True,
        validators=[URLValidator(["https"], message="Skriv hela adressen, med https:// först.")],
    )

    objects = SlugManager()

    class Meta:
        verbose_name = "kommun"
        verbose_name_plural = "kommuner"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    @property
    def identity(self) -> Identity:
        return Identity(
            arms=self.arms,
            arms_text=self.arms_text,
            accent=self.accent,
            organisation_number=self.organisation_number,
            municipality_code=self.municipality_code,
            contact=self.contact,
            accessibility_statement=self.accessibility_statement,
        )


class User(ReadableTexts, AbstractUser):
    """In Swedish: användare. ``municipality``: whose administratörer look after the account.

    ``must_change_password``: someone else knows it.
    """

    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name="kommun",
    )
    must_change_password = models.BooleanField("ska byta lösenord", default=False, editable=False)

    class Meta:
        verbose_name = "användare"
        verbose_name_plural = "användare"
        permissions = [("use_django_admin", "får använda Djangos administration")]

    def roles_in(self, committee: Committee) -> frozenset[str]:
        """One query the first time, none after."""
        return frozenset(self._held_roles.get(committee.pk, ()))

    @cached_property
    def _held_roles(self) -> dict[int, set[str]]:
        """Today's, by nämnd."""
        held: dict[int, set[str]] = {}
        for committee_id, role in self.memberships.current().values_list("committee_id", "role"):
            held.setdefault(committee_id, set()).add(role)
        return held

    def works_with_reports(self) -> bool:
        """Whether they have a role today that sees drafts."""
        return any(roles - {Role.REPRESENTATIVE} for roles in self._held_roles.values())

    def administers(self, municipality: Municipality) -> bool:
        """Whether they are its kommunadministratör today. One query the first time, none after."""
        if not hasattr(self, "_administered"):
            self._administered = set(self.administrations.current().values_list("municipality_id", flat=True))
        return municipality.pk in self._administered

    def display_name(self) -> str:
        return self.get_full_name() or self.username


class CommitteeQuerySet(models.QuerySet["Committee"]):
    def visible_to(self, user: User) -> CommitteeQuerySet:
        """Those where the user has a role today."""
        return self.filter(pk__in=user.memberships.current().values("committee"))

    def with_published(self) -> CommitteeQuerySet:
        """Those with a published report, by kommun and name; ``published_count`` says how many."""
        published = apps.get_model("reporting", "Report").objects.published().order_by()
        of_committee = published.filter(committee=models.OuterRef("pk")).values("committee")
        count = models.Subquery(of_committee.annotate(count=models.Count("pk")).values("count"))
        found = self.annotate(published_count=count).filter(published_count__gt=0)
        found = found.select_related("municipality").defer("municipality__arms")  # a picture
        return found.order_by("municipality__name", "name", "pk")


class Committee(ReadableTexts, models.Model):
    """In Swedish: nämnd. Owned by one kommun; ``members`` are those of a joint nämnd."""

    name = models.CharField("namn", max_length=200)
    slug = models.SlugField("kortnamn", unique=True)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="committees", verbose_name="värdkommun"
    )
    members = models.ManyToManyField(
        Municipality, related_name="joint_committees", verbose_name="medlemskommuner", blank=True
    )

    objects = SlugManager.from_queryset(CommitteeQuerySet)()

    class Meta:
        verbose_name = "nämnd"
        verbose_name_plural = "nämnder"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    @cached_property
    def member_names(self) -> tuple[str, ...]:
        return tuple(self.members.order_by("name").values_list("name", flat=True))

    def functions_of(self, people: Collection[int]) -> dict[int, str]:
        """The roles of people in the nämnd, by user: "controller och godkännare"."""
        roles: dict[int, set[str]] = {}
        if people:
            held = self.memberships.current().filter(user_id__in=people)
            for user_id, role in held.values_list("user_id", "role"):
                roles.setdefault(user_id, set()).add(role)
        return {
            person: " och ".join(Role(role).label for role in Role.values if role in roles[person])
            if person in roles
            else NO_LONGER_A_MEMBER
            for person in people
        }

    @contextmanager
    def locked(self) -> Iterator[None]:
        """A transaction under the nämnd's row lock, for data that belongs to no report."""
        with transaction.atomic():
            Committee.objects.select_for_update().only("pk").get(pk=self.pk)
            yield
