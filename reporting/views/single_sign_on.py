"""To the kommun's own log-in, and back."""

from __future__ import annotations

import logging
from typing import Any

import requests
from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from allauth.core import ratelimit
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from reporting.decorators import PortalRequest
from reporting.login.openid import Callback, CheckedAdapter, way_to
from reporting.login.single_sign_on import button, is_offered

LOG = logging.getLogger("reporting.login")


class LogIn(LoginView):  # type: ignore[misc]  # allauth has no types
    """The log-in page, with the way to the kommun's own."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        own = {"login": button() if is_offered() else None, "is_demanded": settings.REQUIRE_SSO}
        return context | own


log_in = login_not_required(LogIn.as_view())


def provider_of(request: HttpRequest, provider_id: str) -> Any:
    try:
        return get_adapter().get_provider(request, provider_id)
    except SocialApp.DoesNotExist:
        raise Http404 from None


@never_cache
@login_not_required
@require_safe
def sso_log_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    provider = provider_of(request, provider_id)
    refused: HttpResponse | None = ratelimit.consume_or_429(request, action="login")
    if refused:
        return refused
    return _on_the_way(request, provider, AuthProcess.LOGIN, get_next_redirect_url(request))


@never_cache
@login_not_required
@require_safe
def sso_answer(request: HttpRequest, provider_id: str) -> HttpResponse:
    """What the provider sent the person back with."""
    provider_of(request, provider_id)
    answer: HttpResponse = Callback.adapter_view(CheckedAdapter(request, provider_id))(request)
    return answer


@never_cache
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]  # allauth has no types
@require_http_methods(["GET", "HEAD", "POST"])
def account_connect(request: PortalRequest) -> HttpResponse:
    """The kommun's log-in for an account there is. A form may not leave the portal: on POST a page with the way."""
    is_connected = SocialAccount.objects.filter(user=request.user).exists()
    if not is_offered() or is_connected:
        raise Http404
    context: dict[str, object] = {"login": button()}
    if request.method == "POST":
        provider = provider_of(request, button()["id"])
        context["way"] = _on_the_way(request, provider, AuthProcess.CONNECT, None).headers.get("Location")
    return render(request, "account/connect.html", context)


def _on_the_way(request: HttpRequest, provider: Any, process: str, next_url: str | None) -> HttpResponse:
    """A page that says so, when the provider doesn't answer."""
    try:
        return way_to(provider, request, process, next_url)
    except (requests.RequestException, KeyError):
        LOG.exception("The kommun's log-in does not answer")
        return render(request, "account/sso_failed.html", {"login": button(), "is_silent": True}, status=503)
