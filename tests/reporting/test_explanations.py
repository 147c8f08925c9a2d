"""Words of the page that are explained."""

from __future__ import annotations

import pytest

from reporting.renderers.explanations import EXPLANATIONS, explained
from reporting.renderers.page import article_html, print_html, section_html
from tests.html import Page
from tests.reporting.documents import cell, document, row, table


def test_first_use_leads_to_its_explanation() -> None:
    html, keys = explained("<p>Prognosen är en prognos i tkr.</p>")
    assert [(a.text, a.attrs["href"]) for a in Page(html).all("a")] == [
        ("Prognosen", "#ord-prognos"),
        ("tkr", "#ord-tkr"),
    ]
    assert keys == {"prognos", "tkr"}
    assert Page(html).texts("p") == ["Prognosen är en prognos i tkr."]


@pytest.mark.parametrize(
    "html",
    [
        "<h2>Prognos</h2>",
        '<a href="/">Prognos</a>',
        '<svg aria-label="prognos"><title>Prognos</title></svg>',
        "<p>Prognosticerat, Budgetprognosmodell, jag vill ha mer</p>",
        '<td data-label="Prognos">1</td>',
        '<td class="status"><span class="status tone-good">Inga avvikelser</span></td>',
        "<h3>Prognos <span>och prognos</span></h3>",
        '<p class="highlight-statement">Underskott 1 200 tkr</p>',
    ],
)
def test_what_is_no_use_of_a_word_is_left_alone(html: str) -> None:
    assert explained(html) == (html, frozenset())


def test_words_after_what_is_left_alone_are_found() -> None:
    html = (
        '<h3><span class="number">1</span> Prognos</h3><span class="status">avvikelser</span><p>Prognos</p>'
    )
    assert explained(html)[1] == {"prognos"}


def test_every_explanation_is_found_by_its_word() -> None:
    for explanation in EXPLANATIONS:
        assert explained(f"<p>{explanation.word}</p>")[1] == {explanation.key}


def test_files_have_no_explanations() -> None:
    made = document(table(row("a", cell("1")), title="Prognos"))
    assert explained(section_html(made.sections[0]))[1] == {"prognos", "tkr"}
    assert "ord-prognos" not in article_html(made) + print_html(made)
