"""Mail is written to the database, in the transaction of what it tells of; ``sending`` sends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from reporting.models import DeclinedNotice, Municipality, NoticeKind, OutgoingMail, User

LONGEST_SUBJECT = 400


def whole_address(name: str, *args: object) -> str:
    """Of a page, as a mail has it."""
    return f"{settings.PORTAL_ADDRESS}{reverse(name, args=args)}"


def reachable(people: Iterable[User], kind: NoticeKind) -> list[User]:
    """Those with an open account and an address who have not declined the kind. One query."""
    able = [person for person in people if person.is_active and person.email]
    declined = DeclinedNotice.objects.filter(person__in=able, kind=kind).values_list("person_id", flat=True)
    without = set(declined) if able else set()
    return [person for person in able if person.pk not in without]


def write(
    people: Iterable[User],
    kind: NoticeKind,
    *,
    matter: str,
    subject: str,
    facts: Mapping[str, Any],
    municipality: Municipality | None,
    day: dt.date | None = None,
) -> None:
    """A mail to each person who can be reached: once for a person, matter and day, however often it is asked for.
    Nothing without a mail server."""
    if not settings.SENDS_MAIL:
        return
    text = {**facts, "choices": "" if kind is NoticeKind.ACCOUNT else whole_address("account_notices")}
    mail = [
        OutgoingMail(
            person=person,
            municipality=municipality,
            kind=kind,
            matter=matter,
            day=day or timezone.localdate(),
            subject=" ".join(subject.split())[:LONGEST_SUBJECT],
            body=render_to_string(f"reporting/mail/{kind}.txt", {**text, "person": person}).strip() + "\n",
        )
        for person in reachable(people, kind)
    ]
    if mail:
        OutgoingMail.objects.bulk_create(mail, ignore_conflicts=True)
