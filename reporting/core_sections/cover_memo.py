"""The section of the cover memo (tjänsteskrivelse)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from reporting.document import placeholders
from reporting.document.blocks import Block, Heading, Prose
from reporting.document.prose import as_plain_markdown
from reporting.document.prose import problems as prose_problems
from reporting.entry.forms import CellForm
from reporting.models import CoverMemo, Report
from reporting.models.memo import PARTS
from reporting.models.section_spec import COVER_MEMO
from reporting.sections import Section
from reporting.template_editor.options import HeadingField, SectionOptions

REQUIRED = ("summary", "proposal")
CARRIED = ("description", "recipients")  # copied into the next period
LONGEST_HEADING = 100


class CoverMemoForm(CellForm):
    """``headings``: the template's name of each part."""

    class Meta:
        model = CoverMemo
        fields = ["matter", "diary_number", *PARTS]
        labels = {"matter": "Ärende", "diary_number": "Diarienummer"}
        help_texts = {"proposal": "Numrera besluten: börja raderna med ”1. ”, ”2. ” …"}

    def __init__(self, *args: Any, headings: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = headings
        for name, heading in headings.items():
            field = self.fields[name]
            field.label = heading
            field.widget = forms.Textarea(attrs={"rows": 5, "class": "prose-input"})

    def fresh(self) -> Any:
        return type(self)(instance=self.instance, prefix=self.prefix, headings=self.headings)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in PARTS:
            if problems := prose_problems(cleaned.get(name, "")):
                self.add_error(name, ValidationError(problems))
        return cleaned


def _heading(part: str) -> HeadingField:
    return HeadingField(label=f"Rubrik: {PARTS[part]}", initial=PARTS[part], max_length=LONGEST_HEADING)


class CoverMemoOptions(SectionOptions):
    """Names of the parts ("description": "Bakgrund")."""

    always_stored = frozenset[str]()
    summary = _heading("summary")
    description = _heading("description")
    basis = _heading("basis")
    proposal = _heading("proposal")
    consequences = _heading("consequences")
    attachments = _heading("attachments")
    recipients = _heading("recipients")


class CoverMemoSection(Section):
    Options = CoverMemoOptions
    kind = COVER_MEMO
    name = "Tjänsteskrivelse"
    form_template_name = "reporting/sections/_memo.html"
    is_single = True

    @classmethod
    def row_models(cls) -> tuple[type[models.Model], ...]:
        return (CoverMemo,)

    @property
    def headings(self) -> dict[str, str]:
        return {name: self.filled(heading) for name, heading in self.options.items()}

    def reads(self, kind: str) -> bool:
        return False

    def _memo(self) -> CoverMemo:
        memo = CoverMemo.objects.filter(report_id=self.report.pk).first() or CoverMemo()
        memo.report = self.report
        return memo

    def blocks(self) -> list[Block]:
        memo = self._memo()
        self.__dict__["diary_number"] = memo.diary_number  # as the blocks say it
        return self._blocks(memo)

    @cached_property
    def diary_number(self) -> str:
        return self._memo().diary_number

    def _blocks(self, memo: CoverMemo) -> list[Block]:
        heads = [("Ärende", memo.matter), ("Diarienummer", memo.diary_number)]
        lines = [f"**{name}:** {as_plain_markdown(text)}" for name, text in heads if text]
        blocks: list[Block] = [Prose(markdown="\n\n".join(lines))] if lines else []
        for name, heading in self.headings.items():
            if text := getattr(memo, name).strip():
                blocks += [Heading(text=heading), Prose(markdown=text)]
        return blocks

    def form(self, data: Mapping[str, Any] | None = None) -> CoverMemoForm:
        return CoverMemoForm(data, instance=self._memo(), prefix=self.key, headings=self.headings)

    def preview(self, form: Any) -> list[Block]:
        return self._blocks(form.instance)

    def problems(self) -> list[str]:
        memo = self._memo()
        section = f"Avsnittet ”{self.title}”"
        missing = [name for name in REQUIRED if not getattr(memo, name).strip()]
        names = ["Ärende"] * (not memo.matter) + [self.headings[name] for name in missing]
        written = "\n".join([memo.matter, memo.diary_number, *(getattr(memo, name) for name in PARTS)])
        return [f"{section}: {name} saknas." for name in names] + placeholders.problem(section, written)

    def start_from(self, previous: Report) -> None:
        last = CoverMemo.objects.filter(report_id=previous.pk).first()
        if last is not None:
            carried = {name: getattr(last, name) for name in CARRIED}
            CoverMemo.objects.create(report=self.report, matter=self.report.title, **carried)
