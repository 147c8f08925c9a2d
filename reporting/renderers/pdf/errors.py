"""Why there is no PDF. The Swedish messages may be shown to the user."""

WITHOUT_PANGO = 3  # the exit code of the process that makes a PDF
WITHOUT_PANGO_SENTENCE = (
    "PDF-filer kan inte skapas på den här servern, eftersom programbiblioteket Pango saknas. "
    "Be den som sköter servern att installera Debian-paketen libpango-1.0-0, libpangoft2-1.0-0 och "
    "libharfbuzz-subset0. Resten av portalen fungerar som vanligt."
)


class PdfUnavailable(Exception):
    """The PDF engine can't be loaded here. Swedish."""


class RenderingFailed(Exception):
    """The process that was to make the PDF ended without one. For the log: what it printed last."""


class ForbiddenAsset(Exception):
    """The HTML asked for a file that is not one of our own named assets. Nothing was fetched. Swedish.

    ``urls`` holds the refused addresses, in the order they were asked for.
    """

    def __init__(self, urls: list[str]) -> None:
        self.urls = urls
        super().__init__(
            f"PDF-filen skapades inte: sidan hänvisar till {', '.join(urls)}. "
            "Bara portalens egna typsnitt och bilder får användas. Ta bort hänvisningen och försök igen."
        )
