"""The review as a document of its own: findings, what was compared, acceptances. Pure.

A ``Document``, so the report's renderers print, tag and archive it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reporting.document.blocks import Block, Cell, Column, Heading, Prose, Row, Table
from reporting.document.document import Document, SectionContent
from reporting.document.prose import as_plain_markdown
from reporting.review.engine import RULES
from reporting.review.findings import Finding, Severity
from reporting.review.rule import Rule
from reporting.review.rules.spelling import Spelling

PLURALS = {
    Severity.ERROR: "Fel",
    Severity.WARNING: "Varningar",
    Severity.ADVICE: "Råd",
    Severity.ROUNDING: "Avrundningar",
}
ABOUT = (
    "Portalens granskning räknar om summor och avvikelser, jämför siffror i texten med tabellerna och "
    "kontrollerar mål, beslut och perioder. Den är ett program: samma rapport ger alltid samma iakttagelser. En "
    "iakttagelse är något att titta på, och en människa avgör om något är fel. Den som har godtagits med ett "
    "skäl blir öppen igen om siffran eller meningen ändras."
)
NOT_SPELLED = "Stavningen är inte granskad: portalen hade ingen svensk ordlista."
NOT_MADE = Cell(text="inte gjord")
RULE_NAMES: dict[str, type[Rule]] = {rule.code: rule for rule in RULES}


@dataclass(frozen=True)
class Acceptance:
    """``by``: a function ("controller"), never a name; ``at``: in words."""

    reason: str
    by: str
    at: str


@dataclass(frozen=True)
class HandInReply:
    """An answer to a question of the hand-in; ``by`` and ``at`` as of an acceptance."""

    question: str
    is_yes: bool
    comment: str
    by: str
    at: str


@dataclass(frozen=True)
class AppendixFinding:
    finding: Finding
    acceptance: Acceptance | None = None


def appendix(
    document: Document,
    judged: Sequence[AppendixFinding],
    *,
    digest: str,
    has_dictionary: bool = True,
    replies: Sequence[HandInReply] = (),
) -> Document:
    """The review of a document; ``judged``: the most severe first; ``has_dictionary``: whether spelling was checked;
    ``replies``: of the last hand-in."""
    still_open = [entry for entry in judged if entry.acceptance is None]
    accepted = [entry for entry in judged if entry.acceptance is not None]
    findings = [
        _section(f"granskning-{severity}", PLURALS[severity], _findings(document, of_severity))
        for severity in Severity
        if (of_severity := [entry for entry in still_open if entry.finding.severity is severity])
    ]
    if accepted:
        findings.append(
            _section(
                "granskning-godtagna", "Godtagna med skäl", _findings(document, accepted, names_severity=True)
            )
        )
    sections = [
        _section("granskning", "Om granskningen", _about(judged, digest, has_dictionary)),
        *(
            [_section("granskning-inlamning", "Frågor vid inlämning", list(_replies(replies)))]
            if replies
            else []
        ),
        *findings,
        _section("granskning-kontroller", "Kontroller som har gjorts", [_rules(judged, has_dictionary)]),
    ]
    numbered = (
        dataclasses.replace(section, number=str(number)) for number, section in enumerate(sections, start=1)
    )
    return dataclasses.replace(document, title=f"Granskning: {document.title}", sections=tuple(numbered))


def _section(key: str, title: str, blocks: Sequence[Block]) -> SectionContent:
    return SectionContent(key=key, title=title, level=1, number="", blocks=tuple(blocks))


def _about(judged: Sequence[AppendixFinding], digest: str, has_dictionary: bool) -> list[Block]:
    not_spelled = "" if has_dictionary else NOT_SPELLED
    nothing = "Inget att anmärka på." if not judged else ""
    identity = "Granskningen gäller det innehåll i rapporten som har kontrollsumman (SHA-256):"
    halves = (
        f"`{digest[:32]} {digest[32:]}`"  # each fits on a line: a hyphen would look like part of the digest
    )
    text = "\n\n".join(filter(None, [ABOUT, not_spelled, identity, halves, nothing]))
    return [Prose(markdown=text), *([_summary(judged)] if judged else [])]


def _summary(judged: Sequence[AppendixFinding]) -> Table:
    rows = [
        _counted(
            str(severity),
            PLURALS[severity],
            [entry for entry in judged if entry.finding.severity is severity],
        )
        for severity in Severity
    ]
    total = _counted("summa", "Summa", judged)
    return Table(
        key="granskning-antal",
        title="Antal iakttagelser",
        label_heading="Vikt",
        columns=COUNTS,
        rows=(
            *rows,
            dataclasses.replace(total, kind="total", adds=tuple(row.key for row in rows)),
        ),
    )


COUNTS = (
    Column(key="open", heading="Öppna", kind="quantity"),
    Column(key="accepted", heading="Godtagna", kind="quantity"),
)


def _counted(key: str, label: str, judged: Sequence[AppendixFinding]) -> Row:
    """The number of open findings and of accepted ones."""
    accepted = sum(entry.acceptance is not None for entry in judged)
    return Row(key=key, label=label, cells=tuple(map(_count, (len(judged) - accepted, accepted))))


def _count(number: int) -> Cell:
    return Cell(text=str(number), value=Decimal(number))


def _replies(replies: Sequence[HandInReply]) -> Iterator[Block]:
    for reply in replies:
        comment = f" ”{as_plain_markdown(reply.comment)}”" if reply.comment else ""
        yield Heading(text=reply.question)
        yield Prose(
            markdown=f"**{'Ja' if reply.is_yes else 'Nej'}.**{comment} {reply.by.capitalize()}, {reply.at}."
        )


def _findings(
    document: Document, judged: Sequence[AppendixFinding], *, names_severity: bool = False
) -> list[Block]:
    titles = {section.key: section.title for section in document.sections}
    blocks: list[Block] = []
    for entry in judged:
        rule = RULE_NAMES[entry.finding.code]
        severity = f"{entry.finding.severity.label}: " if names_severity else ""
        section = titles.get(entry.finding.section_key, "")
        blocks.append(Heading(text=f"{severity}{rule.name}{f' – {section}' if section else ''}"))
        blocks.append(Prose(markdown="\n\n".join(_paragraphs(document, entry, rule))))
    return blocks


def _paragraphs(document: Document, entry: AppendixFinding, rule: type[Rule]) -> Iterator[str]:
    """The paragraphs of a finding, as Markdown with its own characters escaped."""
    finding = entry.finding
    yield as_plain_markdown(finding.message)
    if finding.sentence:
        yield f"**Meningen:** ”{as_plain_markdown(finding.sentence)}”"
    if cell := _cell(document, finding):
        yield f"**Platsen:** {as_plain_markdown(cell)}"
    if finding.computation:
        yield f"**Uträkning:** {as_plain_markdown(finding.computation)}"
    yield f"**Kontroll:** {as_plain_markdown(rule.help)} ({finding.code})"
    if entry.acceptance:
        yield (
            f"**Godtagen:** ”{as_plain_markdown(entry.acceptance.reason)}” "
            f"{entry.acceptance.by.capitalize()}, {entry.acceptance.at}."
        )


def _cell(document: Document, finding: Finding) -> str:
    """The finding's cell in words: "Resultat: Summa, Utfall: −89 tkr"; "" without a table."""
    table = next((table for table in document.tables() if table.key == finding.table), None)
    if table is None:
        return ""
    row = next((row for row in table.rows if row.key == finding.row), None)
    index = next((n for n, column in enumerate(table.columns) if column.key == finding.column), None)
    names = [row.label] if row else []
    names += [table.columns[index].heading] if index is not None else []
    where = f"{table.title}: {', '.join(names)}" if names else table.title
    if row is None or index is None or not row.cells or not row.cells[index].text.strip():
        return where
    unit = table.unit if table.columns[index].is_summed else ""
    return f"{where}: {row.cells[index].text} {unit}".rstrip()


def _rules(judged: Sequence[AppendixFinding], has_dictionary: bool) -> Table:
    """Every rule with the number of its findings. All were applied, but spelling without a dictionary."""
    rows = []
    for rule in RULES:
        of_rule = [entry for entry in judged if entry.finding.code == rule.code]
        row = _counted(rule.code, rule.name, of_rule)
        counts = (NOT_MADE, NOT_MADE) if rule is Spelling and not has_dictionary else row.cells
        rows.append(dataclasses.replace(row, cells=(Cell(text=rule.help), *counts)))
    return Table(
        key="granskning-regler",
        title="Kontroller och antal iakttagelser",
        label_heading="Letar efter",
        columns=(Column(key="help", heading="Så görs kontrollen", kind="text"), *COUNTS),
        rows=tuple(rows),
    )
