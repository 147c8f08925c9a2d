"""The form of a nämnd's account rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from budgets.ledger.models import AccountRule
from budgets.models import BudgetLine
from reporting.models import Committee

BLANK_RULES = 5
RULE_FIELDS = ("committee", "prefix", "dimension", "object_prefix", "line_key")
GONE = (
    "Någon annan har ändrat eller tagit bort regeln medan du skrev. Kryssa i Ta bort här och spara, så visas de "
    "som gäller."
)


class AccountRuleForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's takes none at runtime
    """One rule. The line is one of the report's, or outside the nämnd."""

    line_key = forms.ChoiceField(label="Rad", required=False)

    class Meta:
        model = AccountRule
        fields = ["prefix", "dimension", "object_prefix", "line_key"]

    def __init__(self, *args: Any, committee: Committee, lines: Sequence[BudgetLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.committee = committee
        choices = [("", "Hör inte till nämnden"), *((line.key, line.label) for line in lines)]
        if self.instance.line_key and self.instance.line_key not in dict(choices):
            choices.append((self.instance.line_key, f"{self.instance.line_key} (finns inte i rapporten)"))
        field = self.fields["line_key"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        for form_field in self.fields.values():
            form_field.show_hidden_initial = True  # so as not to undo another user's change

    def clean_prefix(self) -> str:
        prefix: str = self.cleaned_data["prefix"].strip()
        if prefix and not (prefix.isascii() and prefix.isalnum()):
            raise ValidationError("Skriv början på kontonumret, till exempel 5 eller 601.")
        return prefix

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(cleaned.get("dimension")) != bool(cleaned.get("object_prefix")):
            self.add_error("object_prefix", "Ange både dimension och objekt, eller inget av dem.")
        return cleaned


class AccountRuleFormSet(forms.BaseModelFormSet):  # type: ignore[type-arg]  # Django's takes none at runtime
    """All rules of a nämnd. Two may not be for just the same accounts and objects."""

    committee: Committee
    forms: list[AccountRuleForm]  # type: ignore[assignment]

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["id"].error_messages["invalid_choice"] = GONE

    def clean(self) -> None:
        super().clean()
        kept = [
            form.cleaned_data
            for form in self.forms
            if form.is_valid() and not form.cleaned_data.get("DELETE")
        ]
        kept = [
            data for data in kept if data.get("prefix") or data.get("line_key") or data.get("object_prefix")
        ]
        places = [(data.get("prefix"), data.get("dimension"), data.get("object_prefix")) for data in kept]
        places += self._added_meanwhile()
        for (prefix, _, number), times in Counter(places).items():
            if times > 1:
                raise ValidationError(f"Två regler gäller konto {prefix} {number or ''}. Ta bort den ena.")

    def _added_meanwhile(self) -> list[tuple[str, str, str]]:
        """Stored rules that are on no form."""
        shown = [form.instance.pk for form in self.forms if form.instance.pk]
        others = AccountRule.objects.filter(committee=self.committee)
        return list(others.exclude(pk__in=shown).values_list("prefix", "dimension", "object_prefix"))

    def save(self, commit: bool = True) -> list[Any]:
        """Deletes changed rules and creates them anew, so that two can change places."""
        changed = [form for form in self.forms if form.has_changed()]
        kept = {
            id(form.instance): form.instance
            for form in changed
            if not self._should_delete_form(form)  # type: ignore[attr-defined]
        }
        AccountRule.objects.filter(pk__in=[form.instance.pk for form in changed if form.instance.pk]).delete()
        return AccountRule.objects.bulk_create(
            AccountRule(**{name: getattr(rule, name) for name in RULE_FIELDS}) for rule in kept.values()
        )


def account_rule_formset(committee: Committee, lines: Sequence[BudgetLine], data: Any = None) -> Any:
    made: Any = forms.modelformset_factory(
        AccountRule, form=AccountRuleForm, formset=AccountRuleFormSet, can_delete=True, extra=BLANK_RULES
    )
    made.committee = committee
    return made(
        data,
        queryset=AccountRule.objects.filter(committee=committee),
        prefix="rules",
        form_kwargs={"committee": committee, "lines": lines},
    )
