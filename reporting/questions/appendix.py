"""Published questions and answers as a document, an appendix to the protocol: the report's renderers print it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format

from reporting.assembly import Edition
from reporting.document.blocks import Block, Heading, Prose
from reporting.document.document import Document, SectionContent
from reporting.document.json_writing import digest, to_json
from reporting.document.prose import as_plain_markdown
from reporting.questions.reading import Shown, by_section, of_report

NONE = "Inga frågor är publicerade."
ABOUT = (
    "Frågorna är ställda i portalen, vid en plats i rapporten. Här står de som har besvarats och publicerats. Platsens "
    "ord är som de var när frågan ställdes."
)
NO_LONGER = "Platser som inte längre finns i rapporten"


class QuestionsEdition(Edition):
    """Made anew each time: no part of the adopted document."""

    is_adopted = False

    @cached_property
    def document(self) -> Document:
        edition = Edition(self.report)
        return appendix(edition.document, of_report(self.report, only_public=True), digest_of=edition.digest)

    @cached_property
    def digest(self) -> str:
        return digest(to_json(self.document))


def appendix(document: Document, questions: Sequence[Shown], *, digest_of: str) -> Document:
    grouped = by_section(questions)
    sections = [_section("om-fragorna", "Om frågorna", [Prose(markdown=_about(questions, digest_of))])]
    for section in document.sections:
        if asked := grouped.pop(section.key, []):
            name = f"{section.number} {section.title}".strip()
            sections.append(_section(f"fragor-{section.key}", name, list(_blocks(asked))))
    if gone := [shown for asked in grouped.values() for shown in asked]:
        sections.append(_section("fragor-utan-plats", NO_LONGER, list(_blocks(gone))))
    return dataclasses.replace(document, title=f"Frågor och svar: {document.title}", sections=tuple(sections))


def _section(key: str, title: str, blocks: Sequence[Block]) -> SectionContent:
    return SectionContent(key=key, title=title, level=1, number="", blocks=tuple(blocks))


def _about(questions: Sequence[Shown], digest_of: str) -> str:
    identity = "De gäller det innehåll i rapporten som har kontrollsumman (SHA-256):"
    halves = f"`{digest_of[:32]} {digest_of[32:]}`"  # each fits on a line
    return "\n\n".join(filter(None, [ABOUT, "" if questions else NONE, identity, halves]))


def _blocks(questions: Sequence[Shown]) -> Iterator[Block]:
    for shown in questions:
        yield Heading(text=shown.question.place)
        yield Prose(markdown="\n\n".join(_paragraphs(shown)))


def _paragraphs(shown: Shown) -> Iterator[str]:
    question = shown.question
    if question.words:
        yield f"Så stod det: {as_plain_markdown(question.words)}"
    yield f"**Fråga** ({shown.asked_by}, {_day(question.asked_at)}):"
    yield from _plain(question.text)
    if question.answered_at:
        yield f"**Svar** ({shown.answered_by}, {_day(question.answered_at)}):"
        yield from _plain(question.answer)


def _plain(text: str) -> Iterator[str]:
    return (as_plain_markdown(line) for line in text.splitlines() if line.strip())


def _day(at: dt.datetime) -> str:
    return date_format(timezone.localtime(at), "j F Y")
