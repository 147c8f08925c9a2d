"""The layers of the core: imports go from a later layer to an earlier one; lazy and type-only imports count.

The picture is in docs/architecture.md.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Bottom up. A room imports the rooms above it in this list and itself, nothing else of the portal.
LAYERS = (
    "reporting.document",
    "reporting.models",
    "reporting.measurements",
    "reporting.permissions",
    "reporting.mail",
    "reporting.journal",
    "reporting.template_editor.columns_field",
    "reporting.template_editor.parts_field",
    "reporting.template_editor.options",
    "reporting.sections",
    "reporting.assembly",
    "reporting.comparison",
    "reporting.renderers",
    "reporting.background",
    "reporting.review",
    "reporting.workflow",
    "reporting.mail.digests",
    "reporting.questions",
    "reporting.entry",
    "reporting.comments",
    "reporting.imports",
    "reporting.template_editor",
    "reporting.administration",
    "reporting.rounds",
    "reporting.mail.deadlines",
    "reporting.login",
    "reporting.core_sections",
    "reporting.decorators",
    "reporting.admin",
    "reporting.templatetags",
    "reporting.views",
    "reporting.management",
    "reporting.urls",
)
# Django's own places, which the layers are not about.
OUTSIDE = {
    *(
        "apps",
        "asgi",
        "checks",
        "database",
        "migrations",
        "settings",
        "environment",
        "static_files",
        "wsgi",
        "__init__",
    ),
}
NO_ORM = ("reporting.document",)
MOST_LOOSE_MODULES = 15


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted((ROOT / "reporting").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts).removesuffix(".__init__")
        if name != "reporting" and parts[1] not in OUTSIDE:
            yield name, path


MODULES = dict(modules())


def imported(path: Path) -> set[str]:
    """The modules that a module imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= {name if name in MODULES else node.module for name in inner}
    return names


def layer(module: str) -> int | None:
    """The index of the module's layer: the longest name that matches."""
    rooms = [room for room in LAYERS if module == room or module.startswith(f"{room}.")]
    return LAYERS.index(max(rooms, key=len)) if rooms else None


def test_every_module_has_a_layer() -> None:
    assert [module for module in MODULES if layer(module) is None] == []


def test_arrows_go_down() -> None:
    upward = [
        f"{module} imports {name}"
        for module, path in MODULES.items()
        for name in sorted(imported(path))
        if (layer(name) or 0) > (layer(module) or 0)
    ]
    assert upward == []


def test_no_room_is_a_circle() -> None:
    """No import circles, not even within a layer."""
    imports = {module: imported(path) & set(MODULES) - {module} for module, path in MODULES.items()}
    circles = [module for module in MODULES if module in reached(imports, module)]
    assert circles == []


def reached(imports: dict[str, set[str]], start: str) -> set[str]:
    """The modules a module imports, transitively."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = imports[waiting.pop()] - found
        found |= new
        waiting += new
    return found


@pytest.mark.parametrize("room", NO_ORM)
def test_the_document_knows_no_database(room: str) -> None:
    found = {
        f"{module} imports {name}"
        for module, path in MODULES.items()
        if module.startswith(room)
        for name in imported(path)
        if name.startswith(("django.db", "django.contrib", "reporting")) and not name.startswith(room)
    }
    assert found == set()


def test_few_modules_lie_loose() -> None:
    loose = [path.stem for path in (ROOT / "reporting").glob("*.py") if path.stem != "__init__"]
    assert len(loose) <= MOST_LOOSE_MODULES
