"""The one-time link of an invitation and of a forgotten password.

Its secret is allauth's: computed of the portal's key, the time and what the account is now, and stored nowhere, so that
no copy of the database lets anyone in. It ends when the password is set, at the next log-in, and after
settings.PASSWORD_RESET_TIMEOUT. It is made while the mail is sent; the mail in the database has PLACE instead.
"""

from __future__ import annotations

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from reporting.models import User

PLACE = "{engångslänk}"


def one_time_link(person: User) -> str:
    key = PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    path = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": key}
    )
    return f"{settings.PORTAL_ADDRESS}{path}"


def with_way_in(body: str, person: User) -> str:
    return body.replace(PLACE, one_time_link(person)) if PLACE in body else body
