"""What no password may be made of: words that anyone who knows the portal tries first."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

from reporting.models import Municipality, Role

WORDS = ("nämndrapport", "namndrapport", "delårsrapport", "årsredovisning", "nämnden", "nämnd", "kommunen", "kommun",
         "rapport", "portalen", "portal", "lösenord", "losenord", "sommar", "vinter", "välkommen")  # fmt: skip
FEWEST_LETTERS = 6  # that are left without the words


class NotOfThePortalsWords:
    def validate(self, password: str, user: object = None) -> None:
        names = (name.casefold() for name in Municipality.objects.values_list("name", flat=True))
        known = sorted({*WORDS, *Role.labels, *(part for name in names for part in name.split())}, key=len)
        rest = password.casefold()
        for word in reversed(known):
            rest = rest.replace(word, "")
        if len(re.sub(r"[\W\d_]", "", rest)) < FEWEST_LETTERS and rest != password.casefold():
            raise ValidationError(
                "Lösenordet är lätt att gissa: det består mest av ord som hör till portalen eller kommunen. "
                "Välj några ord som inte har med dem att göra.",
                code="words_of_the_portal",
            )

    def get_help_text(self) -> str:
        return "Använd inte ord som hör till portalen eller kommunen."
