"""WeasyPrint with our fonts and style sheets. Use it through ``reporting.renderers.pdf``."""

import datetime
import gc
import mimetypes
import os
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.css import ColorProfile
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from reporting.document.pdf_profile import PdfProfile
from reporting.renderers.pdf import archive
from reporting.renderers.pdf.attachments import Attachment
from reporting.renderers.pdf.errors import ForbiddenAsset
from reporting.renderers.pdf.fragments import name_elements, page_contents

STATIC = Path(__file__).resolve().parents[3] / "static"
STYLE_SHEETS = ("css/tokens.css", "css/print.css")
ASSET = re.compile(r"asset:((?:fonts|img)/[A-Za-z0-9_-]+\.(?:ttf|png|svg))")

# Pango's font map isn't safe to share between threads, and rendering holds the GIL anyway.
_one_at_a_time = threading.Lock()


class AssetFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Serves ``asset:fonts/…`` and ``asset:img/…`` from static/, ``pictures`` by name, and nothing else.

    ``refused`` lists the other URLs: some callers in WeasyPrint swallow even its fatal error.
    """

    def __init__(self, pictures: Mapping[str, bytes] | None = None) -> None:
        super().__init__(allowed_protocols={"asset"}, allow_redirects=False)
        self.pictures = pictures or {}
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url in self.pictures:
            return URLFetcherResponse(url, self.pictures[url], {"Content-Type": "image/png"})
        named = ASSET.fullmatch(url)
        path = STATIC / named[1] if named else None
        if path is None or not path.is_file():
            self.refused.append(url)
            raise ValueError(f"Not one of our assets: {url}")
        mime_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": mime_type})

    def raise_if_refused(self) -> None:
        if self.refused:
            raise ForbiddenAsset(self.refused)


def style_sheet_text(name: str) -> str:
    """A style sheet with each web font replaced by the TTF asset in the same folder."""
    text = (STATIC / name).read_text(encoding="utf-8")
    return re.sub(
        r'url\("\.\./fonts/([\w-]+)\.woff2"\) format\("woff2"\)', r'url("asset:fonts/\1.ttf")', text
    )


@lru_cache(maxsize=1)
def fonts_and_styles(process: int) -> tuple[FontConfiguration, list[CSS]]:  # noqa: ARG001  # the key
    """Fonts and parsed styles, once per process; a forked child makes its own."""
    fonts = FontConfiguration()
    fetcher = AssetFetcher()
    styles = [
        CSS(string=style_sheet_text(name), font_config=fonts, url_fetcher=fetcher) for name in STYLE_SHEETS
    ]
    fetcher.raise_if_refused()
    return fonts, styles


def srgb_profile() -> ColorProfile:
    """WeasyPrint's colour profile, opened here because WeasyPrint leaves the file open (ResourceWarning).

    New for each render: a used one is written with other bytes.
    """
    with (files("weasyprint.pdf") / "sRGB2014.icc").open("rb") as file:
        return ColorProfile(file, "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))


@contextmanager
def _garbage_collection_off() -> Iterator[None]:
    """A render makes millions of objects that live until its end."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def w3c_time(moment: datetime.date | datetime.datetime) -> str:
    """UTC to the second, as in PDF metadata; a date is midnight UTC. Raises ValueError for a naive datetime."""
    if not isinstance(moment, datetime.datetime):
        moment = datetime.datetime.combine(moment, datetime.time(), datetime.UTC)
    if moment.tzinfo is None:
        raise ValueError("The PDF's creation time needs a time zone.")
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def render(
    html: str,
    *,
    title: str,
    author: str,
    created: datetime.date | datetime.datetime,
    language: str,
    attachments: Sequence[Attachment],
    pictures: Mapping[str, bytes],
    profile: PdfProfile,
) -> bytes:
    """See ``reporting.renderers.pdf.html_to_pdf``."""
    time = w3c_time(created)
    fetcher = AssetFetcher(pictures)
    with _one_at_a_time, _garbage_collection_off():
        page = HTML(string=html, base_url="asset:", url_fetcher=fetcher)
        named = name_elements(page.etree_element)
        document = lay_out(page)
        fetcher.raise_if_refused()
        document.metadata.title = title
        document.metadata.authors = [author]
        document.metadata.lang = language
        document.metadata.created = document.metadata.modified = time
        contents = list(page_contents(document.pages, named))
        written = write(document, profile)
        fetcher.raise_if_refused()
        return archive.finish(
            written,
            page.etree_element,
            contents,
            time=f"D:{re.sub('[-:T]', '', time)}",
            profile=profile,
            attachments=attachments,
        )


def lay_out(page: HTML) -> Document:
    fonts, styles = fonts_and_styles(os.getpid())
    return page.render(
        font_config=fonts,
        stylesheets=styles,
        color_profiles={"srgb": srgb_profile()},
        output_intent="srgb",
    )


VARIANTS = {PdfProfile.UA1: "pdf/a-3a", PdfProfile.UA2: "pdf/a-4f"}


def write(document: Document, profile: PdfProfile) -> bytes:
    """Uncompressed: archive.finish compresses."""
    content: bytes = document.write_pdf(
        pdf_variant=VARIANTS[profile],
        pdf_tags=True,
        uncompressed_pdf=True,
        output_intent="",  # set in lay_out
    )
    return content
