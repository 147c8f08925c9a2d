"""The PDF engine: what a reader, a screen reader, an archive and an attacker meet in the file."""

import ast
import datetime
import gc
import hashlib
import io
import logging
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pypdf
import pytest
import weasyprint
from fontTools.ttLib import TTFont

from reporting.renderers.pdf import ForbiddenAsset, engine
from tests.pdf_validation import assert_valid_pdf
from tests.reporting.pdf_reading import AUTHOR, make, opened, page_texts, sample, small
from tests.reporting.print_sample import TITLE, sample_html

ROOT = Path(__file__).resolve().parents[2]


def in_new_process(code: str, **environment: str) -> str:
    """What the code prints in a fresh Python."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout


def test_weasyprint_is_not_patched_and_no_private_name_used():
    """So that a security update can be installed at once."""
    for path in (ROOT / "reporting/renderers/pdf").glob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        calls = {
            node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        of_others = {
            node.attr
            for node in nodes
            if isinstance(node, ast.Attribute)
            and not (isinstance(node.value, ast.Name) and node.value.id == "self")
        }
        imported = {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
        assert "setattr" not in calls, path
        assert [name for name in of_others | imported if re.match("_[^_]", name)] == [], path


def test_is_accessible_and_archival():
    assert_valid_pdf(sample())


def test_style_sheets_hold_nothing_that_the_engine_ignores(caplog):
    with caplog.at_level(logging.WARNING, "weasyprint"):
        engine.fonts_and_styles.__wrapped__(0)
        make(sample_html())
    assert caplog.messages == []


def test_the_same_bytes_in_every_process():
    code = (
        "import datetime, hashlib; from reporting.renderers.pdf import html_to_pdf;"
        "from tests.reporting.print_sample import *;"
        f"print(hashlib.sha256(html_to_pdf(sample_html(), title=TITLE, author={AUTHOR!r},"
        " created=datetime.date(2023, 9, 1))).hexdigest())"
    )
    digests = [in_new_process(code, PYTHONHASHSEED=seed).strip() for seed in ("1", "2")]
    assert digests == [hashlib.sha256(sample()).hexdigest()] * 2


def test_threads_get_the_same_bytes_and_garbage_collection_back():
    made: list[bytes] = []
    threads = [threading.Thread(target=lambda: made.append(make(sample_html()))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [sample(), sample()]
    assert gc.isenabled() is True


def test_garbage_collection_is_back_after_a_failure():
    with pytest.raises(ForbiddenAsset):
        make(small('<img src="https://example.org/a.png" alt="">'))
    assert gc.isenabled() is True


def test_importing_the_renderer_does_not_load_the_engine():
    code = "import sys; import reporting.renderers.pdf; print('weasyprint' in sys.modules)"
    assert in_new_process(code) == "False\n"


def test_without_pango_the_reason_is_said_in_swedish():
    """Importing WeasyPrint without Pango raises OSError; here an import hook stands in for the library."""
    code = """
import datetime, sys
class NoPango:
    def find_spec(self, name, *rest):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
sys.meta_path.insert(0, NoPango())
from reporting.renderers.pdf import PdfUnavailable, html_to_pdf
try:
    html_to_pdf("", title="", author="", created=datetime.date(2023, 9, 1))
except PdfUnavailable as error:
    print(error)
