"""Forms of what is administered outside reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import models

from reporting.administration.first_run import is_token
from reporting.administration.municipalities import Start
from reporting.administration.people import people_of
from reporting.administration.roles import Dates
from reporting.document.visible import validate_line, validate_lines
from reporting.imports.identity_form import IdentityForm
from reporting.models import Committee, Municipality, Role, User
from reporting.models.term import TO_BEFORE_FROM
from reporting.template_editor.starters import choices as starter_choices

FIRST_STARTERS = ("delarsrapport", "arsredovisning")  # proposed
MOST_COMMITTEES = 60  # made at once
LONGEST_NAME = 200
ROLE_TEXTS = {
    Role.READER: "läser allt, också utkast",
    Role.REPRESENTATIVE: "läser det som är inlämnat",
    Role.REPORTER: "skriver",
    Role.CONTROLLER: "skriver, börjar nya rapporter och lämnar in",
    Role.APPROVER: "godkänner",
    Role.ADMINISTRATOR: "fastställer, publicerar och sköter nämndens roller",
}
ROLE_CHOICES = [(role.value, f"{role.label.capitalize()}: {ROLE_TEXTS[role]}") for role in Role]


def _line(label: str, *, most: int = LONGEST_NAME, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, validators=[validate_line], **more)


def _day(label: str, help_text: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)


class DatesForm(forms.Form):
    """From when to when something is held; empty is always."""

    valid_from = _day("Från och med", "Lämna tomt om rollen gäller redan.")
    valid_to = _day("Till och med", "Lämna tomt om rollen gäller tills vidare.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", TO_BEFORE_FROM)
        return data

    @property
    def dates(self) -> Dates:
        return Dates(self.cleaned_data["valid_from"], self.cleaned_data["valid_to"])


class MunicipalityNameForm(forms.Form):
    name = _line("Kommunens namn", most=100, help_text="Till exempel Lekebergs kommun.")

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Municipality.objects.filter(name__iexact=name).exists():
            raise ValidationError("Kommunen finns redan i portalen.")
        return name


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's takes none at runtime
    """Who a person is."""

    class Meta:
        model = User
        fields: tuple[str, ...] = ("first_name", "username", "email")
        labels = {"first_name": "Namn eller funktion", "username": "Användarnamn", "email": "E-post"}
        help_texts = {
            "first_name": "Så visas personen i portalen, till exempel Controller eller Ekonomichef.",
            "username": "Det som skrivs vid inloggning. Bokstäver, siffror och @ . + - _",
            "email": "Dit går inbjudan och aviseringar. Får lämnas tomt.",
        }

    def __init__(self, *args: Any, is_invited: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = is_invited
        self.fields["first_name"].required = True
        self.fields["username"].widget.attrs["autocapitalize"] = "none"

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Användarnamnet är upptaget. Välj ett annat.")
        return name


class OwnAccountForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's takes none at runtime
    """What a person says of oneself."""

    class Meta:
        model = User
        fields = ("first_name", "email")
        labels = {"first_name": "Namn eller funktion", "email": "E-post"}
        help_texts = {
            "first_name": "Så visas du i portalen, till exempel Controller eller Ekonomichef.",
            "email": "Hit skickar portalen besked. Får lämnas tomt.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].required = True
        self.fields["first_name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"


class OpenAccountForm(AccountForm):
    """Of an account there is."""

    class Meta(AccountForm.Meta):
        fields = ("first_name", "username", "email", "is_active")
        labels = AccountForm.Meta.labels | {"is_active": "Kontot är öppet"}
        help_texts = AccountForm.Meta.help_texts | {
            "is_active": "Ett stängt konto kan inte logga in. Det som personen har skrivit står kvar."
        }


class FirstRunForm(AccountForm):
    """The first kommun and its kommunadministratör."""

    token = forms.CharField(
        label="Engångsnyckel",
        max_length=200,
        help_text="Servern skriver ut den i sin logg när den startar, och med manage.py first_run.",
    )
    municipality_name = _line("Kommunens namn", most=100, help_text="Till exempel Lekebergs kommun.")
    password = forms.CharField(
        label="Lösenord",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Minst tolv tecken, och inget vanligt ord.",
    )
    field_order = ("token", "municipality_name", "first_name", "username", "email", "password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].label = "Ditt namn eller din funktion"
        self.fields["first_name"].help_text = "Så visas du i portalen, till exempel Kommunens controller."

    def clean_token(self) -> str:
        token: str = self.cleaned_data["token"]
        if not is_token(token):
            raise ValidationError(
                "Nyckeln stämmer inte. Hämta den ur serverns logg, eller kör manage.py first_run."
            )
        return token

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if password := data.get("password"):
            person = User(username=data.get("username", ""), first_name=data.get("first_name", ""))
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        return data


class MunicipalityForm(IdentityForm):
    """A kommun's name and identity."""

    class Meta(IdentityForm.Meta):
        fields = ("name", *IdentityForm.Meta.fields)
        labels = IdentityForm.Meta.labels | {"name": "Kommunens namn"}

    field_order = ("name", *IdentityForm.field_order)


