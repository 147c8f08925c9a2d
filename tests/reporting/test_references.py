"""References in a text: what is parsed as one, and that what is written can be parsed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.document.references import MOST_DECIMALS, Form, Reference, has_references, parse, references

KEYS = st.from_regex(r"[a-z0-9]+([-.][a-z0-9]+){0,3}", fullmatch=True)
COLUMNS = st.from_regex(r"[a-z]+(_[a-z]+)?(:[a-z_]+){0,2}", fullmatch=True)
UNITS = st.sampled_from(
    ["", "kr", "tkr", "Tkr", "mnkr", "Mkr", "mSEK", "miljoner kronor", "%", "procent", "st"]
)
FORMS = st.builds(
    Form,
    saying=st.sampled_from(["", "belopp", "resultat"]),
    unit=UNITS,
    decimals=st.none() | st.integers(0, MOST_DECIMALS),
) | st.builds(Form, is_bare=st.just(True), decimals=st.none() | st.integers(0, MOST_DECIMALS))
REFERENCES = st.builds(
    Reference, section=KEYS, table=st.just("") | KEYS, row=KEYS, column=COLUMNS, form=FORMS
)


@given(REFERENCES)
def test_what_is_written_is_read_as_the_same(reference: Reference) -> None:
    assert parse(str(reference)) == reference


@given(st.text(), REFERENCES, st.text())
def test_it_is_found_among_other_words(before: str, reference: Reference, after: str) -> None:
    text = f"{before.replace('{', '').replace(chr(92), '')}{reference}{after}"
    found = list(references(text))
    assert found[0].reference == reference
    assert text[found[0].start : found[0].end] == found[0].written == str(reference)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ekonomi: summa, forecast}}", Reference(section="ekonomi", row="summa", column="forecast")),
        (
            "{{ ekonomi/resultat :summa,  variance:budget:forecast ; resultat  mnkr 2 }}",
            Reference(
                section="ekonomi", table="resultat", row="summa", column="variance:budget:forecast",
                form=Form(saying="resultat", unit="mnkr", decimals=2),
            ),
        ),
        (
            "{{mal: nki, current; utan enhet 2}}",
            Reference(section="mal", row="nki", column="current", form=Form(is_bare=True, decimals=2)),
        ),
        (
            "{{mal: grupp.vag.summa, budget; 1}}",
            Reference(section="mal", row="grupp.vag.summa", column="budget", form=Form(decimals=1)),
        ),
    ],
)  # fmt: skip
def test_how_people_write_it(text: str, expected: Reference) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{{}}",
        "{{hej}}",
        "{ekonomi: summa, forecast}",
        "{{ekonomi: summa}}",
        "{{ekonomi: summa, forecast",
        "{{ekonomi: summa, fore\ncast}}",
        "\\{{ekonomi: summa, forecast}}",
        "{{<b>: summa, forecast}}",
        "{{ekonomi: summa, forecast; <script>alert(1)</script>}}",
        "{{ekonomi: summa, forecast; mnkr 7}}",
        "{{ekonomi: summa, forecast; mnkr 2; tkr}}",
        "{{{{ekonomi: {{summa}}, forecast}}",
        "{{" * 50_000,
        "{{" + "a" * 200 + ": summa, forecast}}",
    ],
)
def test_anything_else_is_ordinary_text(text: str) -> None:
    assert parse(text) is None
    assert not has_references(text)