"""
    assert in_new_process(code, PYTHONIOENCODING="utf-8") == (
        "PDF-filer kan inte skapas på den här servern, eftersom programbiblioteket Pango saknas. "
        "Be den som sköter servern att installera Debian-paketen libpango-1.0-0, libpangoft2-1.0-0 och "
        "libharfbuzz-subset0. Resten av portalen fungerar som vanligt.\n"
    )


# Metadata -----------------------------------------------------------------------------------------------


def test_metadata():
    with opened(sample()) as pdf:
        info = {str(key): str(value) for key, value in pdf.docinfo.items()}
        assert info == {
            "/Title": TITLE,
            "/Author": AUTHOR,
            "/Producer": f"WeasyPrint {weasyprint.VERSION}",
            "/CreationDate": "D:20230901000000Z",
            "/ModDate": "D:20230901000000Z",
        }
        assert str(pdf.Root.Lang) == "sv"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle) is True
        with pdf.open_metadata() as xmp:
            names = ("pdfuaid:part", "pdfaid:part", "pdfaid:conformance", "dc:title", "xmp:CreateDate")
            assert [xmp[name] for name in names] == ["1", "3", "A", TITLE, "2023-09-01T00:00:00Z"]
        assert "/Filter" not in pdf.Root.Metadata


def test_time_of_creation_is_in_utc():
    stockholm = datetime.timezone(datetime.timedelta(hours=2))
    assert engine.w3c_time(datetime.datetime(2023, 9, 1, 1, 30, tzinfo=stockholm)) == "2023-08-31T23:30:00Z"


def test_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="needs a time zone"):
        engine.w3c_time(datetime.datetime(2023, 9, 1, 1, 30))  # noqa: DTZ001  # which is the fault


# What the reader sees -----------------------------------------------------------------------------------


def test_bookmarks_are_the_headings():
    def titles(entries: list[Any]) -> list[Any]:
        return [titles(entry) if isinstance(entry, list) else entry.title for entry in entries]

    assert titles(pypdf.PdfReader(io.BytesIO(sample())).outline) == [
        TITLE,
        [
            "Innehåll",
            "1 Inledning och verksamhet",
            [
                "1.0 Perioden i korthet",
                ["Pågående ärenden"],
                "1.1 Mål",
                "1.2 Ekonomisk rapport",
                ["1.2.1 Investeringar"],
            ],
        ],
    ]


def test_contents_print_the_page_that_each_link_leads_to():
    with opened(sample()) as pdf:
        names = pdf.Root.Names.Dests.Names
        pages = [page.obj for page in pdf.pages]
        page_of = {str(names[i]): pages.index(names[i + 1][0]) + 1 for i in range(0, len(names), 2)}  # type: ignore[arg-type]
        links = [page_of[str(link.Dest)] for link in pdf.pages[1].Annots]
        described = [str(link.Contents) for link in pdf.pages[1].Annots]
    contents = page_texts(sample())[1]
    printed = [int(line.split()[-1]) for line in contents.splitlines() if ". . ." in line]
    assert links == printed == [3, 3, 4, 6]
    assert described == [
        "1 Inledning och verksamhet",
        "1.1 Mål",
        "1.2 Ekonomisk rapport",
        "1.2.1 Investeringar",
    ]


def test_all_pages_but_the_cover_have_header_and_page_number():
    cover, *others = page_texts(sample())
    count = len(others) + 1
    assert "Sida" not in cover
    assert [f"Sida {number} ({count})" in text for number, text in enumerate(others, 2)] == [True] * (
        count - 1
    )
    assert [TITLE in text for text in others] == [True] * (count - 1)


def test_wide_tables_lie_on_landscape_pages_with_their_heading():
    with opened(sample()) as pdf:
        is_landscape = [page.MediaBox[2] > page.MediaBox[3] for page in pdf.pages]
    assert is_landscape == [False] * 5 + [True] * 4
    assert ["1.2.1" in text for text in page_texts(sample())[2:]] == [
        False,
        False,
        False,
        True,
        False,
        False,
        False,
    ]


def test_portrait_resumes_after_a_wide_table():
    table = '<div><table class="data"><caption>Bred</caption><tr><td>1</td></tr></table></div>'
    wide = f'<div class="table-block wide">{table}<p class="note">Not</p></div>'
    body = (
        f'<main class="report"><section class="section"><h2>Ett</h2>{wide}</section>'
        '<section class="section"><h2>Två</h2><p>Text</p></section></main>'
    )
    content = make(small("").replace("</body>", f"{body}</body>"))
    with opened(content) as pdf:
        is_landscape = [page.MediaBox[2] > page.MediaBox[3] for page in pdf.pages]
    assert is_landscape == [False, True, False]
    assert ["Not" in text for text in page_texts(content)] == [False, True, False]


def test_rows_stay_whole_and_the_header_is_repeated():
    rows = "".join(
        f'<tr><th scope="row">Rad {n} börjar<br>mitt<br>slutar {n}.</th><td class="amount">{n}</td></tr>'
        for n in range(60)
    )
    table = (
        '<table class="data"><caption>Lång tabell</caption>'
        '<colgroup><col class="label"><col class="amount"></colgroup>'
        '<thead><tr><th scope="col">Post</th><th scope="col" class="amount">Belopp</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )
    texts = page_texts(make(small(table)))
    assert len(texts) > 3
    assert ["Belopp" in text for text in texts] == [True] * len(texts)
    for n in range(60):
        starts = [number for number, text in enumerate(texts) if f"Rad {n} börjar" in text]
        ends = [number for number, text in enumerate(texts) if f"slutar {n}." in text]
        assert starts == ends


def test_swedish_words_are_hyphenated():
    (text,) = page_texts(make(small('<div class="prose" style="width: 25mm">informationsklassning</div>')))
    assert text.splitlines()[1:3] == ["informations‐", "klassning"]


def test_only_our_typeface_is_embedded():
    """A missing glyph would have embedded a system font."""
    special = (
        "≥ ≤ − ✓ ✗ – — € § ½ × · ● 1\u00a0234\u202f567 å ä ö Å Ä Ö é ü <em>kursiv</em> <strong>fet</strong>"
    )
    with opened(make(small(f"<p>{special}</p>"))) as pdf:
        fonts = {str(font.BaseFont).split("+")[1] for font in pdf.pages[0].Resources.Font.values()}
    assert fonts == {"Source-Sans-3,", "Source-Sans-3-Italic", "Source-Sans-3-Semi-Bold"}


@pytest.mark.parametrize("suffix", ["ttf", "woff2"])
@pytest.mark.parametrize("style", ["Regular", "It", "Semibold"])
def test_typeface_has_the_characters_and_tabular_figures(style, suffix):
    font = TTFont(ROOT / f"static/fonts/SourceSans3-{style}.{suffix}")
    glyphs = font.getBestCmap()
    needed = "0123456789+−≥≤<>=%‰§€½×·–—…“”’«»✓✗åäöÅÄÖéüÉ\u00a0\u202f\u2011\u00ad"
    assert [character for character in needed if ord(character) not in glyphs] == []
    assert len({font["hmtx"][glyphs[ord(digit)]][0] for digit in "0123456789+−"}) == 1


# What an attacker tries ---------------------------------------------------------------------------------

PASSWORDS = "file:///etc/passwd"
WEB = "http://169.254.169.254/latest/meta-data"


@pytest.mark.parametrize(
    ("html", "refused"),
    [
        (small(f'<img src="{PASSWORDS}" alt="x">'), [PASSWORDS]),
        (small(f'<img src="{WEB}" alt="x">'), [WEB]),
        (small('<img src="/etc/passwd" alt="x">'), ["/etc/passwd"]),
        (small('<img src="data:image/png;base64,AAAA" alt="x">'), ["data:image/png;base64,AAAA"]),
        (small('<img src="asset:img/../settings.png" alt="x">'), ["asset:img/../settings.png"]),
        (small('<img src="asset:css/print.css" alt="x">'), ["asset:css/print.css"]),
        (small('<img src="asset:img/absent.png" alt="x">'), ["asset:img/absent.png"]),
        (small(f'<object data="{PASSWORDS}" type="image/png">x</object>'), [PASSWORDS]),
        (small(f'<embed src="{PASSWORDS}" type="image/png">'), [PASSWORDS]),
        (small(f'<p><a rel="attachment" href="{PASSWORDS}">x</a></p>'), [PASSWORDS]),
        (small("", f'<link rel="attachment" href="{PASSWORDS}">'), [PASSWORDS]),
        (small("", f'<link rel="stylesheet" href="{PASSWORDS}">'), [PASSWORDS]),
        (small("", f'<style>@import url("{WEB}");</style>'), [WEB]),
        (small(f'<p style="background: url({WEB})">x</p>'), [WEB]),
        (small("", f'<style>@font-face {{ font-family: x; src: url("{PASSWORDS}") }}</style>'), [PASSWORDS]),
        (small(f'<ul style="list-style-image: url({WEB})"><li>x</li></ul>'), [WEB]),
        (small(f'<svg width="9" height="9"><title>x</title><image href="{PASSWORDS}"/></svg>'), [PASSWORDS]),
        (small('<img src="a.png" alt="x">', '<base href="http://127.0.0.1/">'), ["http://127.0.0.1/a.png"]),
    ],
)
def test_nothing_but_our_own_assets_is_ever_read(html, refused):
    with pytest.raises(ForbiddenAsset) as caught:
        make(html)
    assert caught.value.urls == refused


def test_a_refusal_explains_itself_in_swedish():
    assert str(ForbiddenAsset([PASSWORDS])) == (
        "PDF-filen skapades inte: sidan hänvisar till file:///etc/passwd. "
        "Bara portalens egna typsnitt och bilder får användas. Ta bort hänvisningen och försök igen."
    )
