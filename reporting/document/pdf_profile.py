"""The standards a report's PDF keeps to. Pure."""

from enum import StrEnum


class PdfProfile(StrEnum):
    """Each value is stored in rapportmallar and documents, for ever."""

    UA1 = "ua1"  # PDF/UA-1 and PDF/A-3a, PDF 1.7: every reader and archive takes it
    UA2 = "ua2"  # PDF/UA-2, WTPDF (accessibility and reuse) and PDF/A-4f, PDF 2.0


PDF_PROFILES = [
    (PdfProfile.UA1, "PDF/UA-1 och PDF/A-3a (PDF 1.7)"),
    (PdfProfile.UA2, "PDF/UA-2, WTPDF och PDF/A-4f (PDF 2.0)"),
]
PROFILE_HELP = (
    "Båda är tillgängliga och kan arkiveras. Den första läses av alla program och tas emot av alla arkiv. Den andra är "
    "nyare: fråga arkivet om det tar emot PDF 2.0 innan du väljer den."
)
