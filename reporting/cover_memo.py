"""The section of the tjänsteskrivelse: the report's first part, and a file of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from reporting.document import Block, Heading, Prose
from reporting.forms import CarefulForm
from reporting.models import Committee, CoverMemo, Report
from reporting.options import ColumnsOption, Option
from reporting.placeholders import placeholder_problem
from reporting.prose import problems as prose_problems
from reporting.sections import Section

PARTS = {
    "summary": "Sammanfattning",
    "description": "Beskrivning",
    "basis": "Beslutsunderlag",
    "proposals": "Förslag till beslut",
    "economy": "Ekonomiska konsekvenser",
    "attachments": "Bilagor",
    "recipients": "Beslut skickas till",
}
FACTS = {"matter": "Ärende", "reference": "Diarienummer"}
LISTS = {"basis", "attachments", "recipients"}  # a line of one of these is an item
MARKED_LINE = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")


def as_list(text: str, *, is_numbered: bool) -> str:
    """Markdown of a text with an item on each line; a text of one line stays a paragraph."""
    items = [MARKED_LINE.sub("", line, count=1).strip() for line in text.splitlines() if line.strip()]
    if len(items) < 2:
        return "".join(items)
    marks = [f"{number}." if is_numbered else "-" for number in range(1, len(items) + 1)]
    return "\n".join(f"{mark} {item}" for mark, item in zip(marks, items, strict=True))


class CoverMemoForm(CarefulForm):
    """The parts that the template has, under its headings."""

    class Meta:
        model = CoverMemo
        fields = [*FACTS, *PARTS]

    def __init__(self, *args: Any, headings: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(PARTS) - set(headings):
            del self.fields[name]
        for name, heading in headings.items():
            self.fields[name].label = heading
            rows = 6 if name in {"summary", "description"} else 4
            self.fields[name].widget = forms.Textarea(attrs={"rows": rows, "class": "prose-input"})
            if name in LISTS:
                self.fields[name].help_text = "En på varje rad."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in set(PARTS) & set(cleaned):
            cleaned[name] = cleaned[name].replace("\r\n", "\n")
            if problems := prose_problems(cleaned[name]):
                self.add_error(name, ValidationError(problems))
        return cleaned


class CoverMemoSection(Section):
    """The tjänsteskrivelse. Its option ``parts``: which parts it has, in order, each a key or
    ``{"key", "heading"}``; one report's Beskrivning is another's Bakgrund."""

    kind = "reporting.cover_memo"
    name = "Tjänsteskrivelse"
    is_single = True
    is_front = True

    @classmethod
    def option_fields(cls, committee: Committee) -> tuple[Option, ...]:
        return (ColumnsOption(key="parts", label="Delar", choices=PARTS),)

    @classmethod
    def clean_options(cls, options: dict[str, Any]) -> dict[str, Any]:
        if set(options) - {"parts"}:
            raise ValueError(f"{cls.name} har bara inställningen parts.")
        parts = options.get("parts", list(PARTS))
        if not isinstance(parts, list) or not parts:
            raise ValueError(f"{cls.name} har minst en del.")
        full = [cls._full_part(part) for part in parts]
        for name in ("key", "heading"):
            met = [part[name] for part in full]
            if len(set(met)) < len(met):
                raise ValueError(f"{cls.name} har samma del eller rubrik två gånger.")
        return {"parts": full}

    @classmethod
    def _full_part(cls, part: Any) -> dict[str, str]:
        data = {"key": part} if isinstance(part, str) else part
        if not isinstance(data, dict) or not set(data) <= {"key", "heading"} or data.get("key") not in PARTS:
            raise ValueError(f"En del av {cls.name} är någon av {', '.join(PARTS)}, med rubrik om man vill.")
        heading = data.get("heading", PARTS[data["key"]])
        if not isinstance(heading, str) or not heading.strip():
            raise ValueError(f"En del av {cls.name} saknar rubrik.")
        return {"key": data["key"], "heading": heading}

    @property
    def headings(self) -> dict[str, str]:
        return {part["key"]: part["heading"] for part in self.clean_options(self.options)["parts"]}

    @property
    def memo(self) -> CoverMemo:
        """What is stored; an empty one when nothing is."""
        return CoverMemo.objects.filter(report_id=self.report.pk).first() or CoverMemo(report=self.report)

    def blocks(self) -> list[Block]:
        return self._blocks(self.memo)

    def _blocks(self, memo: CoverMemo) -> list[Block]:
        facts = [f"**{name}:** {getattr(memo, key)}" for key, name in FACTS.items() if getattr(memo, key)]
        found: list[Block] = [Prose(markdown="  \n".join(facts))] if facts else []
        for key, heading in self.headings.items():
            if text := getattr(memo, key).strip():
                found += [Heading(text=heading), Prose(markdown=_markdown(key, text))]
        return found

    def form(self, data: Mapping[str, Any] | None = None) -> CoverMemoForm:
        return CoverMemoForm(data, instance=self.memo, prefix=self.key, headings=self.headings)

    def preview(self, form: CoverMemoForm) -> list[Block]:
        return self._blocks(form.instance)

    def problems(self) -> list[str]:
        memo, where = self.memo, f"Avsnittet ”{self.title}”"
        texts = {**FACTS, **self.headings}
        found = [
            problem
            for key, heading in texts.items()
            for problem in placeholder_problem(f"{where}: {heading}", getattr(memo, key))
        ]
        missing = [texts[key] for key in ("matter", "proposals") if key in texts and not getattr(memo, key)]
        return [f"{where} saknar {' och '.join(missing)}."] * bool(missing) + found

    def start_from(self, previous: Report) -> None:
        """Whom the decision is sent to: the same as last time."""
        before = CoverMemo.objects.filter(report_id=previous.pk).first()
        if before is not None and not CoverMemo.objects.filter(report_id=self.report.pk).exists():
            CoverMemo.objects.create(report=self.report, recipients=before.recipients)


def _markdown(key: str, text: str) -> str:
    if key == "proposals":
        return as_list(text, is_numbered=True)
    return as_list(text, is_numbered=False) if key in LISTS else text
