"""Answers that any cache may keep for anyone, and 304 for who has the content already."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import parse_etags

from reporting.document.json_writing import digest

PUBLIC = "public, max-age=60"  # what is withdrawn is gone from every cache within the minute
PRIVATE = "private, no-cache"


def answer(
    request: HttpRequest,
    content: Callable[[], str | bytes],
    *,
    etag: str,
    media_type: str = "text/html; charset=utf-8",
    **headers: str,
) -> HttpResponse:
    """For a logged-in person's own browser, or for anyone and any cache. ``content`` is not asked for when the browser
    has it. ``etag``: without its quotation marks; ``headers``: with _ for -."""
    quoted = f'"{etag}"'
    fixed = {
        "ETag": quoted,
        "Cache-Control": PUBLIC if request.user.is_anonymous else PRIVATE,
        "Vary": "Cookie",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    if _has(request, quoted):
        return HttpResponseNotModified(headers=fixed)
    return HttpResponse(content(), content_type=media_type, headers=fixed)


def _has(request: HttpRequest, etag: str) -> bool:
    """Whether the browser says that it has the content, as in RFC 9110, 13.1.2: a weak tag will do."""
    given = request.META.get("HTTP_IF_NONE_MATCH", "")
    return given == etag or bool({etag, f"W/{etag}", "*"} & set(parse_etags(given)))


def answer_with(
    request: HttpRequest, content: str | bytes, media_type: str = "text/html", **headers: str
) -> HttpResponse:
    """As ``answer``, where only the content itself tells whether it has changed."""
    text = content if isinstance(content, str) else content.decode()
    media_type = f"{media_type}; charset=utf-8"
    return answer(request, lambda: content, etag=digest(text)[:32], media_type=media_type, **headers)


def same_for_all(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page for anyone, in a logged-in person's own frame."""
    if not request.user.is_anonymous:
        return render(request, template, context)
    return answer_with(request, render_to_string(template, context, request))
