"""An HTML page to PDF bytes.

Quick to import: the first call loads the engine (WeasyPrint, 0.6 s, and the native library Pango), so a portal
without Pango runs everything else.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence

from reporting.document.pdf_profile import PdfProfile
from reporting.renderers.pdf.attachments import Attachment
from reporting.renderers.pdf.errors import WITHOUT_PANGO_SENTENCE, PdfUnavailable


def html_to_pdf(
    html: str,
    *,
    title: str,
    author: str,
    created: datetime.date | datetime.datetime,
    language: str = "sv",
    attachments: Sequence[Attachment] = (),
    pictures: Mapping[str, bytes] | None = None,
    profile: PdfProfile = PdfProfile.UA1,
) -> bytes:
    """A file that is both PDF/UA (accessible) and PDF/A (archival), of the profile's parts.

    static/css/print.css begins with what the HTML may hold. The same arguments give the same bytes in every
    process, so the result may be cached and compared by hash.

    ``title``, ``author`` and ``language`` (BCP 47) become metadata; ``created`` (a date, or an aware datetime)
    both creation and modification time. ``pictures``: PNG files that the HTML names, by address ("asset:arms.png").

    Raises PdfUnavailable without Pango, ForbiddenAsset for any URL but ``asset:…``, ValueError for a naive
    datetime.
    """
    return load_renderer()(
        html,
        title=title,
        author=author,
        created=created,
        language=language,
        attachments=attachments,
        pictures=pictures or {},
        profile=profile,
    )


def load_renderer() -> Callable[..., bytes]:
    """``engine.render``. Raises PdfUnavailable without Pango, and when memory is too short to load it."""
    try:
        from reporting.renderers.pdf import engine  # noqa: PLC0415  # loads WeasyPrint and Pango
    except OSError as error:
        raise PdfUnavailable(WITHOUT_PANGO_SENTENCE) from error
    return engine.render
