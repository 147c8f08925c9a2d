"""Spelling: with a few known words, and with the real dictionary where installed."""

from pathlib import Path

import pytest

from reporting.document.blocks import Heading
from reporting.document.document import Document
from reporting.review.dictionary import Knows, dictionary_note, read, swedish, terms
from reporting.review.facts import Facts
from reporting.review.rules.spelling import Spelling
from tests.conftest import DICTIONARY
from tests.reporting.review.samples import LINES, doc, result, severities

KNOWN_TEXT = """
fem leverantörsfakturor är utvalda och avstämda mot avtal vi införde systemet i maj nämnden arbetar med samt enligt
plan drift öka andelen användare
"""
KNOWN = frozenset(KNOWN_TEXT.split())


def unknown(given: Document, knows: Knows | None = KNOWN.__contains__) -> list[str]:
    return [finding.evidence[0] for finding in Spelling().find(Facts(given, knows=knows))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fem leverantörsfakturor är utvalda.", []),
        ("Fem leverantörsfakturer är utvalda.", ["leverantörsfakturer"]),
        ("Vi införde Infomentor i maj.", []),  # a name
        ("Infomentor införde vi i maj.", []),  # a name that begins the sentence
        ("Anvandare är utvalda.", ["Anvandare"]),  # a slip that begins it
        ("44444210 Anvandare är utvalda.", []),  # doesn't begin it
        ("Vi införde WiFi, NKI och cmdb i maj.", []),  # capitals within, and no vowel
        ("Vi arbetar med user stories.", []),  # another language
        ("Systemet ”flurpen” är i drift.", []),  # said as it is called
        ("Se www.flurpen.se, flurp@example.org och M365flurp.", []),
        ("Enligt flurpplan-avtal.", ["flurpplan"]),
        ("Drift- och avtalsfrågar.", ["avtalsfrågar"]),
        (
            "Vi införde [flurpen](https://example.org/flurpen) i maj.",
            ["flurpen"],
        ),  # only its address is left out
    ],
)
def test_what_is_reported(text: str, expected: list[str]) -> None:
    assert unknown(doc(text)) == expected


def test_looking_for_slips_has_an_end() -> None:
    """Unlimited, each sentence's first word took half a second, one of sixty letters several."""
    asked: list[str] = []

    def knows(word: str) -> bool:
        asked.append(word)
        return word in KNOWN

    names = ["".join(chr(ord("a") + int(digit)) for digit in str(number)) for number in range(10_000, 11_000)]
    assert unknown(doc(" ".join(f"{name.title()} är avstämda." for name in names)), knows) == []
    assert len(asked) < 20_000
    asked.clear()
    assert unknown(doc(f"{'Verksamhetsutveckling' * 2} är avstämda."), knows) == []
    assert len(asked) < 10


def test_the_reports_own_words_are_right() -> None:
    heading = Heading(text="Kompetensbanken")
    given = doc(
        heading, result(("Flurpkostnader", 1, 1, 1), *LINES), "Vi införde flurpkostnader och kompetensbanken."
    )
    assert unknown(given) == []
    assert unknown(doc("Vi införde sydnärkemodellen.", committee="Sydnärkemodellens nämnd")) == [
        "sydnärkemodellen"
    ]
    assert unknown(doc("Vi införde sydnärkes avtal.", committee="Sydnärke")) == []


def test_a_word_is_reported_once_as_advice() -> None:
    text = "Systemet är flurpigt. Nämnden är flurpigt."
    assert unknown(doc(text)) == ["flurpigt"]
    (finding,) = Spelling().find(Facts(doc(text), knows=KNOWN.__contains__))
    assert finding.message == "”flurpigt” finns inte i ordlistan. Kontrollera stavningen."
    assert (finding.severity, finding.sentence) == ("advice", "Systemet är flurpigt.")


def test_without_a_dictionary_nothing_is_claimed() -> None:
    assert severities(Spelling, doc("Systemet är flurpigt.")) == []


@pytest.mark.parametrize("path", ["", "/finns/inte/sv_SE"])
def test_a_missing_dictionary_is_reported_and_breaks_nothing(path: str, settings: object) -> None:
    settings.SPELLING_DICTIONARY = path  # type: ignore[attr-defined]
    assert swedish() is None
    assert dictionary_note() == (
        "Stavningen är inte granskad: portalen hittar ingen svensk ordlista. Installera paketet hunspell-sv, eller "
        "sätt PORTAL_SPELLING_DICTIONARY till ordlistans sökväg utan filändelse."
    )


def test_a_custom_dictionary(tmp_path: Path, settings: object) -> None:
    (tmp_path / "egen.aff").write_text("SET UTF-8\n", encoding="utf-8")
    (tmp_path / "egen.dic").write_text("2\nnämnd\närende\n", encoding="utf-8")
    settings.SPELLING_DICTIONARY = str(tmp_path / "egen")  # type: ignore[attr-defined]
    knows = swedish()
    assert knows is not None
    assert dictionary_note() == ""
    assert [knows(word) for word in ("nämnd", "ärende", "nämd", "nämndmål")] == [True, True, False, True]


@pytest.mark.hunspell
def test_the_swedish_dictionary() -> None:
    knows = read(DICTIONARY)
    assert knows is not None
    known = [
        "kapitalkostnader",
        "budgetram",
        "prognosticerade",
        "nämndmålen",
        "backuperna",
        "ombudgeteringar",
    ]
    assert [word for word in known if not knows(word)] == []
    misspelt = ["leverantörsfakturer", "förhållningsätt", "säkerhetsställa", "nämd", "underskot"]
    assert [word for word in misspelt if knows(word)] == []
    assert [word for word, _ in terms() if not knows(word)] == []


@pytest.mark.hunspell
@pytest.mark.parametrize("text", ["", "\x00", "a" * 5000, "ä" * 59, "\u202e\u0301", "ﬁﬂ ß İ ǅ", "𝔞𝔟𝔠𝔡𝔢"])
def test_no_word_breaks_it(text: str) -> None:
    list(Spelling().find(Facts(doc(text), knows=read(DICTIONARY))))
