"""How long a session lasts, and which ones a person has open."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

# In the session, in seconds since 1970: when it began, and its last request.
BEGUN, SEEN = "begun", "seen"
SEEN_EVERY = 60  # seconds between writes of SEEN
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "Windows": "Windows",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


class SessionLimits:
    """Middleware: logs out who has been away too long, or logged in too long, before any page is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            now = int(time.time())
            if _has_ended(request.session, now):
                logout(request)
            elif now - request.session[SEEN] >= SEEN_EVERY:
                _keep_seen(request.session, now)
        return self.get_response(request)


def begin(request: HttpRequest, **_signal: Any) -> None:
    """On Django's user_logged_in."""
    request.session[BEGUN] = request.session[SEEN] = int(time.time())


def _has_ended(session: SessionBase, now: int) -> bool:
    """One from before there were limits has ended."""
    idle, age = (timedelta(seconds=now - session.get(since, 0)) for since in (SEEN, BEGUN))
    return bool(idle >= settings.SESSION_IDLE or age >= settings.SESSION_LONGEST)


def _keep_seen(session: SessionBase, now: int) -> None:
    """A page is shown also when nothing can be written just now."""
    session[SEEN] = now
    try:
        with transaction.atomic():
            session.save()
            UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=timezone.now())
    except (DatabaseError, UpdateError):
        return
    session.modified = False


def device_of(user_agent: str) -> str:
    """In Swedish, as far as a browser says: "Firefox på Windows"."""
    browser = next((name for sign, name in BROWSERS.items() if re.search(rf"\b{sign}\w*/", user_agent)), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    return " på ".join(filter(None, (browser, system))) or "Okänd webbläsare"
