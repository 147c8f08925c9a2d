"""PDF files for the tests to read: made of any HTML, opened, as text and as tags."""

from __future__ import annotations

import datetime
import io
from functools import cache

import pikepdf
import pypdf

from reporting.renderers.pdf import html_to_pdf
from tests.reporting.print_sample import TITLE, sample_html

AUTHOR = "Sydnärkes IT-nämnd"
CREATED = datetime.date(2023, 9, 1)


def make(html: str) -> bytes:
    return html_to_pdf(html, title=TITLE, author=AUTHOR, created=CREATED)


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
