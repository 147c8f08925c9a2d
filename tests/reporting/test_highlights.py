"""*I korthet*: what the report says first, in words, and how it has changed since the last."""

from __future__ import annotations

import dataclasses
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.models import BudgetLine
from reporting.assembly import assemble
from reporting.core_sections.highlights import HighlightsSection, highlights_of
from reporting.document.document import Document
from reporting.document.highlights import Highlight, Highlights, Progress, Share, with_direction
from reporting.document.tones import Tone
from reporting.models import HandedInDocument, Report
from reporting.renderers.charts.progress import gauge
from reporting.renderers.charts.statuses import stacked
from reporting.renderers.charts.svg import WIDTH, Rect
from reporting.renderers.page import article_html, block_html
from tests.html import Page
from tests.test_demo import NEWER

TONES: list[Tone] = ["good", "partly", "bad", "neutral", ""]


def fact(**more: Any) -> Highlight:
    about = {"key": "ekonomi", "heading": "Ekonomi", "statement": "Underskott 3 tkr"}
    return Highlight(**about | {"section": "ekonomi", "table": "resultat", "table_title": "Resultat"} | more)


def highlights_in(document: Document) -> Highlights:
    return next(
        block for section in document.sections for block in section.blocks if isinstance(block, Highlights)
    )


def statements(document: Document) -> dict[str, str]:
    return {item.heading: item.statement for item in highlights_in(document).items}


# What it says of the demo


def test_the_newer_report_in_short(demo_documents: dict[str, Document]) -> None:
    items = {item.heading: item for item in highlights_in(demo_documents[NEWER]).items}
    assert {heading: (item.statement, item.tone) for heading, item in items.items()} == {
        "Ekonomi, helårsprognos": ("Underskott 1\u00a0200\u00a0tkr", "bad"),
        "Mål": ("0 av 2 nämndmål uppnås", ""),
        "Investeringar": ("2\u00a0519 av 11\u00a0334\u00a0tkr använt", ""),
        "Avvikelser och åtgärder": ("1 av 4 avvikelser saknar åtgärd", "bad"),
        "Politiska beslut": ("0 av 5 beslut är klara", ""),
    }
    assert items["Ekonomi, helårsprognos"].details == (
        "1\u00a0200\u00a0tkr sämre än budget (2,8 % av budgeterade kostnader). Budget: nollresultat.",
        "Till och med april: överskott 89\u00a0tkr.",
        "Störst minus: Övrigt tjänsteköp, 2\u00a0500\u00a0tkr sämre än budget.",
        "Störst plus: Kapitalkostnader, 2\u00a0141\u00a0tkr bättre än budget.",
    )
    assert items["Investeringar"].details == (
        "22 % av budgeten när 33 % av året har gått.",
        "Prognos för helåret: 11\u00a0334\u00a0tkr, som budget.",
    )
    assert items["Mål"].shares_in_words == "10 uppnås, 2 uppnås inte, 2 bedömning saknas."


def test_the_direction_since_the_last_report(demo_documents: dict[str, Document]) -> None:
    assert {item.heading: item.before for item in highlights_in(demo_documents[NEWER]).items} == {
        "Ekonomi, helårsprognos": "Bättre än i förra rapporten (januari–juli 2023): underskott 1\u00a0956\u00a0tkr.",
        "Mål": "Sämre än i förra rapporten (januari–juli 2023): 1 av 3 nämndmål uppnås.",
        "Investeringar": "",  # the report of 2023 has no table of them
        "Avvikelser och åtgärder": "",  # nor measures by deviation
        "Politiska beslut": "Förra rapporten (januari–juli 2023): 0 av 4 beslut är klara.",
    }


@pytest.mark.parametrize(
    ("slug", "heading", "statement"),
    [
        ("ludvika-2022-08-rapportering", "Ekonomi, helårsprognos", "Överskott 2,1\u00a0mnkr"),
        ("ludvika-2022-08-rapportering", "Åtgärder", "Inga åtgärder"),
        ("herrljunga-2023-08-delarsrapport", "Ekonomi, helårsprognos", "Nollresultat"),
        ("sydnarke-2020-12-arsredovisning", "Ekonomi, årets resultat", "Underskott 823\u00a0tkr"),
        ("sydnarke-2020-12-arsredovisning", "Mål", "0 av 3 nämndmål uppnås"),
        ("sydnarke-2020-12-internkontroll", "Risker", "5 av 6 risker på nivån medium"),
        ("sydnarke-2020-12-internkontroll", "Intern kontroll", "6 av 13 uppföljningar visar avvikelser"),
    ],
)
def test_other_signs_units_and_chapters(
    demo_documents: dict[str, Document], slug: str, heading: str, statement: str
) -> None:
    assert statements(demo_documents[slug])[heading] == statement


def test_every_link_leads_to_a_table(demo_documents: dict[str, Document]) -> None:
    for document in demo_documents.values():
        page = Page(article_html(document))
        ids = {element.attrs.get("id") for element in page.elements}
        links = [
            each.attrs["href"]
            for each in page.elements
            if "tabell-" in each.attrs.get("href", "") and each.attrs.get("class") != "row-mark"
        ]
        assert len(links) == len(highlights_in(document).items) > 0
        assert {link.removeprefix("#") for link in links} <= ids


# Chosen in the template, computed from what is stored


