"""A report as a page and as files: to its members, to whoever logs in, and to anyone once it is published."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from html import escape
from typing import Any

from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from reporting.assembly import AdoptedEdition, Edition
from reporting.decorators import load_readable
from reporting.document.json_writing import digest
from reporting.document.plain_text import summary
from reporting.models import User
from reporting.permissions import Action, may
from reporting.questions.page import UnderSections
from reporting.renderers.formats import FORMATS, MEMO, FileFormat, FileUnavailable, known_size, rendered
from reporting.renderers.look import look_digest
from reporting.renderers.page import cached, report_head_html, report_html
from reporting.renderers.pdf import PdfUnavailable
from reporting.views.answers import answer

TEMPLATE = "reporting/report_page.html"
DOWNLOADS = (
    *(("PDF", "pdf"), ("Excel", "xlsx"), ("Word", "docx")),
    *(("Öppna data (CSV)", "csv"), ("JSON", "json")),
)
# Stand for what is one reader's own in a kept page; no text can hold them.
NAME, TOKEN = secrets.token_hex(16), secrets.token_hex(16)


@dataclass(frozen=True)
class Download:
    """``size``: in bytes, None if it is not known."""

    name: str
    url: str
    size: int | None


@dataclass(frozen=True)
class AnyMember:
    """Stands for the reader of a kept page: as one who logs in, with no name yet."""

    is_staff: bool
    is_authenticated: bool = True
    display_name: str = NAME


@require_safe
@load_readable
def report_page(request: HttpRequest, edition: Edition) -> HttpResponse:
    """With its members' tools, or as anyone reads it."""
    user = request.user
    if not isinstance(user, User):
        return _published_page(request, edition)
    if isinstance(edition, AdoptedEdition) and not len(get_messages(request)):
        return HttpResponse(_adopted_page(request, edition, user))
    may_ask = may(user, Action.ASK, edition.report)
    context = _context(edition, may_ask=may_ask) | {
        "is_member": bool(user.roles_in(edition.report.committee)),
        "may_inspect": may(user, Action.INSPECT, edition.report),
        "may_write": may(user, Action.WRITE, edition.report),
    }
    return render(request, TEMPLATE, context)


def _context(edition: Edition, *, may_ask: bool) -> dict[str, Any]:
    """What the page says to all its readers, or to all of them who may ask."""
    under = UnderSections(edition.report, may_ask=may_ask)
    return {
        "report": edition.report,
        "head": report_head_html(edition),
        "report_html": report_html(edition, under.html, key=under.key),
        "may_ask": may_ask,
        "downloads": _downloads(edition),
        **({"facts": edition.facts} if isinstance(edition, AdoptedEdition) else {}),
    }


def _downloads(edition: Edition) -> list[Download]:
    """Only a file that is made already has a known size."""
    slug = edition.slug
    files = [
        Download(
            name, reverse("report_file", args=[slug, extension]), known_size(edition, FORMATS[extension])
        )
        for name, extension in DOWNLOADS
    ]
    if edition.report.template.has_memo:
        files.append(
            Download("Tjänsteskrivelse (PDF)", reverse("report_memo", args=[slug]), known_size(edition, MEMO))
        )
    return files


def _adopted_page(request: HttpRequest, edition: AdoptedEdition, user: User) -> bytes:
    """Kept whole, with blanks for what is the reader's own."""
    facts = edition.facts
    key = f"adopted:{digest(repr((facts, user.is_staff)))}:{edition.digest}"

    def page() -> bytes:
        reader = {
            "user": AnyMember(user.is_staff),
            "csrf_token": TOKEN,
            "is_member": facts.is_member,
            "may_inspect": facts.is_official,
        }
        return render_to_string(TEMPLATE, _context(edition, may_ask=facts.is_member) | reader).encode()

    name, token = escape(user.display_name()), get_token(request)
    return cached(key, page).replace(TOKEN.encode(), token.encode()).replace(NAME.encode(), name.encode())


def _published_page(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The same for all who read without log-in, and kept whole."""
    assert isinstance(edition, AdoptedEdition)
    address = f"{request.scheme}://{request.get_host()}{request.path}"
    key = digest(repr((edition.facts, address)) + edition.digest)[:32]

    def page() -> bytes:
        in_short = " ".join(f"{fact}." for fact in summary(edition.document))
        about = {"address": address, "document": edition.document, "in_short": in_short}
        return render_to_string(TEMPLATE, _context(edition, may_ask=False) | about).encode()

    etag = f"{key}-{look_digest()}"
    return answer(request, lambda: cached(f"published:{key}", page), etag=etag)


@require_safe
@load_readable
def report_file(request: HttpRequest, edition: Edition, extension: str) -> HttpResponse:
    """The report as a file."""
    if extension not in FORMATS:
        raise Http404
    return file_response(request, edition, FORMATS[extension], f"{edition.slug}.{extension}")


@require_safe
@load_readable
def report_memo(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The tjänsteskrivelse alone, as a PDF."""
    if not edition.report.template.has_memo:
        raise Http404
    return file_response(request, edition, MEMO, f"{edition.slug}-tjansteskrivelse.pdf")


def file_response(request: HttpRequest, edition: Edition, file_format: FileFormat, name: str) -> HttpResponse:
    """An edition as a file; 304 if the browser has it already, 503 if it can't be made."""
    disposition = "inline" if file_format.media_type == "application/pdf" else "attachment"
    try:
        return answer(
            request,
            lambda: rendered(edition, file_format),
            etag=f"{edition.digest[:32]}-{look_digest()}-{file_format.extension}",
            media_type=file_format.media_type,
            Content_Disposition=f'{disposition}; filename="{name}"',
        )
    except (FileUnavailable, PdfUnavailable) as error:
        context = {"report": edition.report, "problem": str(error)}
        return render(request, "reporting/unavailable.html", context, status=503)
