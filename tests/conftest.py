"""Shared by all tests: the tools some need, and Chromium.

A marker names the tool a test needs. Without the tool the test is skipped, with a notice at the end of the run;
with CI=true it fails.
"""

import os
import shutil
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from django.core.cache import caches
from django.core.handlers.base import BaseHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import override_settings

from reporting.assembly import document_of
from reporting.document.document import Document
from reporting.models import Report
from tests.emptying import copying, emptying, migrate
from tests.shared import directory_of_run, made_once, value_made_once
from tests.worlds import World, load_demo, made_by

if TYPE_CHECKING:
    from playwright.sync_api import Browser

IN_CI = os.environ.get("CI") == "true"
JAXB = Path(os.environ.get("PORTAL_JARS") or "/usr/share/java") / "jaxb-runtime.jar"
NU = Path(__file__).resolve().parents[1] / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
DICTIONARY = os.environ.get("PORTAL_SPELLING_DICTIONARY") or "/usr/share/hunspell/sv_SE"
# No background traffic; the sandbox fails as root and in most containers.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def chromium_path() -> str | None:
    """The Chromium to drive: PORTAL_CHROMIUM, or the one on PATH."""
    return os.environ.get("PORTAL_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def missing_tools() -> dict[str, str]:
    """Marker -> packages to install, for missing tools."""
    wanted = {
        "browser": (chromium_path(), "chromium"),
        "libreoffice": (shutil.which("soffice"), "libreoffice-calc-nogui libreoffice-writer-nogui"),
        "poppler": (shutil.which("pdftotext"), "poppler-utils"),
        "hunspell": (Path(f"{DICTIONARY}.dic").exists(), "hunspell-sv"),
        "verapdf": (shutil.which("javac") and JAXB.exists(), "default-jdk-headless libjaxb-java"),
        "nu": (shutil.which("java") and NU.exists(), "default-jdk-headless, then npm install"),
    }
    return {marker: packages for marker, (found, packages) in wanted.items() if not found}


def pytest_configure(config: pytest.Config) -> None:
    # Playwright runs an event loop in the test's thread, where Django would refuse the ORM.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    # A bare container may not know the name localhost.
    os.environ.setdefault("DJANGO_LIVE_TEST_SERVER_ADDRESS", "127.0.0.1")
    # The time of one example means nothing on a busy machine.
    hypothesis.settings.register_profile("portal", deadline=None)
    hypothesis.settings.load_profile("portal")


# Where PostgreSQL may differ from SQLite: locks, constraints and triggers, the order of text and JSON keys, the
# limits of numbers and texts, failed transactions, migrations.
DIFFERENT_ON_POSTGRESQL = (
    "tests/faults/", "tests/test_mixed_day.py",
    "tests/budgets/test_import_sie", "tests/budgets/test_models",
    "tests/goals/test_models", "tests/goals/test_saving", "tests/internal_control/test_models",
    "tests/reporting/test_accounts", "tests/reporting/test_admin", "tests/reporting/test_autosave",
    "tests/reporting/test_constraints", "tests/reporting/test_guards", "tests/reporting/test_history",
    "tests/reporting/test_hostile", "tests/reporting/test_journal", "tests/reporting/test_locks",
    "tests/reporting/test_outage", "tests/reporting/test_proof",
    "tests/reporting/test_patch", "tests/reporting/test_publication",
    "tests/reporting/test_report_start", "tests/reporting/test_row_admin", "tests/reporting/test_section_edit",
    "tests/reporting/test_template_editor", "tests/reporting/test_templates", "tests/reporting/test_unchanged",
    "tests/reporting/test_workspace", "tests/reporting/test_writers",
)  # fmt: skip
SAMPLE_OF = 8  # of the other tests with a database, one in this many runs on PostgreSQL too
# Left out of bin/test --quick: they start processes, render files or try many cases.
SLOW = (
    "tests/budgets/test_another_convention.py", "tests/budgets/test_import_guesses.py",
    "tests/budgets/test_import_tables.py", "tests/budgets/test_import_workbook.py", "tests/faults/",
    "tests/reporting/comparison/test_properties.py", "tests/reporting/review/test_appendix.py",
    "tests/reporting/review/test_demo_reports.py", "tests/reporting/review/test_properties.py",
    "tests/reporting/test_access.py", "tests/reporting/test_assembly.py", "tests/reporting/test_files_apart.py",
    "tests/reporting/test_guards.py", "tests/reporting/test_kept_pages.py", "tests/reporting/test_limits.py",
    "tests/reporting/test_linear.py", "tests/reporting/test_long_words.py", "tests/reporting/test_look.py",
    "tests/reporting/test_patch.py", "tests/reporting/test_pdf", "tests/reporting/test_publication.py",
    "tests/reporting/test_rendered_files.py", "tests/reporting/test_seal.py", "tests/reporting/test_settings.py",
    "tests/reporting/test_word.py", "tests/test_adopted_as_handed_in.py", "tests/test_any_edits.py",
    "tests/test_bootstrap.py", "tests/test_demo.py", "tests/test_forged_rows.py", "tests/test_missing_cell.py",
)  # fmt: skip
# bin/test --quick: of the tests with a database only a sample.
QUICK = os.environ.get("PORTAL_QUICK") == "1"
WHOLE = os.environ.get("PORTAL_WHOLE") == "1"  # as bin/test --nightly: every test on both


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every test runs on SQLite; on PostgreSQL those that can differ there, with a sample of the rest. Tests of
    one kind of database run there alone."""
    is_postgresql = connection.vendor == "postgresql"
    other = "sqlite" if is_postgresql else "postgresql"
    kept = [item for item in items if not item.get_closest_marker(other)]
    if is_postgresql and not WHOLE:
        kept = [item for item in kept if runs_on_postgresql(item)]
    if QUICK:
        kept = [item for item in kept if is_quick(item)]
    check_places(items)
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def check_places(items: list[pytest.Item]) -> None:
    """bin/test gives its step in Chromium the directory of browser tests alone: the others take a minute to import."""
    astray = [item.nodeid for item in items
              if item.get_closest_marker("browser") and not item.nodeid.startswith("tests/browser/")]  # fmt: skip
    if astray:
        raise pytest.UsageError(f"A test in Chromium belongs in tests/browser: {astray}")


def runs_on_postgresql(item: pytest.Item) -> bool:
    """Files named on the command line run whole."""
    named = [str(argument) for argument in item.config.args]
    if named != ["tests"] or item.get_closest_marker("postgresql"):
        return True
    if item.nodeid.startswith(DIFFERENT_ON_POSTGRESQL):
        return True
    makes_files = any(item.get_closest_marker(tool) for tool in ("verapdf", "libreoffice", "poppler", "nu"))
    return uses_database(item) and is_sampled(item) and not makes_files


def is_quick(item: pytest.Item) -> bool:
    return not item.nodeid.startswith(SLOW) and (not uses_database(item) or is_sampled(item, 3 * SAMPLE_OF))


def is_sampled(item: pytest.Item, of: int = SAMPLE_OF) -> bool:
    """One test in ``of``, the same in every run."""
    return zlib.crc32(item.nodeid.encode()) % of == 0


def uses_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "live_server"})


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, packages in missing_tools().items():
        if item.get_closest_marker(marker):
            message = f"needs: apt-get install {packages}"
            if IN_CI:
                pytest.fail(message, pytrace=False)
            pytest.skip(message)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2].removeprefix("Skipped: ")
        reasons[reason] = reasons.get(reason, 0) + 1
    for reason, number in reasons.items():
        terminalreporter.write_line(f"!!! SKIPPED {number} tests: {reason}", yellow=True, bold=True)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """One Chromium for the whole run."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # tests without a browser need not have it

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


# Held by the live server while it answers: its threads share one connection to the database in memory, and so one
# transaction. What undid a late save would undo the emptying of the database too, or another page's save.
one_at_a_time = threading.Lock()


@pytest.fixture(scope="session")
def shared_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return directory_of_run(tmp_path_factory)


@pytest.fixture(scope="session")
def migrated(shared_directory: Path) -> Path:
    """An SQLite file that is copied and never opened."""
    return made_once(shared_directory / "migrated.sqlite3", migrate)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["MIGRATE"] = False  # copied below


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, request: pytest.FixtureRequest, django_db_blocker: Any
) -> Iterator[None]:
    """On SQLite each process copies what the migrations made once in the run."""
    copy = None
    if connection.vendor == "sqlite":
        copy = copying(request.getfixturevalue("migrated"))
        with django_db_blocker.unblock():
            copy()
    with emptying(one_at_a_time, copy):
        yield


