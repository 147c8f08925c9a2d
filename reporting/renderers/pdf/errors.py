"""Why there is no PDF. The Swedish messages may be shown to the user."""

WITHOUT_PANGO = 3  # exit code of the PDF process
WITHOUT_PANGO_SENTENCE = (
    "PDF-filer kan inte skapas på den här servern, eftersom programbiblioteket Pango saknas. "
    "Be den som sköter servern att installera Debian-paketen libpango-1.0-0, libpangoft2-1.0-0 och "
    "libharfbuzz-subset0. Resten av portalen fungerar som vanligt."
)


class PdfUnavailable(Exception):
    """The PDF engine can't be loaded on this server."""


class RenderingFailed(Exception):
    """The PDF process failed. The message, its last output, is for the log."""


class ForbiddenAsset(Exception):
    """The HTML refers to files that are not our assets; none was fetched.

    ``urls``: the refused ones, in order.
    """

    def __init__(self, urls: list[str]) -> None:
        self.urls = urls
        super().__init__(
            f"PDF-filen skapades inte: sidan hänvisar till {', '.join(urls)}. "
            "Bara portalens egna typsnitt och bilder får användas. Ta bort hänvisningen och försök igen."
        )
