"""A Swedish page for every request that is refused, also where Django answers with a word of English or nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """More than the portal takes, or not what a browser sends."""
    return render(request, "400.html", status=400)


class PagesOfRefusals:
    """Middleware: gives a refusal without content (405 and the like) a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and 400 <= response.status_code < 500 and not response.content:
            response.content = render(request, "refused.html").content
        return response
