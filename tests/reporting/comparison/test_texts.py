"""Which paragraphs differ, and which words in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.comparison.texts import paragraphs, pieces, text_changes
from reporting.document.blocks import Prose
from reporting.document.document import SectionContent

SIGNS = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}


def marked(old: str, new: str) -> str:
    return " ".join(SIGNS[piece.kind].format(piece.text) for piece in pieces(old, new))


@pytest.mark.parametrize(
    ("old", "new", "read"),
    [
        ("Det blev ett underskott om 1 956 tkr för året.", "Det blev ett underskott om 1 200 tkr för året.",
         "Det blev ett underskott om [-1\u00a0956\u00a0tkr-] {+1\u00a0200\u00a0tkr+} för året."),
        ("Allt är lugnt nu.", "Allt är lugnt nu. Mer kommer.", "Allt är lugnt nu. {+Mer kommer.+}"),
        ("Hyran har ökat och kapitalet minskat.", "Lönen har sjunkit och resor minskat.",
         "[-Hyran har ökat och kapitalet-] {+Lönen har sjunkit och resor+} minskat."),
        ("", "Nytt.", "{+Nytt.+}"),
        ("Gammalt.", "", "[-Gammalt.-]"),
    ],
    ids=["a figure is one word", "added at the end", "a lone word between changes", "all new", "all old"],
)  # fmt: skip
def test_words(old: str, new: str, read: str) -> None:
    assert marked(old, new) == read


SENTENCES = ["Året har gått bra för nämnden.", "Prognosen är ett överskott om 5 tkr.", "Nya lokaler söks."]


@pytest.mark.parametrize(
    ("new", "changes"),
    [
        (SENTENCES, []),
        (SENTENCES[:2], [("Nya lokaler söks.", "")]),
        (["Först av allt.", *SENTENCES], [("", "Först av allt.")]),
        ([SENTENCES[0], "Prognosen är ett överskott om 9 tkr.", SENTENCES[2]],
         [("Prognosen är ett överskott om 5 tkr.", "Prognosen är ett överskott om 9 tkr.")]),
        (["Helt annat."], [(text, "") for text in SENTENCES] + [("", "Helt annat.")]),
    ],
)  # fmt: skip
def test_paragraphs_that_changed(new: list[str], changes: list[tuple[str, str]]) -> None:
    assert [(change.old, change.new) for change in text_changes(SENTENCES, new)] == changes


def lines(markdown: str) -> list[str]:
    blocks = (Prose(markdown=markdown),)
    return paragraphs(SectionContent(key="a", title="A", level=1, number="", blocks=blocks))


def test_a_line_per_paragraph_list_item_and_table_row() -> None:
    markdown = (
        "## Rubrik\n\nEn\nrad.\n\n1. Ett\n2. Två\n\n| Slag | Antal |\n|---|---|\n| Ärenden | 1 956 st |\n"
    )
    assert lines(markdown + "\n    kod\n") == [
        "Rubrik", "En rad.", "Ett", "Två", "Slag · Antal", "Ärenden · 1\u00a0956\u00a0st", "kod",
    ]  # fmt: skip


def test_the_address_of_a_link_is_printed() -> None:
    assert lines("Se [rapporten](https://a.example/1).") == ["Se rapporten (https://a.example/1)."]
    assert lines("Se <https://a.example/1>.") == ["Se https://a.example/1."]


WORDS = st.lists(st.sampled_from(["ett", "två", "tre", "1 956", "tkr", "och"]), max_size=12).map(" ".join)


@given(WORDS, WORDS)
def test_pieces_hold_both_texts_and_nothing_else(old: str, new: str) -> None:
    found = pieces(old, new)
    for text, kind in ((old, "removed"), (new, "added")):
        read = " ".join(piece.text for piece in found if piece.kind in {"same", kind})
        assert read.replace("\u00a0", " ") == text


@given(WORDS, WORDS)
def test_words_compared_backwards_say_the_same(old: str, new: str) -> None:
    def runs(kind: str, *texts: str) -> list[str]:
        return [piece.text for piece in pieces(*texts) if piece.kind == kind]

    assert runs("removed", old, new) == runs("added", new, old)
    assert runs("same", old, new) == runs("same", new, old)


def test_very_long_texts_keep_their_common_start_and_end() -> None:
    """Where trying every pair of words or paragraphs would take minutes."""
    old, new = (" ".join(["Början", *[word] * 30_000, "slut."]) for word in ("ett", "två"))
    assert [(piece.kind, len(piece.text.split())) for piece in pieces(old, new)] == [
        ("same", 1), ("removed", 30_000), ("added", 30_000), ("same", 1),
    ]  # fmt: skip
    lines_old, lines_new = (
        ["Början.", *[f"Rad {n} {word}." for n in range(3000)], "Slut."] for word in ("a", "b")
    )
    changes = text_changes(lines_old, lines_new)
    assert (len(changes), {bool(change.old) for change in changes[:3000]}) == (6000, {True})


@pytest.mark.parametrize(
    ("old", "new"), [("hus och hem båt och bil", "båt och bil hus och hem"), ("a b c d e f", "e f c d a b")]
)
def test_words_that_changed_places_backwards(old: str, new: str) -> None:
    """difflib alone favours the first text, and would differ backwards."""
    forth, back = pieces(old, new), pieces(new, old)
    assert [piece.text for piece in forth if piece.kind == "same"] != []
    assert [piece.text for piece in forth if piece.kind == "same"] == [
        piece.text for piece in back if piece.kind == "same"
    ]


@given(st.permutations(SENTENCES), st.permutations(SENTENCES))
def test_paragraphs_that_changed_places_backwards(old: list[str], new: list[str]) -> None:
    forth = {(change.old, change.new) for change in text_changes(old, new)}
    back = {(change.new, change.old) for change in text_changes(new, old)}
    assert forth == back
