"""Who imports whom: chapters import the core, never the reverse or each other; slow libraries lazily."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = ("budgets", "goals", "internal_control")
PACKAGES = ("reporting", *CHAPTERS)
SLOW = {"weasyprint", "pydyf", "pikepdf", "pandas", "numpy", "xlsxwriter", "openpyxl", "docx", "lxml"}


def imported(path: Path) -> set[str]:
    """The top-level packages a module imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names.add((node.module or "").split(".")[0])
    return names


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("package", PACKAGES)
def test_the_arrow(package: str) -> None:
    forbidden = set(PACKAGES) - {package, "reporting"} if package != "reporting" else set(CHAPTERS)
    forbidden |= {"tests", "benchmarks"}
    found = {
        (str(path.relative_to(ROOT)), name)
        for path in modules(package)
        for name in imported(path) & forbidden
    }
    assert found == set()


def test_the_core_names_chapters_in_settings_and_urls_alone() -> None:
    """As strings too; fixtures and demo data may."""
    found = {
        str(path.relative_to(ROOT))
        for path in modules("reporting")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.split(".")[0] in CHAPTERS
        and "." in node.value
    }
    assert found <= {"reporting/settings.py", "reporting/urls.py"}


def test_no_other_package_stands_at_the_top() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages - {"benchmarks"} == {*PACKAGES, "tests"}


START = """
import sys, importlib
import django
django.setup()
from django.conf import settings
importlib.import_module(settings.ROOT_URLCONF)
from django.urls import get_resolver
get_resolver().url_patterns
from reporting.sections import registry
registry()
print(sorted({name.split(".")[0] for name in sys.modules}))
"""


def test_slow_libraries_are_not_imported_when_the_portal_starts() -> None:
    process = subprocess.run(
        [sys.executable, "-c", START],
        cwd=ROOT, env=os.environ | {"DJANGO_SETTINGS_MODULE": "reporting.settings", "PORTAL_MODE": "test"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert process.stderr == ""
    loaded = set(ast.literal_eval(process.stdout))
    assert loaded & SLOW == set()
    assert {"django", "reporting"} <= loaded
