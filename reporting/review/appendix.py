"""The review as a document of its own: what was found, what was compared, and how each was accepted. Pure.

Being a ``Document`` it is printed, tagged and archived by the same renderers as the report itself.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reporting.document.blocks import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Prose,
    Row,
    SectionContent,
    Table,
)
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
    """How a finding was accepted. ``by`` is a function ("controller"), never a name; ``at`` is in words."""

    reason: str
    by: str
    at: str


@dataclass(frozen=True)
class AppendixFinding:
    """A finding, and its acceptance if it has one."""

    finding: Finding
    acceptance: Acceptance | None = None


def appendix(
    document: Document, judged: Sequence[AppendixFinding], *, digest: str, has_dictionary: bool = True
) -> Document:
    """The review of a document with the given digest; the findings come with the most severe first.

    ``has_dictionary``: whether the spelling was reviewed.
    """
    still_open = [one for one in judged if one.acceptance is None]
    accepted = [one for one in judged if one.acceptance is not None]
    findings = [
        _section(f"granskning-{severity}", PLURALS[severity], _findings(document, of_weight))
        for severity in Severity
        if (of_weight := [one for one in still_open if one.finding.severity is severity])
    ]
    if accepted:
        findings.append(
            _section(
                "granskning-godtagna", "Godtagna med skäl", _findings(document, accepted, name_weight=True)
            )
        )
    sections = [
        _section("granskning", "Om granskningen", _about(judged, digest, has_dictionary)),
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
    unmade = "" if has_dictionary else NOT_SPELLED
    found = "Inget att anmärka på." if not judged else ""
    identity = "Granskningen gäller det innehåll i rapporten som har kontrollsumman (SHA-256):"
    halves = f"`{digest[:32]} {digest[32:]}`"  # a line's length each: hyphens would be taken for part of it
    text = "\n\n".join(filter(None, [ABOUT, unmade, identity, halves, found]))
    return [Prose(markdown=text), *([_summary(judged)] if judged else [])]


def _summary(judged: Sequence[AppendixFinding]) -> Table:
    rows = [
        _counted(
            str(severity), PLURALS[severity], [one for one in judged if one.finding.severity is severity]
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
    """A row that says how many are open and how many accepted."""
    accepted = sum(one.acceptance is not None for one in judged)
    return Row(key=key, label=label, cells=tuple(map(_count, (len(judged) - accepted, accepted))))


def _count(number: int) -> Cell:
    return Cell(text=str(number), value=Decimal(number))


def _findings(
    document: Document, judged: Sequence[AppendixFinding], *, name_weight: bool = False
) -> list[Block]:
    titles = {section.key: section.title for section in document.sections}
    blocks: list[Block] = []
    for one in judged:
        rule = RULE_NAMES[one.finding.code]
        severity = f"{one.finding.severity.label}: " if name_weight else ""
        where = titles.get(one.finding.section_key, "")
        blocks.append(Heading(text=f"{severity}{rule.name}{f' – {where}' if where else ''}"))
        blocks.append(Prose(markdown="\n\n".join(_told(document, one, rule))))
    return blocks


def _told(document: Document, one: AppendixFinding, rule: type[Rule]) -> Iterator[str]:
    """The paragraphs of a finding, as Markdown that prints just the words in it."""
    finding = one.finding
    yield as_plain_markdown(finding.message)
    if finding.sentence:
        yield f"**Meningen:** ”{as_plain_markdown(finding.sentence)}”"
    if place := cell_place(document, finding):
        yield f"**Platsen:** {as_plain_markdown(place)}"
    if finding.computation:
        yield f"**Uträkning:** {as_plain_markdown(finding.computation)}"
    yield f"**Kontroll:** {as_plain_markdown(rule.help)} ({finding.code})"
    if one.acceptance:
        yield (
            f"**Godtagen:** ”{as_plain_markdown(one.acceptance.reason)}” "
            f"{one.acceptance.by.capitalize()}, {one.acceptance.at}."
        )


def cell_place(document: Document, finding: Finding) -> str:
    """Where in a table it was found, and what stands there: "Resultat: Summa, Utfall: −89 tkr"."""
    table = next((table for table in document.tables() if table.key == finding.table), None)
    if table is None:
        return ""
    row = next((row for row in table.rows if row.key == finding.row), None)
    place = next((n for n, column in enumerate(table.columns) if column.key == finding.column), None)
    words = [row.label] if row else []
    words += [table.columns[place].heading] if place is not None else []
    told = f"{table.title}: {', '.join(words)}" if words else table.title
    if row is None or place is None or not row.cells or not row.cells[place].text.strip():
        return told
    unit = table.unit if table.columns[place].is_summed else ""
    return f"{told}: {row.cells[place].text} {unit}".rstrip()


def _rules(judged: Sequence[AppendixFinding], has_dictionary: bool) -> Table:
    """Every check with how much it found; one that found nothing has been made all the same, but for the
    spelling without a dictionary."""
    rows = []
    for rule in RULES:
        found = _counted(rule.code, rule.name, [one for one in judged if one.finding.code == rule.code])
        if rule is Spelling and not has_dictionary:
            found = dataclasses.replace(found, cells=(NOT_MADE, NOT_MADE))
        rows.append(dataclasses.replace(found, cells=(Cell(text=rule.help), *found.cells)))
    return Table(
        key="granskning-regler",
        title="Kontroller och antal iakttagelser",
        label_heading="Letar efter",
        columns=(Column(key="help", heading="Så görs kontrollen", kind="text"), *COUNTS),
        rows=tuple(rows),
    )
