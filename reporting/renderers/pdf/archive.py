"""Make WeasyPrint's PDF/A also PDF/UA, and good to listen to, by mending the written file."""

import io
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from pikepdf import ObjectStreamMode, Pdf

from reporting.document.pdf_profile import PdfProfile
from reporting.renderers.pdf.artifacts import mark_artifacts
from reporting.renderers.pdf.attachments import Attachment
from reporting.renderers.pdf.destinations import point_at_tags
from reporting.renderers.pdf.embedding import attach
from reporting.renderers.pdf.fragments import PageContent
from reporting.renderers.pdf.links import mend_links
from reporting.renderers.pdf.lists import mend_lists
from reporting.renderers.pdf.metadata import mark_metadata
from reporting.renderers.pdf.notes import mend_notes
from reporting.renderers.pdf.tables import mend_tables
from reporting.renderers.pdf.tags import TagTree
from reporting.renderers.pdf.words import mend_words


def finish(
    content: bytes,
    root: Element,
    pages: list[PageContent],
    *,
    time: str,
    profile: PdfProfile,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """The finished file. ``content``: WeasyPrint's, rendered from ``root``. ``time``: of change, as a PDF date."""
    with Pdf.open(io.BytesIO(content)) as pdf:
        mend_tags(pdf, root, pages, profile)
        mark_metadata(pdf, profile, has_files=bool(attachments))
        attach(pdf, attachments, time)
        finished = io.BytesIO()
        pdf.save(finished, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
    return finished.getvalue()


def mend_tags(pdf: Pdf, root: Element, pages: list[PageContent], profile: PdfProfile) -> None:
    tags = TagTree(pdf, root, pages)
    mend_links(pdf, tags, pages)
    tags.join_parts()
    mend_tables(pdf, tags, mend_notes(pdf, tags, profile))
    mend_lists(pdf, tags, root, profile)
    mend_words(pdf, root, tags)
    if profile is PdfProfile.UA2:
        point_at_tags(pdf, tags)
    mark_artifacts(pdf, tags)
