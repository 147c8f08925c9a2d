"""A report as a page and as files: to its members, to whoever logs in, and to anyone once it is published."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
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

from reporting.assembly import AdoptedEdition, CurrentEdition, Edition, read_report
from reporting.database.unchanged import while_unchanged
from reporting.decorators import load_readable
from reporting.document.json_writing import digest
from reporting.document.plain_text import summary
from reporting.models import User
from reporting.models.adopted import Adopted
from reporting.permissions import Action, allows
from reporting.questions.page import UnderSections
from reporting.renderers.adopted_files import DamagedFile, proved_file, read
from reporting.renderers.formats import FORMATS, MEMO, FileFormat, FileUnavailable, known_size, rendered
from reporting.renderers.look import look_digest
from reporting.renderers.page import cached, report_head_html, report_html
from reporting.renderers.pdf import PdfUnavailable
from reporting.templatetags.reading import kilobytes
from reporting.views.answers import answer

TEMPLATE = "reporting/report_page.html"
DOWNLOADS = (
    *(("PDF", "pdf"), ("Excel", "xlsx"), ("Word", "docx")),
    *(("Öppna data (CSV)", "csv"), ("JSON", "json")),
)
# Blanks of a kept page, for what is one reader's own or isn't in the database; no text can hold them.
NAME, TOKEN = secrets.token_hex(16), secrets.token_hex(16)
SLOW = [file_format for file_format in (*FORMATS.values(), MEMO) if file_format.is_slow]
SIZES = {file_format.extension: secrets.token_hex(16) for file_format in SLOW}


@dataclass(frozen=True)
class Download:
    """``size``: printed after the name, "" if it is not known."""

    name: str
    url: str
    size: str


@dataclass(frozen=True)
class AnyMember:
    """Stands for the reader of a kept page: as one who logs in, with no name yet."""

    is_staff: bool
    is_authenticated: bool = True
    display_name: str = NAME


@require_safe
@load_readable
def report_page(request: HttpRequest, edition: AdoptedEdition | CurrentEdition) -> HttpResponse:
    """With its members' tools, or as anyone reads it."""
    user = request.user
    if not isinstance(user, User):
        return _published_page(request, edition)
    rights = _rights(edition)
    if len(get_messages(request)):
        return render(request, TEMPLATE, _context(edition, may_ask=rights["may_ask"]) | rights)
    page = _kept_page(edition, rights, AnyMember(user.is_staff))
    name, token = escape(user.display_name()), get_token(request)
    return HttpResponse(page.replace(TOKEN.encode(), token.encode()).replace(NAME.encode(), name.encode()))


def _rights(edition: AdoptedEdition | CurrentEdition) -> dict[str, bool]:
    """What a reader who has logged in may do."""
    facts = edition.facts
    if isinstance(facts, Adopted):
        asks, inspects = facts.is_member, facts.is_official
        return {"is_member": facts.is_member, "may_ask": asks, "may_inspect": inspects, "may_write": False}
    actions = (Action.ASK, Action.INSPECT, Action.WRITE)
    allowed = {f"may_{action}": allows(action, facts.status, facts.roles) for action in actions}
    return {"is_member": True, **allowed}


def _context(edition: Edition, *, may_ask: bool, has_sizes: bool = True) -> dict[str, Any]:
    """What the page says to all its readers, or to all of them who may ask. ``has_sizes``: else blanks for them."""
    under = UnderSections(edition.report, may_ask=may_ask)
    return {
        "report": edition.report,
        "head": report_head_html(edition),
        "report_html": report_html(edition, under.html, key=under.key),
        "may_ask": may_ask,
        "downloads": [
            Download(name, address, _size(edition, file_format) if has_sizes else _blank_size(file_format))
            for name, address, file_format in _files(edition)
        ],
        **({"facts": edition.facts} if isinstance(edition, AdoptedEdition) else {}),
    }


def _files(edition: Edition) -> Iterator[tuple[str, str, FileFormat]]:
    """Names, addresses and formats."""
    for name, extension in DOWNLOADS:
        yield name, reverse("report_file", args=[edition.slug, extension]), FORMATS[extension]
    if edition.report.template.has_memo:
        yield "Tjänsteskrivelse (PDF)", reverse("report_memo", args=[edition.slug]), MEMO


def _size(edition: Edition, file_format: FileFormat) -> str:
    if file := proved_file(edition, file_format):
        made_anew = f", gjord på nytt {file.made_at:%Y-%m-%d}" if file.version > 1 else ""
        return f" ({kilobytes(file.size)}{made_anew})"
    return _in_words(known_size(edition.digest, file_format, is_adopted=edition.is_adopted))


def _blank_size(file_format: FileFormat) -> str:
    return SIZES.get(file_format.extension, "")


def _in_words(size: int | None) -> str:
    """Nothing for a file that is not made yet."""
    return f" ({kilobytes(size)})" if size else ""


def _kept_page(edition: AdoptedEdition | CurrentEdition, rights: dict[str, bool], reader: AnyMember) -> bytes:
    """Whole, with blanks for what is the reader's own."""
    if isinstance(edition, AdoptedEdition):
        return _kept_adopted(edition, rights, reader)
    return _kept_current(edition.facts.report_id, rights, reader)


def _kept_adopted(edition: AdoptedEdition, rights: dict[str, bool], reader: AnyMember) -> bytes:
    key = f"adopted:{digest(repr((edition.facts, reader.is_staff)))}:{edition.digest}"
    return cached(key, lambda: _page(edition, rights, reader))


def _kept_current(pk: int, rights: dict[str, bool], reader: AnyMember) -> bytes:
    """Kept for as long as nothing that it was made of has changed."""

    def make() -> tuple[str, bytes]:
        read = Edition(read_report(pk))
        return read.digest, _page(read, rights, reader, has_sizes=False)

    key = f"current:{digest(repr((pk, rights, reader.is_staff, look_digest())))}"
    of_document, page = while_unchanged(key, make)
    for file_format in SLOW:
        size = _in_words(known_size(of_document, file_format, is_adopted=False))
        page = page.replace(SIZES[file_format.extension].encode(), size.encode())
    return page


def _page(edition: Edition, rights: dict[str, bool], reader: AnyMember, *, has_sizes: bool = True) -> bytes:
    context = _context(edition, may_ask=rights["may_ask"], has_sizes=has_sizes)
    return render_to_string(TEMPLATE, context | rights | {"user": reader, "csrf_token": TOKEN}).encode()


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
    digest_of_document = edition.digest  # raises DamagedDocument
    proved = proved_file(edition, file_format)
    try:
        return answer(
            request,
            lambda: read(proved) if proved else rendered(edition, file_format),
            etag=proved.sha256
            if proved
            else f"{digest_of_document[:32]}-{look_digest()}-{file_format.extension}",
            media_type=file_format.media_type,
            Content_Disposition=f'{disposition}; filename="{name}"',
        )
    except (DamagedFile, FileUnavailable, PdfUnavailable) as error:
        heading = "Den fastställda filen går inte att visa" if isinstance(error, DamagedFile) else ""
        context = {"report": edition.report, "problem": str(error), "heading": heading}
        return render(request, "reporting/unavailable.html", context, status=503)
