"""The page of one's second factors; adding, removing and using them are allauth's views in our templates."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from reporting.decorators import PortalRequest
from reporting.permissions import must_have_second_factor


@require_safe
def factors(request: PortalRequest) -> HttpResponse:
    own = list(Authenticator.objects.filter(user=request.user).order_by("pk"))
    context = {
        "app": next((one for one in own if one.type == Authenticator.Type.TOTP), None),
        "has_codes": any(one.type == Authenticator.Type.RECOVERY_CODES for one in own),
        "keys": [one.wrap() for one in own if one.type == Authenticator.Type.WEBAUTHN],
        "is_demanded": must_have_second_factor(request.user),
    }
    return render(request, "mfa/index.html", context)


@require_safe
def keys(request: PortalRequest) -> HttpResponse:
    """Where allauth leads after a key is removed."""
    return redirect("mfa_index")