@pytest.fixture(scope="session")
def live_server(django_db_setup: None, live_server: Any) -> Iterator[Any]:
    """The server, started when the test database is there: only then do its threads share the one in memory.

    Started before, each thread opens a connection of its own that nobody closes.
    """
    answer = BaseHandler.get_response

    def answer_in_turn(handler: BaseHandler, request: HttpRequest) -> HttpResponseBase:
        with one_at_a_time:
            return answer(handler, request)

    if (
        connection.vendor == "sqlite"
    ):  # the threads share one, and the last of them end after the server: not undone
        server: Any = ThreadedWSGIServer
        server._close_connections = lambda _: None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseHandler, "get_response", answer_in_turn)
        yield live_server


@pytest.fixture(scope="session", autouse=True)
def files_outside_the_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Those of fixtures wider than a test; each test has a directory of its own."""
    directory = tmp_path_factory.mktemp("files")
    with override_settings(RENDERED_DIR=directory / "rendered", ADOPTED_DIR=directory / "adopted"):
        yield


@pytest.fixture(scope="session")
def demo_world(django_db_setup: None, shared_directory: Path, django_db_blocker: Any) -> World:
    with django_db_blocker.unblock():
        path = shared_directory / f"demo-{connection.vendor}.pickle"
        made: World = value_made_once(path, lambda: made_by(load_demo))
        made.pass_sequences()
    return made


@pytest.fixture(scope="session")
def demo_documents(demo_world: World, django_db_blocker: Any) -> dict[str, Document]:
    """The published reports, by slug."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo_world.enter()
        found = {report.slug: document_of(report) for report in Report.objects.with_context()}
        transaction.set_rollback(True)
    return found


@pytest.fixture
def demo(db: None, demo_world: World) -> None:
    """The published reports, their nämnder and users."""
    demo_world.enter()


@pytest.fixture(autouse=True)
def own_files_and_blocks(settings: Any, tmp_path: Path) -> None:
    """No test sees files or blocks of another."""
    settings.RENDERED_DIR, settings.ADOPTED_DIR = tmp_path / "rendered", tmp_path / "adopted"
    settings.SPELLING_DICTIONARY = ""  # the texts of tests are not written for it
    for name in ("blocks", "unchanged", "read_files"):
        caches[name].clear()
