"""What is done with a person whom the kommun's own log-in has answered for."""

from __future__ import annotations

import logging
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from reporting.administration.groups import keep_group_roles, roles_of_groups
from reporting.administration.log import record
from reporting.administration.own_account import record_of_account
from reporting.models import User
from reporting.permissions import may_open_without_sso

LOG = logging.getLogger(__name__)


def is_offered() -> bool:
    return bool(settings.SOCIALACCOUNT_PROVIDERS)


def button() -> dict[str, str]:
    """The provider's name and id, for the log-in page."""
    providers: dict[str, Any] = settings.SOCIALACCOUNT_PROVIDERS
    app = providers["openid_connect"]["APPS"][0]
    return {"name": app["name"], "id": app["provider_id"]}


def groups_of(account: SocialAccount) -> list[str]:
    groups: list[str] = account.extra_data.get("id_token", {}).get("groups", [])
    return groups


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Whom no group gives a role gets no account."""
        if not roles_of_groups(groups_of(sociallogin.account)).exists():
            LOG.warning("Log-in refused: %s has no group with a role", sociallogin.account.uid)
            page = render(request, "account/sso_unknown.html", {"login": button()}, status=403)
            raise ImmediateHttpResponse(page)
        return True

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return True

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """One name, as the portal shows it."""
        user: User = super().populate_user(request, sociallogin, data)
        user.first_name, user.last_name = user.get_full_name()[:150], ""
        return user

    @transaction.atomic
    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        groups = groups_of(sociallogin.account)
        given = roles_of_groups(groups)[0]
        sociallogin.user.municipality = given.municipality
        user: User = super().save_user(request, sociallogin, form)
        label = f"{user.display_name()} ({user.username})"
        record(given.municipality, "Person, genom kommunens inloggning", by=None, new=label, person=user)
        keep_group_roles(user, groups)
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Roles follow the groups at each log-in."""
        if sociallogin.is_existing and sociallogin.user.is_active:
            _keep_facts(sociallogin)
            keep_group_roles(sociallogin.user, groups_of(sociallogin.account))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return reverse("account_page")

    def on_authentication_error(self, request: HttpRequest, provider: Any, **details: Any) -> None:
        LOG.warning("Log-in refused: %.200s", details.get("exception") or details.get("error"))
        raise ImmediateHttpResponse(
            render(request, "account/sso_failed.html", {"login": button()}, status=403)
        )


def _keep_facts(sociallogin: SocialLogin) -> None:
    """Name and mail are those of the kommun's log-in, for whom has no password of the portal's."""
    user, said = sociallogin.user, sociallogin.account.extra_data.get("id_token", {})
    if user.has_usable_password():
        return
    user.first_name = str(said.get("name") or user.first_name)[:150]
    user.email = str(said.get("email") or user.email)[:254]
    user.save(update_fields=["first_name", "email"])


def on_connected(sociallogin: SocialLogin, **_signal: Any) -> None:
    """A person has said that the kommun's log-in is hers, too."""
    record_of_account(sociallogin.user, "Kommunens inloggning", new="kopplad till kontot")
    keep_group_roles(sociallogin.user, groups_of(sociallogin.account))


def may_use_password(user: User, *, has_factor: bool) -> bool:
    """Where the kommun's own log-in is demanded: administratörer with a second factor, for emergencies."""
    return not settings.REQUIRE_SSO or (has_factor and may_open_without_sso(user))
