"""Answers when the database or disk fails: the cause, and what was typed."""

from __future__ import annotations

import errno
import sqlite3
import sys

from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views import defaults

from reporting.entry.patch import typed_texts

FULL = "Disken där portalen sparar är full. Den som sköter driften behöver frigöra plats."
READ_ONLY = (
    "Portalen kan bara läsas just nu: databasen är skrivskyddad. Den som sköter driften behöver se över den."
)
BUSY = "Databasen är upptagen av något annat just nu."
BROKEN = "Disken där portalen sparar svarar med fel. Den som sköter driften behöver se över den."
NO_ANSWER = "Databasen svarar inte just nu."

OF_SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_IOERR: BROKEN,
    sqlite3.SQLITE_CANTOPEN: NO_ANSWER,
}
# PostgreSQL's SQLSTATE; its first two characters are the class.
OF_POSTGRESQL = {
    "53100": FULL,
    "53300": BUSY,  # too many connections
    "25006": READ_ONLY,
    "55P03": BUSY,  # lock_timeout
    "40001": BUSY,
    "40P01": BUSY,
    "57P01": NO_ANSWER,  # shut down
    "57P02": NO_ANSWER,
    "57P03": NO_ANSWER,  # starting
    "58030": BROKEN,
}
OF_FILES = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: READ_ONLY, errno.EIO: BROKEN}


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: 503 with the cause if known, else the usual page."""
    cause = cause_of(sys.exception())
    if cause is None:
        return defaults.server_error(request)
    if request.content_type == "application/json":
        return JsonResponse({"message": cause}, status=503, headers={"Retry-After": "30"})
    # Without the request, whose user would be read from the database.
    page = render_to_string("503.html", {"cause": cause, **_kept(request)})
    return HttpResponse(page, status=503, headers={"Retry-After": "30"})


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """allauth's handler429. Attempts that can't be counted look like too many, so try a write: a failing database
    raises, and server_error answers."""
    Session.objects.update_or_create(session_key="too-many", defaults={"expire_date": timezone.now()})
    return render(request, "429.html", status=429)


def cause_of(error: BaseException | None) -> str | None:
    """In Swedish; None for an error of another kind."""
    if isinstance(error, OSError):
        return OF_FILES.get(error.errno or 0)
    if not isinstance(error, DatabaseError):
        return None
    driver_error = error.__cause__
    if isinstance(driver_error, sqlite3.OperationalError):
        return OF_SQLITE.get(driver_error.sqlite_errorcode & 0xFF)
    state = getattr(driver_error, "sqlstate", "")
    if state is None or state[:2] == "08":  # no connection, or it was cut
        return NO_ANSWER
    return OF_POSTGRESQL.get(state)


def _kept(request: HttpRequest) -> dict[str, object]:
    """The sent texts, to copy, and fields, to resend. Nothing from a form with a password."""
    sent = [(name, text) for name, texts in request.POST.lists() for text in texts]
    is_secret = any("password" in name for name, _ in sent)
    is_post = request.method == "POST" and not is_secret
    return {
        "is_post": is_post,
        "typed": typed_texts(request.POST) if is_post else [],
        "fields": sent if is_post and not request.FILES else [],
        "again": request.get_full_path(),
    }
