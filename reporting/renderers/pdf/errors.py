"""Why there is no PDF. The messages are Swedish and may be shown to the user."""


class PdfUnavailable(Exception):
    """The PDF engine can't be loaded here."""


class ForbiddenAsset(Exception):
    """The HTML asked for a file that is not one of our own named assets. Nothing was fetched.

    ``urls`` holds the refused addresses, in the order they were asked for.
    """

    def __init__(self, urls: list[str]) -> None:
        self.urls = urls
        super().__init__(
            f"PDF-filen skapades inte: sidan hänvisar till {', '.join(urls)}. "
            "Bara portalens egna typsnitt och bilder får användas. Ta bort hänvisningen och försök igen."
        )
