"""What every test may ask for: the tools some tests need, and Chromium.

A test says which tool it needs with a marker. A missing tool skips the test, with a notice at the end of the
run; with CI=true it is a failure.
"""

import os
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from django.core.cache import caches
from django.db import connection
from django.test import TransactionTestCase

from reporting.journal import triggers as journal_guards

if TYPE_CHECKING:
    from playwright.sync_api import Browser

IN_CI = os.environ.get("CI") == "true"
JAXB = Path(os.environ.get("PORTAL_JARS") or "/usr/share/java") / "jaxb-runtime.jar"
DICTIONARY = os.environ.get("PORTAL_SPELLING_DICTIONARY") or "/usr/share/hunspell/sv_SE"
# Chromium's own telephone calls are left out; its sandbox can't be had as root or in most containers.
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
    """Marker -> what to install, for the tools that are not here."""
    wanted = {
        "browser": (chromium_path(), "chromium"),
        "libreoffice": (shutil.which("soffice"), "libreoffice-calc-nogui libreoffice-writer-nogui"),
        "poppler": (shutil.which("pdftotext"), "poppler-utils"),
        "hunspell": (Path(f"{DICTIONARY}.dic").exists(), "hunspell-sv"),
        "verapdf": (shutil.which("javac") and JAXB.exists(), "default-jdk-headless libjaxb-java"),
    }
    return {marker: packages for marker, (found, packages) in wanted.items() if not found}


def pytest_configure(config: pytest.Config) -> None:
    # Playwright runs an event loop in the thread of the test; Django would else refuse the ORM there.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    # A bare container may not know the name localhost.
    os.environ.setdefault("DJANGO_LIVE_TEST_SERVER_ADDRESS", "127.0.0.1")
    # How long one example takes says nothing on a busy machine.
    hypothesis.settings.register_profile("portal", deadline=None)
    hypothesis.settings.load_profile("portal")


# Where PostgreSQL may answer otherwise than SQLite: locks, constraints and triggers, the order of text and of
# JSON's keys, what a number or a text may hold, a transaction that has failed, migrations.
OTHERWISE_ON_POSTGRESQL = (
    "tests/test_mixed_day.py", "tests/test_real_server.py", "tests/budgets/test_import", "tests/budgets/test_models",
    "tests/goals/test_models", "tests/goals/test_saving", "tests/internal_control/test_models",
    "tests/reporting/test_accounts", "tests/reporting/test_admin", "tests/reporting/test_autosave",
    "tests/reporting/test_constraints", "tests/reporting/test_history", "tests/reporting/test_hostile",
    "tests/reporting/test_journal", "tests/reporting/test_patch", "tests/reporting/test_report_start",
    "tests/reporting/test_row_admin", "tests/reporting/test_section_edit", "tests/reporting/test_settings",
    "tests/reporting/test_template_editor", "tests/reporting/test_templates", "tests/reporting/test_workspace",
    "tests/reporting/test_writers",
)  # fmt: skip
EVERY = 8  # of the other tests with a database, one in so many is run on PostgreSQL too
# Left out of bin/test --quick: they start processes of their own or render files.
SLOW = (
    "tests/test_real_server.py", "tests/test_bootstrap.py", "tests/test_demo.py", "tests/test_forged_rows.py",
    "tests/reporting/test_access.py", "tests/reporting/test_pdf.py", "tests/reporting/test_settings.py",
    "tests/reporting/test_word.py", "tests/reporting/review/test_appendix.py",
)  # fmt: skip
QUICK = (
    os.environ.get("PORTAL_QUICK") == "1"
)  # bin/test --quick: no more than the sample of those with a database
WHOLE = os.environ.get("PORTAL_WHOLE") == "1"  # as bin/test --nightly: every test on both


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The whole check runs every test on SQLite, and on PostgreSQL those that can differ there, with a sample of
    the rest. What is about one kind of database alone is left to the run on it."""
    is_postgresql = connection.vendor == "postgresql"
    other = "sqlite" if is_postgresql else "postgresql"
    kept = [item for item in items if not item.get_closest_marker(other)]
    if is_postgresql and not WHOLE:
        kept = [item for item in kept if runs_on_postgresql(item)]
    if QUICK:
        kept = [item for item in kept if is_quick(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def runs_on_postgresql(item: pytest.Item) -> bool:
    """A file that is asked for by name is run as a whole."""
    asked = [str(argument) for argument in item.config.args]
    if asked != ["tests"] or item.get_closest_marker("postgresql"):
        return True
    if item.nodeid.startswith(OTHERWISE_ON_POSTGRESQL):
        return True
    return uses_database(item) and is_sampled(item)


def is_quick(item: pytest.Item) -> bool:
    return not item.nodeid.startswith(SLOW) and (not uses_database(item) or is_sampled(item))


def is_sampled(item: pytest.Item) -> bool:
    """The same tests in every run."""
    return zlib.crc32(item.nodeid.encode()) % EVERY == 0


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
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # tests without a browser do without it

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session", autouse=True)
def emptying_passes_the_guards() -> Iterator[None]:
    """A test that commits ends with an emptied database; the journal's triggers would refuse that."""
    case_class: Any = TransactionTestCase  # Django's own hook, which no stub knows
    teardown = case_class._fixture_teardown

    def without_guards(case: TransactionTestCase) -> None:
        journal_guards.remove(connection)
        teardown(case)
        journal_guards.install(connection)

    case_class._fixture_teardown = without_guards
    yield
    case_class._fixture_teardown = teardown


@pytest.fixture(scope="session")
def live_server(django_db_setup: None, live_server: Any) -> Any:
    """The server, started when the test database is there: only then do its threads share the one in memory.

    Started before, each thread opens a connection of its own that nobody closes.
    """
    return live_server


@pytest.fixture(autouse=True)
def own_files_and_blocks(settings: Any, tmp_path: Path) -> None:
    """No test sees what another has rendered."""
    settings.RENDERED_DIR = tmp_path / "rendered"
    settings.SPELLING_DICTIONARY = ""  # the texts of tests are not written for it
    caches["blocks"].clear()
