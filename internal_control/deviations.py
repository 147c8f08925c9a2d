"""What internal control judges, read from its tables: risks on the highest level, follow-ups. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from reporting.document.blocks import Matrix
from reporting.document.deviations import Judged
from reporting.document.document import SectionContent
from reporting.document.places import anchor_of


def judged_risks(content: SectionContent) -> Iterator[Judged]:
    levels = [level for block in content.blocks if isinstance(block, Matrix) for level in block.levels]
    for table in content.tables():
        for row in table.rows if table.key == "risker" and levels else ():
            if row.cells and row.cells[-1].value:
                yield Judged(
                    ref=f"risk.{row.key}",
                    label=row.label,
                    words=f"risknivå {row.cells[-1].text.lower()}",
                    tone="bad" if row.cells[-1].value == levels[-1].key else "",
                    row=anchor_of(content.key, table.key, row.key),
                )


def judged_follow_ups(content: SectionContent) -> Iterator[Judged]:
    for table in content.tables():
        if table.key.startswith("kontroll-"):
            control = table.key.removeprefix("kontroll-")
            for row in table.rows:
                status = row.cells[0]
                yield Judged(
                    ref=f"uppfoljning.{control}.{row.key}",
                    label=f"{table.title}, {row.label}",
                    words=status.text.lower(),
                    tone=status.tone,
                    row=anchor_of(content.key, table.key, row.key),
                )
