"""How people log in: local accounts that an administrator makes; nobody signs up by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class LogInFirst(LoginRequiredMiddleware):
    """Leads who is not logged in to do so. A part of a page that htmx asks for is answered with nothing (204), which
    leaves the page as it is: a log-in page has no place inside another page."""

    def handle_no_permission(  # type: ignore[override]  # Django's own always redirects
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponse:
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204)
        return super().handle_no_permission(request, view_func)
