"""What the portal tells people by mail."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from reporting.models.committee import Municipality, User

MOST_TRIES = 8


class NoticeKind(models.TextChoices):
    RETURNED = "returned", "något går tillbaka till dig"
    WAITING = "waiting", "något väntar på dig"
    MENTIONED = "mentioned", "någon säger till dig i en kommentar"
    DIGEST = "digest", "sammanfattning varje vecka"
    DEADLINE = "deadline", "dagen före ett slutdatum"
    ACCOUNT = "account", "om ditt konto"


# Nobody turns these down: without them one can't log in.
ALWAYS_SENT = frozenset({NoticeKind.ACCOUNT})
DECLINABLE = tuple(kind for kind in NoticeKind if kind not in ALWAYS_SENT)


class MailQuerySet(models.QuerySet["OutgoingMail"]):
    def waiting(self) -> MailQuerySet:
        """Neither sent nor begun, and not given up."""
        return self.filter(claimed_at=None, tries__lt=MOST_TRIES)


class OutgoingMail(models.Model):
    """In Swedish: mejl. Written in the transaction that it tells of, sent afterwards, never twice.

    ``claimed_at`` is stored before the server is asked: one that is claimed and not sent was broken off, and whether it
    arrived is not known. ``body``: without the secret of a one-time link, see ``reporting/mail/sending.py``.
    """

    person = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="outgoing_mail", verbose_name="till"
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.CASCADE,
        null=True,
        related_name="outgoing_mail",
        verbose_name="kommun",
    )
    kind = models.CharField("slag", max_length=20, choices=NoticeKind.choices)
    matter = models.CharField("ärende", max_length=100)
    day = models.DateField("dag")
    subject = models.CharField("rubrik", max_length=400)
    body = models.TextField("text")
    created_at = models.DateTimeField("skriven", default=timezone.now)
    claimed_at = models.DateTimeField("påbörjad", null=True, blank=True)
    sent_at = models.DateTimeField("skickad", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("försök", default=0)
    fault = models.CharField("fel", max_length=400, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = "mejl"
        verbose_name_plural = "mejl"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "matter", "day"],
                name="mail_once_a_day",
                violation_error_message="Personen har redan ett mejl om det den dagen.",
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | models.Q(claimed_at__isnull=False),
                name="mail_claimed_before_sent",
                violation_error_message="Ett mejl påbörjas innan det skickas.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(claimed_at=None, sent_at=None),
                name="mail_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def state(self) -> str:
        """Swedish: how far it has come."""
        if self.sent_at:
            return "skickat"
        if self.claimed_at:
            return "avbröts medan det skickades, kanske framme"
        if self.tries >= MOST_TRIES:
            return "gick inte att skicka"
        return "väntar, försöks igen" if self.tries else "väntar"


class DeclinedNotice(models.Model):
    """A kind of notice that a person does not want."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="declined_notices")
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)

    class Meta:
        verbose_name = "avböjd avisering"
        verbose_name_plural = "avböjda aviseringar"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                name="declined_notice_once",
                violation_error_message="Aviseringen är redan avböjd.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in DECLINABLE]),
                name="declined_notice_declinable",
                violation_error_message="Den aviseringen kan inte avböjas.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
