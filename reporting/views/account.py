"""One's own account, and the help."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.account.views import password_change
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from reporting.administration.forms import OwnAccountForm
from reporting.administration.own_account import change_own_facts, record_of_account
from reporting.decorators import PortalRequest
from reporting.login.sessions import device_of
from reporting.login.single_sign_on import is_offered


@require_safe
def account_page(request: PortalRequest) -> HttpResponse:
    """Who one is, how one logs in, and one's roles, also those that have ended."""
    person = request.user
    context = {
        "memberships": person.memberships.select_related("committee__municipality").order_by(
            "committee__name", "role"
        ),
        "administrations": person.administrations.select_related("municipality"),
        "factors": set(Authenticator.objects.filter(user=person).values_list("type", flat=True)),
        "session_count": UserSession.objects.filter(user=person).count(),
        "is_offered": is_offered(),
        "is_connected": is_offered() and SocialAccount.objects.filter(user=person).exists(),
        "has_password": person.has_usable_password(),
    }
    return render(request, "account/page.html", context)


@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]  # allauth has no types
@require_http_methods(["GET", "HEAD", "POST"])
def account_facts(request: PortalRequest) -> HttpResponse:
    """One's own name and mail; those of a person who logs in through the kommun come from there."""
    if not request.user.has_usable_password():
        raise Http404
    form = OwnAccountForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        change_own_facts(form.instance)
        messages.success(request, "Dina uppgifter är sparade.")
        return redirect("account_page")
    return render(request, "account/facts.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def account_password(request: PortalRequest) -> HttpResponse:
    """A new password for whom has one."""
    if not request.user.has_usable_password():
        raise Http404
    answer: HttpResponse = password_change(request)
    return answer


@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]  # allauth has no types
@require_http_methods(["GET", "HEAD", "POST"])
def account_sessions(request: PortalRequest) -> HttpResponse:
    """Where one is logged in; on POST, one of them or all the others are ended."""
    if request.method == "POST":
        return _end(request)
    open_sessions = sorted(
        UserSession.objects.purge_and_list(request.user), key=lambda one: one.last_seen_at, reverse=True
    )
    listed = [(one, device_of(one.user_agent)) for one in open_sessions]
    return render(request, "account/sessions.html", {"sessions": listed})


def _end(request: PortalRequest) -> HttpResponse:
    if "others" in request.POST:
        record_of_account(request.user, "Utloggad", new="överallt utom där ändringen gjordes")
        end_other_sessions(request, request.user)
        messages.success(request, "Du är utloggad överallt utom här.")
        return redirect("account_sessions")
    pk = request.POST.get("session", "")
    found = get_object_or_404(UserSession, user=request.user, pk=pk if pk.isdecimal() else 0)
    record_of_account(request.user, "Utloggad", new=device_of(found.user_agent))
    end_sessions(request, [found])
    messages.success(request, "Inloggningen är avslutad.")
    return redirect("account_sessions")  # who ended the own one is asked to log in


@require_safe
def help_page(request: PortalRequest) -> HttpResponse:
    return render(request, "help.html")
