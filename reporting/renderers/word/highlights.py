"""*I korthet* in Word: each fact a heading, its statement and its sentences."""

from __future__ import annotations

from reporting.document.highlights import Highlights
from reporting.renderers.word import styles
from reporting.renderers.word.writer import Writer


def write_highlights(writer: Writer, highlights: Highlights, level: int) -> None:
    for item in highlights.items:
        writer.paragraph(styles.heading(level + 1), item.heading)
        writer.run(writer.paragraph(styles.BODY), item.statement, bold=True)
        writer.paragraph(styles.BODY, " ".join(filter(None, [*item.details, item.shares_in_words])))
        if item.before:
            writer.paragraph(styles.TABLE_NOTE, item.before)
