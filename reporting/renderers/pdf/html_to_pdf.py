"""A whole HTML page to PDF bytes.

Light to import: the engine (WeasyPrint, 0.6 s, and the native library Pango) is loaded by the first call, so
that a portal without Pango runs everything but this.
"""

import datetime

from reporting.renderers.pdf.errors import WITHOUT_PANGO_SENTENCE, PdfUnavailable


def html_to_pdf(
    html: str, *, title: str, author: str, created: datetime.date | datetime.datetime, language: str = "sv"
) -> bytes:
    """The page as one file that is both PDF/UA-1 (accessible) and PDF/A-3a (archival).

    What the HTML may hold is written at the top of static/css/print.css. The same arguments give the same
    bytes in every process, so the result may be cached and compared by its hash.

    ``title``, ``author`` and ``language`` (BCP 47) become the file's metadata; ``created`` (a date, or an
    aware datetime) becomes both its creation and its modification time.

    Raises PdfUnavailable without Pango, ForbiddenAsset when the page asks for anything but ``asset:…``,
    and ValueError for a naive datetime.
    """
    try:
        from reporting.renderers.pdf import engine  # noqa: PLC0415  # loads WeasyPrint and Pango
    except OSError as error:
        raise PdfUnavailable(WITHOUT_PANGO_SENTENCE) from error
    return engine.render(html, title=title, author=author, created=created, language=language)
