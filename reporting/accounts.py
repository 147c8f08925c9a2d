"""Log-in with local accounts, made by an administrator. No self-signup."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class LogInFirst(LoginRequiredMiddleware):
    """Redirects to the log-in page. An htmx request gets 204 instead, which leaves the page unchanged: a log-in
    page must not be swapped into another page."""

    def handle_no_permission(  # type: ignore[override]  # Django's own always redirects
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponse:
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204)
        return super().handle_no_permission(request, view_func)
