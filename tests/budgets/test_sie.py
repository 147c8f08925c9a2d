"""The SIE parser: real exports, every encoding, and no crash on any input."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from budgets.ledger.sie import read_sie
from budgets.ledger.sie_checksum import Checksum
from budgets.ledger.sie_encoding import decoded
from budgets.ledger.sie_fields import fields_of
from budgets.ledger.sie_file import Balance, Fault, PeriodAmount, Transaction, Year

FILES = sorted(
    path for path in (Path(__file__).parent / "sie_files").iterdir() if path.suffix.lower() in {".se", ".si"}
)
REAL = [path for path in FILES if path.name != "BokSald.SE"]
HEAD = "#FLAGGA 0\r\n#FNAMN Provby\r\n#SIETYP 4\r\n#RAR 0 20230101 20231231\r\n"


def named(path: Path) -> str:
    return path.name


def sie(rows: str, encoding: str = "cp437") -> bytes:
    return (HEAD + rows).encode(encoding)


@pytest.mark.parametrize("path", REAL, ids=named)
def test_real_files_lose_no_figure(path: Path) -> None:
    file = read_sie(path.read_bytes())
    figures = sum(
        line.split(maxsplit=1)[0]
        in {b"#UB", b"#IB", b"#RES", b"#OIB", b"#OUB", b"#PSALDO", b"#PBUDGET", b"#TRANS"}
        for line in path.read_bytes().splitlines()
        if line.strip()
    )
    read = (
        len(file.balances) + len(file.period_amounts) + sum(len(each.transactions) for each in file.vouchers)
    )
    encoding = "UTF-8" if path.name == "SIE4_Exempelfil_med_underdim.SE" else "CP437"
    assert (read, file.is_usable, file.encoding) == (figures, True, encoding)


@pytest.mark.parametrize("name", ["Bokslut_Norstedts_SIE_4E.se", "Sie1.se"])
def test_the_checksum_of_real_files_fails_on_a_changed_figure(name: str) -> None:
    content = (FILES[0].parent / name).read_bytes()
    assert read_sie(content).checksum is Checksum.RIGHT
    assert read_sie(content.decode("cp437").encode("utf-8")).checksum is Checksum.RIGHT
    changed = content.replace(b"#RES", b"#UB", 1)
    assert changed != content
    assert read_sie(changed).checksum is Checksum.WRONG
    assert read_sie(content[: content.rindex(b"#KSUMMA")]).checksum is Checksum.CUT_OFF


def test_every_file_is_here() -> None:
    assert len(FILES) == 31


@pytest.mark.parametrize("path", REAL, ids=named)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_copies_in_other_encodings_give_the_same(path: Path, encoding: str) -> None:
    text = "\r\n".join(decoded(path.read_bytes()).lines).replace(
        "\ufffd", "?"
    )  # one file's letters are lost already
    if encoding == "latin-1":
        text = text.encode("latin-1", errors="ignore").decode(
            "latin-1"
        )  # a few have frames of CP437 in texts
    copy, original = read_sie(text.encode(encoding)), read_sie(text.encode("cp437", errors="replace"))
    assert replace(copy, encoding="") == replace(original, encoding="")


def test_a_web_page_is_recognised() -> None:
    page = next(path for path in FILES if path.name == "BokSald.SE").read_bytes()
    assert read_sie(page).faults == [
        Fault(0, "Filen är en webbsida eller XML, inte en SIE-fil. Ladda ner den igen ur ekonomisystemet.")
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Filen är tom. Exportera den igen ur ekonomisystemet."),
        (b" \r\n", "Filen är tom. Exportera den igen ur ekonomisystemet."),
        (
            b"Konto;Belopp\r\n5010;1",
            "Filen är ingen SIE-fil: den saknar rader som #FLAGGA, #SIETYP och #RAR. Välj en fil av typ 1–4.",
        ),
    ],
)
def test_other_files_are_refused_with_help(content: bytes, message: str) -> None:
    assert read_sie(content).faults == [Fault(0, message)]


def test_what_each_row_says() -> None:
    file = read_sie(
        sie(
            '#KONTO 5010 "Lön, \\"fast\\" tid"\r\n#KTYP 5010 K\r\n#DIM 1 Ansvar\r\n#OBJEKT 1 "450" "Växel"\r\n'
            "#OMFATTN 20230731\r\n#IB 0 1930 100\r\n#UB 0 1930 250.50\r\n#RES -1 5010 -3\r\n"
            '#PSALDO 0 202307 5010 {1 "450"} 1234.50 2\r\n#PBUDGET 0 202308 5010 {} 10\r\n#OKAND 1 2 3\r\n'
        )
    )
    assert file.years == {0: Year(0, dt.date(2023, 1, 1), dt.date(2023, 12, 31))}
    assert (file.accounts["5010"].name, file.accounts["5010"].kind) == ('Lön, "fast" tid', "K")
    assert (file.dimensions, file.objects) == ({"1": "Ansvar"}, {("1", "450"): "Växel"})
    assert file.covers_through == dt.date(2023, 7, 31)
    assert file.balances == [
        Balance("IB", 0, "1930", Decimal(100)),
        Balance("UB", 0, "1930", Decimal("250.50")),
        Balance("RES", -1, "5010", Decimal(-3)),
    ]
    assert file.period_amounts == [
        PeriodAmount("PSALDO", 0, dt.date(2023, 7, 1), "5010", Decimal("1234.50"), (("1", "450"),)),
        PeriodAmount("PBUDGET", 0, dt.date(2023, 8, 1), "5010", Decimal(10)),
    ]
    assert file.faults == []


def test_added_rows_count_once_and_struck_rows_not_at_all() -> None:
    file = read_sie(
        sie(
            "#VER A 1 20230105 Text\r\n{\r\n#TRANS 5010 {} 100\r\n#BTRANS 6110 {} 40\r\n"
            "#RTRANS 1930 {} -100\r\n#TRANS 1930 {} -100\r\n}\r\n#TRANS 5010 {} 7\r\n"
        )
    )
    assert [voucher.transactions for voucher in file.vouchers] == [
        [Transaction("5010", Decimal(100)), Transaction("1930", Decimal(-100))]
    ]
    assert file.faults == [Fault(12, "#TRANS: raden hör inte till något läsbart verifikat.")]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "#PSALDO 0 202307 5010 {} 1 234",
            None,  # may be a quantity: a doubt
        ),
        ("#RES 0 5010 1,234.5", "#RES: ”1,234.5” är inget belopp; det skrivs som 1234.50 med högst två decimaler."),
        ("#RES 0 5010 1.234", "#RES: ”1.234” är inget belopp; det skrivs som 1234.50 med högst två decimaler."),
        ("#RES 0 5010", "#RES: fältet belopp saknas."),
        ("#RES x 5010 1", "#RES: ”x” är inget årsnummer (0 är innevarande år, -1 det förra)."),
        ("#PSALDO 0 202313 5010 {} 1", "#PSALDO: ”202313” är ingen period; den skrivs ÅÅÅÅMM."),
        ("#PSALDO 0 202307 5010 {1} 1", "#PSALDO: objektlistan ska ha par av dimension och objekt."),
        ("#PSALDO 0 202307 5010 {1 2 1", "#PSALDO: objektlistan saknar sin sista klammer."),
        ("#VER A 1 20230230", "#VER: ”20230230” är inget datum; det skrivs ÅÅÅÅMMDD."),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_its_line(row: str, message: str | None) -> None:
    faults = read_sie(sie(row)).faults
    assert faults == ([] if message is None else [Fault(5, message)])


def test_a_quote_inside_a_name_loses_nothing() -> None:
    assert fields_of(' 1684 "Fordringar hos leverant"r"') == ["1684", 'Fordringar hos leverant"r']
    assert fields_of(' 3010 {"1" "65" "6" ""} -9.00 "text som slutar tvärt') == [
        "3010", (("1", "65"),), "-9.00", "text som slutar tvärt"]  # fmt: skip


def test_many_faults_are_counted() -> None:
    faults = read_sie(sie("#RES 0 5010 x\r\n" * 150)).faults
    assert len(faults) == 101
    assert faults[-1] == Fault(0, "Ytterligare 50 rader gick inte att läsa.")


@pytest.mark.parametrize(
    ("text", "encoding"), [("åäö", "CP437"), ("ÅÄÖ", "Latin-1"), ("Räkning", "UTF-8"), ("abc", "UTF-8")]
)
def test_encoding_is_detected_from_the_bytes(text: str, encoding: str) -> None:
    found = decoded(text.encode(encoding.lower()))
    assert (found.lines, found.encoding, found.others) == ([text], encoding, {})


AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False)
NUMBERS = st.text("abcåäöÅÄÖ 0-9", min_size=1).map(str.strip).filter(bool)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["PSALDO", "PBUDGET"]),
        st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)).map(lambda day: day.replace(day=1)),
        st.from_regex(r"[1-9][0-9]{1,5}", fullmatch=True),
        st.dictionaries(st.sampled_from("126"), NUMBERS, max_size=2),
        AMOUNTS,
    ),
    max_size=20,
)  # fmt: skip


def check_written_is_read(rows: list[Any], encoding: str) -> None:
    text = "".join(_row(*row) for row in rows)
    file = read_sie((HEAD + "#DIM 1 åäöåäö\r\n" + text).encode(encoding))
    assert file.faults == []
    assert file.period_amounts == [
        PeriodAmount(label, 0, month, account, amount, tuple(sorted(objects.items())))
        for label, month, account, objects, amount in rows
    ]


def _row(label: str, month: dt.date, account: str, objects: dict[str, str], amount: Decimal) -> str:
    pairs = " ".join(f'{key} "{value}"' for key, value in objects.items())
    return f"#{label} 0 {month:%Y%m} {account} {{{pairs}}} {amount}\r\n"


ENCODINGS = st.sampled_from(["cp437", "utf-8", "utf-8-sig", "latin-1", "utf-16"])


@settings(max_examples=100)
@given(ROWS, ENCODINGS)
def test_what_is_written_is_read(rows: list[Any], encoding: str) -> None:
    check_written_is_read(rows, encoding)


@pytest.mark.nightly
@settings(max_examples=10_000)
@given(ROWS, ENCODINGS)
def test_what_is_written_is_read_many_times(rows: list[Any], encoding: str) -> None:
    check_written_is_read(rows, encoding)


ANY_LINES = st.lists(
    st.tuples(
        st.sampled_from(["#RES", "#UB", "#PSALDO", "#VER", "#TRANS", "#RAR", "#KONTO", "#OBJEKT", "{", "}", "#", ""]),
        st.text(st.sampled_from('0123456789 "{}\\.-,#\t\x00\x1aåÅ\ufffdx'), max_size=40),
    ),
    max_size=30,
)  # fmt: skip


def check_figures_are_read_or_named(lines: list[tuple[str, str]]) -> None:
    """Every row with a figure is among the rows or among the faults."""
    content = (HEAD + "\n".join(f"{label} {rest}" for label, rest in lines)).encode()
    file = read_sie(content)
    given_rows = sum(label in {"#RES", "#UB", "#PSALDO", "#TRANS"} for label, _ in lines)
    read = len(file.balances) + len(file.period_amounts) + sum(len(v.transactions) for v in file.vouchers)
    faults = [f for f in file.faults if f.text.startswith(("#RES", "#UB", "#PSALDO", "#TRANS"))]
    assert read + len(faults) == given_rows


@settings(max_examples=200)
@given(ANY_LINES)
@example([("#RES", '0 "5010 1')])
def test_no_row_with_a_figure_is_dropped_unseen(lines: list[tuple[str, str]]) -> None:
    check_figures_are_read_or_named(lines)


@pytest.mark.nightly
@settings(max_examples=10_000)
@given(ANY_LINES)
def test_no_row_with_a_figure_is_dropped_unseen_many_times(lines: list[tuple[str, str]]) -> None:
    check_figures_are_read_or_named(lines)


def check_any_bytes(content: bytes) -> None:
    assert read_sie(content).encoding in {"UTF-8", "UTF-16", "CP437", "Latin-1"}
    assert read_sie(HEAD.encode() + b"\n" + content).years.keys() >= {0}


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_a_crash(content: bytes) -> None:
    check_any_bytes(content)


@pytest.mark.nightly
@settings(max_examples=10_000)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_a_crash_many_times(content: bytes) -> None:
    check_any_bytes(content)
