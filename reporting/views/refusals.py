"""A Swedish page for every refused request, also where Django answers in English or with nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

NOT_THERE = {404, 410}  # cached by default: RFC 9110, 15.1


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400: too much data, or not what a browser sends."""
    return render(request, "400.html", status=400)


class PagesOfRefusals:
    """Middleware: a page for refusals without content, such as 405; and no cache keeps that something is not there: it
    may be published the next minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and 400 <= response.status_code < 500 and not response.content:
            response.content = render(request, "refused.html").content
        if response.status_code in NOT_THERE:
            response.setdefault("Cache-Control", "no-store")
        return response
