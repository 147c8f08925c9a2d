"""The first start of an empty portal: whoever reads the server's log makes the first kommun."""

from __future__ import annotations

import hashlib
import hmac
import logging
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from reporting.administration.log import record
from reporting.administration.names import free_slug
from reporting.models import FirstRun, Municipality, MunicipalityAdministrator, User

PATH = "/forsta-start/"
logger = logging.getLogger(__name__)


def is_open() -> bool:
    """Whether the portal waits for its first person: there is no user, and none has come this way before."""
    return not User.objects.exists() and not FirstRun.objects.exclude(completed_at=None).exists()


def token() -> str:
    """What the server prints: of its secret key and a number in the database, so that neither alone gives it, every
    process knows it and it can be printed again."""
    row, _ = FirstRun.objects.get_or_create(pk=1)
    digest = hmac.new(settings.SECRET_KEY.encode(), f"first run {row.nonce}".encode(), hashlib.sha256)
    return digest.hexdigest()[:32]


def is_token(text: str) -> bool:
    return hmac.compare_digest(token().encode(), text.strip().encode())


def announcement() -> str:
    return f"The portal is empty. Begin at {PATH}?nyckel={token()} (the address works once, until someone has used it)."


def announce() -> None:
    """Log the way in, if the portal is empty. A database that is not there, or not migrated yet, is left alone."""
    with suppress(DatabaseError):
        if is_open():
            logger.warning(announcement())


@transaction.atomic
def begin(*, municipality: str, person: User, password: str) -> Municipality:
    """Make the first kommun, and the person its kommunadministratör. Raises PermissionDenied to the second who
    comes."""
    FirstRun.objects.get_or_create(pk=1)
    row = FirstRun.objects.select_for_update().get(pk=1)
    if not is_open():
        raise PermissionDenied("Portalen är redan i gång. Logga in i stället.")
    made: Municipality = Municipality.objects.create(
        name=municipality, slug=free_slug(Municipality, municipality)
    )
    person.municipality = made
    person.set_password(password)
    person.save()
    MunicipalityAdministrator.objects.create(user=person, municipality=made)
    record(made, "Kommun", by=person, new=made.name)
    record(
        made, f"Kommunadministratör: {person.display_name()}", by=person, new="tills vidare", person=person
    )
    row.completed_at = timezone.now()
    row.save()
    return made
