"""Mail with a one-time link: an invitation, a forgotten password."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from reporting.mail.outbox import whole_address, write
from reporting.mail.way_in import PLACE
from reporting.models import Municipality, NoticeKind, User
from reporting.permissions import may_open_without_sso


def write_way_in(
    person: User, *, subject: str, reason: str, municipality: Municipality | None = None
) -> None:
    """A mail with a one-time link, or to the kommun's own log-in where that is demanded of the person; at most one a
    minute. ``reason``: why it is sent, a Swedish sentence."""
    write(
        [person],
        NoticeKind.ACCOUNT,
        matter=f"konto {timezone.localtime():%H:%M}",
        subject=subject,
        facts={
            "reason": reason,
            "place": PLACE,
            "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
            "without_password": settings.REQUIRE_SSO and not may_open_without_sso(person),
            "address": whole_address("account_login"),
        },
        municipality=municipality or person.municipality,
    )


def invite(person: User, municipality: Municipality) -> None:
    write_way_in(
        person,
        subject=f"Välkommen till Nämndrapport, {municipality.name}",
        reason=f"Du har fått ett konto i Nämndrapport av {municipality.name}.",
        municipality=municipality,
    )