def test_a_changed_figure_changes_the_words(demo: None) -> None:
    line = BudgetLine.objects.get(report__slug=NEWER, label="Övrigt tjänsteköp")
    line.forecast -= 1_300_000
    line.save()
    assert statements(assemble(Report.objects.get(slug=NEWER)))["Ekonomi, helårsprognos"] == (
        "Överskott 100\u00a0tkr"
    )


def test_the_template_leaves_facts_out(demo: None) -> None:
    report = Report.objects.get(slug=NEWER)
    spec = next(spec for spec in report.template.sections if spec["kind"] == HighlightsSection.kind)
    spec["options"] = HighlightsSection.clean_options({"leave_out": ["goals.goals"]})
    assert list(statements(assemble(report))) == [
        "Ekonomi, helårsprognos",
        "Investeringar",
        "Avvikelser och åtgärder",
        "Politiska beslut",
    ]


def test_only_facts_of_sections_that_have_one_can_be_left_out() -> None:
    with pytest.raises(ValueError, match=r"budgets\.statement"):
        HighlightsSection.clean_options({"leave_out": ["text"]})


@pytest.mark.parametrize(("status", "is_told_of"), [("draft", False), ("handed_in", True)])
def test_a_report_sent_back_says_nothing_of_itself(demo: None, status: str, is_told_of: bool) -> None:
    before = Report.objects.get(slug="sydnarke-2020-12-arsredovisning")
    document = assemble(before)
    HandedInDocument.objects.create(report=before, content=document.canonical, sha256=document.digest)
    Report.objects.filter(pk=before.pk).update(status=status)
    Report.objects.filter(slug=NEWER).update(previous=before)
    found = highlights_in(assemble(Report.objects.get(slug=NEWER)))
    assert any(item.before for item in found.items) is is_told_of


def test_a_document_without_tables_has_no_facts(demo_documents: dict[str, Document]) -> None:
    document = demo_documents[NEWER]
    bare = [section for section in document.sections if section.kind == "text"]
    assert highlights_of(dataclasses.replace(document, sections=tuple(bare))).items == ()


# Directions


@pytest.mark.parametrize(
    ("now", "then", "before"),
    [
        ("-3", "-5", "Bättre än i förra rapporten (helåret 2023): underskott 5 tkr."),
        ("-5", "-3", "Sämre än i förra rapporten (helåret 2023): underskott 5 tkr."),
        ("-5", "-5", "Oförändrat sedan förra rapporten (helåret 2023): underskott 5 tkr."),
        (None, "-5", "Förra rapporten (helåret 2023): underskott 5 tkr."),
    ],
)
def test_direction(now: str | None, then: str, before: str) -> None:
    last = Highlights(items=(fact(statement="Underskott 5 tkr", score=Decimal(then)),), period="helåret 2023")
    (item,) = with_direction([fact(score=None if now is None else Decimal(now))], last)
    assert item.before == before


def test_a_new_fact_has_no_direction() -> None:
    (item,) = with_direction([fact(key="mal")], Highlights(items=(fact(),), period="helåret 2023"))
    assert item.before == ""


# Bars

SHARES = st.lists(
    st.builds(Share, label=st.just("x"), count=st.integers(1, 500), tone=st.sampled_from(TONES)),
    min_size=1,
    max_size=5,
)


@given(SHARES)
def test_the_bar_is_shared_as_the_counts_are(shares: list[Share]) -> None:
    boxes = [shape for shape in stacked(shares, "").shapes if isinstance(shape, Rect) and shape.stroke]
    assert [box.width / boxes[0].width for box in boxes] == pytest.approx(
        [share.count / shares[0].count for share in shares]
    )
    assert (boxes[0].x, boxes[-1].x + boxes[-1].width) == pytest.approx((1, WIDTH - 1))


@pytest.mark.parametrize(("used", "share"), [("25", 0.25), ("100", 1), ("150", 1.5)])
def test_the_gauge_is_used_as_its_part_of_the_whole(used: str, share: float) -> None:
    ground, bar, *_ = gauge(Decimal(used), Decimal(100), Decimal("0.333")).shapes
    assert isinstance(ground, Rect)
    assert isinstance(bar, Rect)
    assert bar.width / ground.width == pytest.approx(share)
    assert ground.x + max(ground.width, bar.width) <= WIDTH


def test_the_whole_year_has_no_mark() -> None:
    drawn = gauge(Decimal(25), Decimal(100), Decimal(1))
    assert (len(drawn.shapes), drawn.title) == (2, "25\u00a0% använt.")


def test_the_picture_says_its_figures() -> None:
    shares = (Share(label="Uppnås", count=10, tone="good"), Share(label="Uppnås inte", count=2, tone="bad"))
    block = Highlights(
        items=(
            fact(shares=shares),
            fact(progress=Progress(part=Decimal(22), whole=Decimal(100), expected=Decimal("33.3"))),
        ),
        period="helåret 2023",
    )
    html = block_html(block, 1)
    titles = [element.text for element in Page(html).elements if element.tag == "title"]
    assert titles == ["10 uppnås, 2 uppnås inte.", "22 % använt, 33 % av året har gått."]
    assert re.findall(r"<svg[^>]*>(?!<title)", html) == []  # PDF/UA: the title is the first child
    assert 'style="' not in html  # the CSP refuses it
