"""Exported, filled in with LibreOffice, imported and exported again: equal."""

from __future__ import annotations

import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from django.test import Client

from budgets.models import BudgetLine
from reporting.models import Report
from tests.budgets.test_import_workbook import (
    PROJECTS,
    STATEMENT,
    cells_of,
    edited,
    exported,
    person,
    read_in,
    report,
)

__all__ = ["person", "report"]  # fixtures

LIBRARY = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">'
    '<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" '
    'library:readonly="false" library:passwordprotected="false"><library:element library:name="Fill"/>'
    "</library:library>"
)
MODULE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">'
    '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Fill" '
    'script:language="StarBasic">{}</script:module>'
)
BASIC = """
Sub Fill(source As String, target As String, kind As String)
  Dim opened(0) As New com.sun.star.beans.PropertyValue
  opened(0).Name = "Hidden"
  opened(0).Value = True
  doc = StarDesktop.loadComponentFromURL(ConvertToURL(source), "_blank", 0, opened())
  sheet = doc.Sheets.getByName("SHEET")
FILLED
  Dim saved(0) As New com.sun.star.beans.PropertyValue
  saved(0).Name = "FilterName"
  saved(0).Value = kind
  doc.storeToURL(ConvertToURL(target), saved())
  doc.close(True)
End Sub
"""


def filled_by_libreoffice(content: bytes, folder: Path, extension: str, cells: dict[str, Any]) -> bytes:
    """A workbook opened, typed in and saved by LibreOffice, by a macro in a separate profile."""
    soffice = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    subprocess.run([*soffice, "--terminate_after_init"], check=True, capture_output=True, timeout=120)
    library = folder / "profile" / "user" / "basic" / "Standard"  # there since that first start
    typed = "\n".join(
        f'sheet.getCellRangeByName("{place}").'
        + (f'String = "{value}"' if isinstance(value, str) else f"Value = {value}")
        for place, value in cells.items()
    )
    basic = BASIC.replace("SHEET", STATEMENT).replace("FILLED", typed)
    (library / "script.xlb").write_text(LIBRARY, encoding="utf-8")
    (library / "Fill.xba").write_text(MODULE.format(escape(basic)), encoding="utf-8")
    source, target = folder / "in.xlsx", folder / f"ut.{extension}"
    source.write_bytes(content)
    kind = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8"}[extension]
    call = f'macro:///Standard.Fill.Fill("{source}","{target}","{kind}")'
    subprocess.run([*soffice, call], check=True, capture_output=True, timeout=120)
    return target.read_bytes()


CELLS: dict[str, Any] = {"D5": 12800.25, "E6": -31, "B7": "Tele & data ”ny”", "F8": "−11 700,5"}


@pytest.mark.libreoffice
@pytest.mark.parametrize("extension", ["xlsx", "ods"])
def test_out_filled_in_in_and_out_again(
    person: Client, report: Report, tmp_path: Path, extension: str
) -> None:
    content = exported(person, report)
    saved = filled_by_libreoffice(content, tmp_path, extension, CELLS)
    assert read_in(person, report, saved, f"bok.{extension}").status_code == 302
    assert BudgetLine.objects.get(key="personalkostnader").budget == Decimal(12_800_250)
    again, expected = (
        cells_of(exported(person, report)),
        cells_of(edited(content, **(CELLS | {"F8": -11700.5}))),
    )
    assert {name: again[name] for name in (STATEMENT, PROJECTS)} == {
        name: expected[name] for name in (STATEMENT, PROJECTS)
    }


@pytest.mark.libreoffice
def test_rows_added_and_taken_away_in_libreoffice(person: Client, report: Report, tmp_path: Path) -> None:
    cells = {"B15": "Ny post", "C15": "kostnad", "D15": 5, "H7": "Ja"}
    saved = filled_by_libreoffice(exported(person, report), tmp_path, "ods", cells)
    assert read_in(person, report, saved, "bok.ods").status_code == 302
    keys = set(BudgetLine.objects.filter(report=report).values_list("key", flat=True))
    assert ("telekommunikation" in keys, "ny-post" in keys) == (False, True)
