"""A second factor beside the password: a code from an app (TOTP) or a security key (WebAuthn), with reserve codes."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.encoding import force_bytes
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reporting.administration.own_account import record_of_account
from reporting.administration.people import FACTOR_NAMES
from reporting.models import User
from reporting.permissions import must_have_second_factor

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
QUIET_ZONE = 4  # modules around a QR code, by ISO/IEC 18004


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "Din roll kräver en andra faktor. Lägg till en annan innan du tar bort den här.",
        "cannot_generate_recovery_codes": "Reservkoder hör till en andra faktor. Lägg till en app eller nyckel först.",
        "incorrect_code": "Koden stämmer inte, eller har hunnit bytas. Skriv den som visas nu.",
    }

    def encrypt(self, text: str) -> str:
        return bytes(_cipher().encrypt(text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return bytes(_cipher().decrypt(encrypted_text.encode())).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS)
        is_last = not others.exclude(pk=authenticator.pk).exists()
        return not (is_last and must_have_second_factor(authenticator.user))

    def generate_authenticator_name(self, user: User, type: str) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Säkerhetsnyckel {count + 1}" if count else "Säkerhetsnyckel"

    def build_totp_svg(self, url: str) -> SafeString:
        """Inline: the page may load no data: address."""
        import qrcode  # noqa: PLC0415  # slow

        code = qrcode.QRCode(border=QUIET_ZONE)
        code.add_data(url)
        rows = code.get_matrix()
        dark = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark]
        return format_html(
            '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="QR-kod för appen"><path d="{1}"/></svg>',
            len(rows), "".join(dark),
        )  # fmt: skip


def _cipher() -> Any:
    """Keys from SECRET_KEY, and from those before it: a changed key leaves the factors valid."""
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415  # slow

    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (hashlib.sha256(b"second factor:" + force_bytes(secret)).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def has_second_factor(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


class SecondFactorFirst:
    """Middleware: who must have a second factor, and has none, gets no further than to the page of them.

    One that the kommun's own log-in has answered for is enough.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        if not settings.SECOND_FACTOR or not isinstance(request.user, User) or _is_of_account(request):
            return None
        if _answered_for(request) or not must_have_second_factor(request.user):
            return None
        return None if has_second_factor(request.user) else redirect("mfa_index")


def _is_of_account(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and (match.url_name or "").startswith(("account_", "mfa_"))


def _answered_for(request: HttpRequest) -> bool:
    methods = {record["method"] for record in get_authentication_records(request, request.user)}
    return bool(methods & {"mfa", "socialaccount"})


def log_changes() -> None:
    signals.authenticator_added.connect(_log_added)
    signals.authenticator_removed.connect(_log_removed)
    signals.authenticator_reset.connect(_log_added)


def _log_added(user: User, authenticator: Authenticator, **_signal: Any) -> None:
    record_of_account(user, "Andra faktor", new=FACTOR_NAMES[authenticator.type])


def _log_removed(user: User, authenticator: Authenticator, **_signal: Any) -> None:
    record_of_account(user, "Andra faktor", old=FACTOR_NAMES[authenticator.type])
