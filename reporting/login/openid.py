"""OpenID Connect: the code flow with PKCE and nonce, and an ID token that is checked in full.

allauth trusts the token's transport and asks for no nonce; here its signature, issuer, audience, times and nonce are
checked (OpenID Connect Core 1.0, 3.1.3.7), and what it says is all that is known of the person.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

import requests
from allauth.socialaccount.app_settings import UID_MAX_LENGTH
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
NEEDED = ["iss", "sub", "aud", "exp", "iat"]
LEEWAY = 60  # seconds between the clocks
KEPT = ("iss", "sub", "name", "given_name", "family_name", "preferred_username", "email")


class CheckedAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    nonce = ""  # of the state that the answer came with

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        claims = self.checked(app, kwargs["response"].get("id_token", ""))
        said = {name: claims[name] for name in KEPT if name in claims}
        said |= {"groups": groups_in(claims, app.settings["groups_claim"])}
        login = self.get_provider().sociallogin_from_response(request, {"id_token": said})
        login.account.uid = identity_of(claims)
        login.email_addresses = []  # nobody is known by a mail
        return login

    def checked(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """The token's claims. Raises OAuth2Error."""
        import jwt  # noqa: PLC0415  # slow

        try:
            header = jwt.get_unverified_header(id_token)
            if header.get("alg") not in ALGORITHMS:
                raise OAuth2Error("the ID token is not signed with a public key")
            claims: dict[str, Any] = jwt.decode(
                id_token,
                self._key(header.get("kid")),
                algorithms=list(ALGORITHMS),
                audience=app.client_id,
                issuer=self._issuer(app),
                leeway=LEEWAY,
                options={"require": NEEDED},
            )
        except jwt.PyJWTError as fault:
            raise OAuth2Error(f"the ID token is refused: {fault}") from fault
        if not self.nonce or not constant_time_compare(str(claims.get("nonce", "")), self.nonce):
            raise OAuth2Error("the ID token answers another question")
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("the ID token is another portal's")
        return claims

    def _key(self, name: str | None) -> Any:
        import jwt  # noqa: PLC0415  # slow

        answer = requests.get(self.openid_config["jwks_uri"], timeout=10)
        answer.raise_for_status()
        keys = [
            key for key in jwt.PyJWKSet.from_dict(answer.json()).keys if key.public_key_use in (None, "sig")
        ]
        found = [key for key in keys if key.key_id == name] if name else keys
        if len(found) != 1:
            raise OAuth2Error("the ID token names no known key")
        return found[0]

    def _issuer(self, app: SocialApp) -> str:
        """The provider's own name, which is the address it is asked at. Raises OAuth2Error."""
        issuer = str(self.openid_config["issuer"])
        if issuer.rstrip("/") != app.settings["server_url"]:
            raise OAuth2Error(f"the log-in calls itself {issuer}")
        return issuer


def identity_of(claims: dict[str, Any]) -> str:
    """Issuer and subject; the digest of the two when they are longer than allauth's column."""
    name = f"{claims['iss']} {claims['sub']}"
    return name if len(name) <= UID_MAX_LENGTH else hashlib.sha256(name.encode()).hexdigest()


def groups_in(claims: dict[str, Any], name: str) -> list[str]:
    """Raises OAuth2Error when there are more than the token holds: all roles would else be ended."""
    if name in claims.get("_claim_names", {}):
        raise OAuth2Error("the person has more groups than an ID token holds; send only those of the portal")
    groups = claims.get(name, [])
    return [str(group) for group in ([groups] if isinstance(groups, str) else groups)]


class Callback(OAuth2CallbackView):  # type: ignore[misc]  # allauth has no types
    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[dict[str, Any] | None, Any]:
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, response


def way_to(provider: Any, request: HttpRequest, process: str, next_url: str | None) -> HttpResponse:
    """To the provider, with a state, a nonce and a PKCE challenge of this session alone."""
    nonce = secrets.token_urlsafe(32)
    return provider.redirect(  # type: ignore[no-any-return]
        request,
        process,
        next_url=next_url,
        scope=provider.get_scope(),
        auth_params={**provider.get_auth_params(), "nonce": nonce},
        nonce=nonce,
    )
