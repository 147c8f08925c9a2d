"""Send what waits in the outbox, at most once.

A mail is claimed in the database before the mail server is asked. A sender that dies in between leaves a claimed mail,
which no one sends again by itself: a second mail of the same thing is worse than one that the log shows as broken off,
for what it tells of stands on the start page too. A server that says no, or can't be reached, has not got it: then the
claim is given back, and the next run tries again.
"""

from __future__ import annotations

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from reporting.mail.way_in import with_way_in
from reporting.models import OutgoingMail

AT_ONCE = 200
# The server said no, or was never reached: it has not got the mail.
NOT_TAKEN = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError)
LONGEST_FAULT = 400

log = logging.getLogger(__name__)


def send_waiting() -> int:
    """Send a batch, oldest first; returns how many were sent. Not within a transaction: a claim is seen at once."""
    waiting = list(OutgoingMail.objects.waiting().order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    if not waiting:
        return 0
    connection = get_connection(timeout=settings.EMAIL_TIMEOUT)
    try:
        connection.open()
    except OSError as error:
        log.warning("The mail server can't be reached: %s", error)
        return 0
    try:
        return sum(_send(pk, connection) for pk in waiting)
    finally:
        connection.close()


def _send(pk: int, connection: BaseEmailBackend) -> bool:
    if not OutgoingMail.objects.waiting().filter(pk=pk).update(claimed_at=timezone.now()):
        return False  # another sender has it
    mail = OutgoingMail.objects.select_related("person").get(pk=pk)
    try:
        _message(mail, connection).send()
    except NOT_TAKEN as error:
        _give_back(mail, str(error))
        return False
    except Exception as error:  # broken off: it may have arrived
        log.exception("Mail %s was broken off", pk)
        OutgoingMail.objects.filter(pk=pk).update(fault=str(error)[:LONGEST_FAULT])
        return False
    OutgoingMail.objects.filter(pk=pk).update(sent_at=timezone.now(), fault="")
    return True


def _give_back(mail: OutgoingMail, fault: str) -> None:
    log.warning("Mail %s was not taken: %s", mail.pk, fault)
    OutgoingMail.objects.filter(pk=mail.pk).update(
        claimed_at=None, tries=mail.tries + 1, fault=fault[:LONGEST_FAULT]
    )


def _message(mail: OutgoingMail, connection: BaseEmailBackend) -> EmailMessage:
    host = settings.PORTAL_ADDRESS.partition("://")[2].partition(":")[0]
    return EmailMessage(
        subject=mail.subject,
        body=with_way_in(mail.body, mail.person),
        to=[mail.person.email],
        headers={"Message-ID": f"<{mail.pk}.{mail.day:%Y%m%d}@{host}>", "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
