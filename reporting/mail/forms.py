"""Which notices a person wants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction

from reporting.models import DeclinedNotice, NoticeKind, User

EXPLAINED = {
    NoticeKind.RETURNED: "När en rapport går tillbaka till dig, med skälet",
    NoticeKind.WAITING: "När en rapport väntar på att du godkänner eller fastställer den",
    NoticeKind.MENTIONED: "När någon säger till dig i en kommentar till en rapport",
    NoticeKind.DEADLINE: "Dagen före ett slutdatum i en omgång, om det är du som ska göra det",
    NoticeKind.DIGEST: "Högst en gång i veckan: allt som väntar på dig",
}


class NoticesForm(forms.Form):
    """Ticked is wanted."""

    wanted = forms.MultipleChoiceField(
        label="Skicka mejl till mig",
        choices=[(kind.value, text) for kind, text in EXPLAINED.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data: Any = None, *, person: User) -> None:
        declined = set(person.declined_notices.values_list("kind", flat=True))
        super().__init__(data, initial={"wanted": [kind.value for kind in EXPLAINED if kind not in declined]})
        self.person = person

    @transaction.atomic
    def save(self) -> None:
        self.person.declined_notices.filter(kind__in=self.cleaned_data["wanted"]).delete()
        declined = set(EXPLAINED) - set(self.cleaned_data["wanted"])
        rows = [DeclinedNotice(person=self.person, kind=kind) for kind in declined]
        DeclinedNotice.objects.bulk_create(rows, ignore_conflicts=True)
