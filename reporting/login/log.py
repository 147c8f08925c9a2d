"""Who logs in and out, and who fails: to the server's log, never with a password."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa import signals as factors
from django.contrib.auth import signals
from django.http import HttpRequest

from reporting.models import User

LOG = logging.getLogger(__name__)


def listen() -> None:
    signals.user_logged_in.connect(_logged_in)
    signals.user_logged_out.connect(_logged_out)
    signals.user_login_failed.connect(_failed)
    factors.authentication_failed.connect(_factor_failed)


def _logged_in(request: HttpRequest, user: Any, **_signal: Any) -> None:
    methods = [record.get("method") for record in request.session.get("account_authentication_methods", [])]
    LOG.info(
        "Logged in: user %s from %s by %s", user.pk, _address(request), "+".join(map(str, methods)) or "-"
    )


def _logged_out(request: HttpRequest, user: Any, **_signal: Any) -> None:
    if user is not None:
        LOG.info("Logged out: user %s from %s", user.pk, _address(request))


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_signal: Any) -> None:
    """A name that is no one's is not told: it may be a password, typed in the wrong field."""
    found = User.objects.filter(username=credentials.get("username", "")).values_list("pk", flat=True).first()
    LOG.warning("Log-in failed: %s from %s", f"user {found}" if found else "unknown name", _address(request))


def _factor_failed(request: HttpRequest, user: Any, **_signal: Any) -> None:
    LOG.warning("Second factor failed: user %s from %s", user.pk, _address(request))


def _address(request: HttpRequest | None) -> str:
    has_one = request is not None and "REMOTE_ADDR" in request.META
    return str(get_adapter().get_client_ip(request)) if has_one else "-"
