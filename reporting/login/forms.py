"""allauth's forms of second factors, in the portal's words."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms

from reporting.document.visible import validate_line


def _code(label: str, help_text: str, *, autofocus: bool = False) -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
    widget = forms.TextInput(attrs=attributes | ({"autofocus": True} if autofocus else {}))
    return forms.CharField(label=label, max_length=20, widget=widget, help_text=help_text)


class ActivateForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    code = _code("Kod från appen", "Sex siffror, som byts varje halvminut.")


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    code = _code("Kod", "Sex siffror från appen, eller en av dina reservkoder.", autofocus=True)


class CodeAgainForm(ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    code = _code("Kod", "Sex siffror från appen, eller en av dina reservkoder.", autofocus=True)


class KeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    name = forms.CharField(
        label="Vad ska nyckeln heta?",
        required=False,
        max_length=60,
        validators=[validate_line],
        help_text="Så känner du igen den i listan, till exempel Nyckeln i skrivbordslådan.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages["required"] = (
            "Ingen nyckel svarade. Sätt i den, eller håll den mot datorn, och försök igen."
        )
