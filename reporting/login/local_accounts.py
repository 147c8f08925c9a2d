"""Log-in with local accounts, made by an administrator, or through the kommun's own. No self-signup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.deprecation import MiddlewareMixin

from reporting.login.second_factor import has_second_factor
from reporting.login.single_sign_on import button, may_use_password

if TYPE_CHECKING:  # models are loaded later
    from reporting.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """By the outbox, which makes the link while it sends: the answer takes the same time whether or not there is
        such an account, within some milliseconds."""
        from reporting.mail.account_mail import write_way_in  # noqa: PLC0415  # models are loaded first

        reason = "Någon, troligen du, har bett om ett nytt lösenord till ditt konto i Nämndrapport."
        write_way_in(user, subject="Nytt lösenord i Nämndrapport", reason=reason)

    def set_password(self, user: User, password: str) -> None:
        """By the person herself."""
        user.must_change_password = False
        super().set_password(user, password)

    def pre_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse | None:
        """Where the kommun's own log-in is demanded, a password is for emergencies."""
        refused: HttpResponse | None = super().pre_login(request, user, **more)
        is_local = "sociallogin" not in (more.get("signal_kwargs") or {})
        if refused is None and is_local and not may_use_password(user, has_factor=has_second_factor(user)):
            clear_login(request)
            return render(request, "account/sso_required.html", {"login": button()}, status=403)
        return refused

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Guesses are counted by name and address: else anyone could lock anyone out."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{get_ip(request)}"


class LogInFirst(LoginRequiredMiddleware):
    """Redirects to the log-in page. An htmx request gets 204 instead, which leaves the page unchanged: a log-in
    page must not be swapped into another page."""

    def handle_no_permission(  # type: ignore[override]  # Django's own always redirects
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponse:
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204)
        return super().handle_no_permission(request, view_func)


class OwnPasswordFirst(MiddlewareMixin):
    """Who logs in with a password that an administratör has set chooses one of their own before anything else."""

    OPEN = frozenset({"account_change_password", "account_logout", "account_reauthenticate"})

    def process_view(
        self, request: HttpRequest, view_func: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or (match and match.url_name in self.OPEN):
            return None
        if not request.user.is_authenticated or not request.user.must_change_password:
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204)
        messages.info(request, "Välj ett eget lösenord, som bara du kan. Sedan kommer du vidare.")
        return redirect("account_change_password")
