"""PDF files for the tests to read: made of any HTML, opened, as text and as tags."""

from __future__ import annotations

import datetime
import io
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdf

from reporting.document.pdf_profile import PdfProfile
from reporting.renderers.pdf import html_to_pdf
from tests.reporting.print_sample import TITLE, sample_html

AUTHOR = "Sydnärkes IT-nämnd"
CREATED = datetime.date(2023, 9, 1)


def make(html: str, profile: PdfProfile = PdfProfile.UA1) -> bytes:
    return html_to_pdf(html, title=TITLE, author=AUTHOR, created=CREATED, profile=profile)


@cache
def sample() -> bytes:
    return make(sample_html())


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def page_texts(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def small(body: str, head: str = "") -> str:
    """A page with a heading and whatever is tried."""
    return (
        f'<!doctype html><html lang="sv"><head><title>{TITLE}</title>{head}</head>'
        f"<body><h1>{TITLE}</h1>{body}</body></html>"
    )


def structure(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """Every element that hangs in the structure tree, in reading order."""
    found = []

    def walk(node: pikepdf.Object | None) -> None:
        if isinstance(node, pikepdf.Array):
            for kid in node:
                walk(kid)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append(node)
            walk(node.get("/K"))

    walk(pdf.Root.StructTreeRoot.K)
    return found


LETTER = re.compile(rb"<([0-9a-f]+)>\s*<([0-9a-f]+)>")
OF_LINES = {
    "/Span",
    "/Link",
    "/NonStruct",
    "/Lbl",
    "/LBody",
    "/Reference",
    "/Document",
    "/Part",
    "/Sect",
    "/Div",
}


@dataclass(frozen=True)
class Read:
    """Some text under a tag; "" begins the tag itself, whose alternative text is then ``alternative``."""

    tag: str
    page: int
    depth: int
    text: str
    alternative: str = ""


def read_aloud(content: bytes) -> list[Read]:
    """What a screen reader meets, tag by tag in order. A picture's own text is not read."""
    with opened(content) as pdf:
        number_of = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        texts = {page.obj.objgen: marked_texts(page) for page in pdf.pages}
        found: list[Read] = []

        def walk(tag: pikepdf.Object, depth: int, line: str | None) -> None:
            page: Any = tag.get("/Pg")
            kind = str(tag.S)
            line = str(tag.ActualText) if "/ActualText" in tag else line
            found.append(
                Read(kind, number_of.get(page.objgen, 0) if page else 0, depth, "", str(tag.get("/Alt", "")))
            )
            if kind == "/Figure":
                return
            held: Any = tag.K
            for kid in held:
                if isinstance(kid, int):
                    text = texts[page.objgen].get(kid, "") if line is None else line
                    found.append(Read(kind, number_of[page.objgen], depth + 1, text))
                elif "/S" in kid:
                    walk(kid, depth + 1, line)

        walk(pdf.Root.StructTreeRoot.K[0], 0, None)
    return found


def marked_texts(page: pikepdf.Page) -> dict[int, str]:
    letters = {name: letters_of(font) for name, font in page.Resources.Font.items()}
    found: dict[int, str] = defaultdict(str)
    marks, glyphs = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):  # type: ignore[misc]
        match str(operator):
            case "BDC" | "BMC":
                facts = operands[1] if len(operands) > 1 else {}
                marks.append(facts.get("/MCID"))
            case "EMC":
                marks.pop()
            case "Tf":
                glyphs = letters[str(operands[0])]
            case "TJ" if marks and marks[-1] is not None:
                line = b"".join(bytes(part) for part in operands[0] if isinstance(part, pikepdf.String))
                found[int(marks[-1])] += "".join(
                    glyphs[int.from_bytes(line[at : at + 2])] for at in range(0, len(line), 2)
                )
    return found


def letters_of(font: pikepdf.Object) -> dict[int, str]:
    pairs = LETTER.findall(font.ToUnicode.read_bytes())
    return {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}


def dumped(content: bytes) -> str:
    """The reading order for a person to read: a line for each paragraph, cell and picture."""
    lines = [""]
    for read in read_aloud(content):
        if read.text:
            lines[-1] += read.text
        elif read.tag == "/LBody":
            lines[-1] += " "
        elif read.tag not in OF_LINES:
            alternative = f"[{read.alternative}]" if read.alternative else ""
            lines.append(f"{read.page:3} {'  ' * read.depth}{read.tag[1:]}: {alternative}")
    return "\n".join(lines)


if __name__ == "__main__":  # python -m tests.reporting.pdf_reading FILE
    print(dumped(Path(sys.argv[1]).read_bytes()))