class CommitteeForm(forms.Form):
    """A nämnd's name and member kommuner."""

    name = _line("Nämndens namn")
    members = forms.ModelMultipleChoiceField(
        label="Medlemskommuner",
        queryset=Municipality.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="För en gemensam nämnd. Välj också värdkommunen.",
    )

    def __init__(self, data: Any = None, *, committee: Committee) -> None:
        super().__init__(data, initial={"name": committee.name, "members": committee.members.all()})
        self.committee = committee

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = self.committee.municipality.committees.exclude(pk=self.committee.pk)
        if others.filter(name__iexact=name).exists():
            raise ValidationError("Kommunen har redan en nämnd med det namnet.")
        return name


class _PeopleField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's takes none at runtime
    def label_from_instance(self, person: Any) -> str:
        return f"{person.display_name()} ({person.username})"


def _people(municipality: Municipality) -> models.QuerySet[User]:
    return people_of(municipality).filter(is_active=True)


class NewCommitteesForm(DatesForm):
    """Several nämnder at once, with what they begin with."""

    names = forms.CharField(
        label="Nämndernas namn",
        widget=forms.Textarea(attrs={"rows": 6}),
        validators=[validate_lines],
        help_text="Ett namn på varje rad.",
    )
    starters = forms.MultipleChoiceField(
        label="Färdiga rapportmallar",
        choices=starter_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Varje nämnd får en egen kopia, som kan ändras. Fler kan hämtas senare.",
    )
    person = _PeopleField(
        label="Vem får roller i nämnderna?",
        queryset=User.objects.none(),
        required=False,
        empty_label="Ingen än",
        help_text="Personen får rollerna i alla nämnder ovan. Fler personer läggs till efteråt.",
    )
    roles = forms.MultipleChoiceField(
        label="Roller", choices=ROLE_CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("names", "starters", "person", "roles", "valid_from", "valid_to")

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipality = municipality
        self.fields["person"].queryset = _people(municipality)  # type: ignore[attr-defined]  # a model's field

    def clean_names(self) -> list[str]:
        names = [" ".join(line.split()) for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if len(names) > MOST_COMMITTEES:
            raise ValidationError(f"Högst {MOST_COMMITTEES} nämnder åt gången. Du skrev {len(names)}.")
        if long := [name for name in names if len(name) > LONGEST_NAME]:
            raise ValidationError(f"Ett namn har högst {LONGEST_NAME} tecken: {long[0][:40]}…")
        taken = {name.casefold() for name in self.municipality.committees.values_list("name", flat=True)}
        for name in names:
            if name.casefold() in taken:
                raise ValidationError(f"{name} finns redan, eller står två gånger. Ta bort raden.")
            taken.add(name.casefold())
        return names

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("person") and not data.get("roles"):
            self.add_error("roles", "Välj minst en roll, eller välj ”Ingen än” ovan.")
        return data

    @property
    def start(self) -> Start:
        data = self.cleaned_data
        return Start(data["starters"], data["person"], data["roles"], self.dates)


class NewRolesForm(DatesForm):
    """Roles in several nämnder for one person."""

    committees = forms.ModelMultipleChoiceField(
        label="Nämnder", queryset=Committee.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    roles = forms.MultipleChoiceField(
        label="Roller", choices=ROLE_CHOICES, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("committees", "roles", "valid_from", "valid_to")

    def __init__(self, *args: Any, municipality: Municipality, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["committees"].queryset = municipality.committees.all()  # type: ignore[attr-defined]  # a model's
        for name in ("committees", "roles"):
            self.fields[name].required = required

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if bool(data.get("roles")) != bool(data.get("committees")) and not self.errors:
            lacking = "committees" if data.get("roles") else "roles"
            self.add_error(lacking, "Välj både nämnd och roll, eller ingetdera.")
        return data


class MemberForm(DatesForm):
    """Roles in one nämnd for a person of the kommun, or of another, by user name."""

    person = _PeopleField(
        label="Person", queryset=User.objects.none(), required=False, empty_label="Välj en person i kommunen"
    )
    username = _line(
        "Eller användarnamn",
        most=150,
        required=False,
        help_text="För någon från en annan kommun. Skriv användarnamnet precis som det är.",
    )
    roles = forms.MultipleChoiceField(
        label="Roller", choices=ROLE_CHOICES, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("person", "username", "roles", "valid_from", "valid_to")

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = _people(municipality)  # type: ignore[attr-defined]  # a model's field

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        chosen, typed = data.get("person"), data.get("username", "")
        if bool(chosen) == bool(typed):
            self.add_error("person", "Välj en person, eller skriv ett användarnamn.")
        elif typed:
            data["person"] = User.objects.filter(username=typed, is_active=True).first()
            if data["person"] is None:
                self.add_error("username", "Ingen har det användarnamnet.")
        return data


class AdministratorForm(DatesForm):
    """A further kommunadministratör."""

    person = _PeopleField(label="Person", queryset=User.objects.none(), empty_label="Välj en person")
    field_order = ("person", "valid_from", "valid_to")

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = _people(municipality).exclude(administrations__municipality=municipality)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]  # a model's field


class GroupForm(forms.Form):
    """A group of the kommun's own log-in, and the roles it gives."""

    group = _line(
        "Gruppens id",
        help_text="Det som inloggningen skickar: i Entra ID gruppens objekt-id, i Keycloak oftast dess sökväg.",
    )
    name = _line("Gruppens namn", required=False, help_text="Så visas gruppen här. Får lämnas tomt.")
    committees = forms.ModelMultipleChoiceField(
        label="Nämnder",
        queryset=Committee.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    roles = forms.MultipleChoiceField(
        label="Roller", choices=ROLE_CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )
    is_administrator = forms.BooleanField(label="De i gruppen är kommunadministratörer", required=False)

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["committees"].queryset = municipality.committees.all()  # type: ignore[attr-defined]  # a model's

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if bool(data.get("roles")) != bool(data.get("committees")):
            self.add_error("committees" if data.get("roles") else "roles", "Välj både nämnd och roll.")
        elif not data.get("roles") and not data.get("is_administrator"):
            self.add_error("roles", "Välj vad gruppen ger: nämnder och roller, eller kommunadministratör.")
        return data


class StartersForm(forms.Form):
    starters = forms.MultipleChoiceField(
        label="Färdiga mallar", choices=starter_choices, widget=forms.CheckboxSelectMultiple
    )


class CopyToCommitteesForm(forms.Form):
    committees = forms.ModelMultipleChoiceField(
        label="Nämnder", queryset=Committee.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, committees: models.QuerySet[Committee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["committees"].queryset = committees  # type: ignore[attr-defined]  # a model's field
