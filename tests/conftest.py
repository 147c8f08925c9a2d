"""What every test may ask for: the tools some tests need, and Chromium.

A test says which tool it needs with a marker. A missing tool skips the test, with a notice at the end of the
run; with CI=true it is a failure.
"""

import os
import shutil
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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is about one kind of database alone is left to the run on it; the whole check has both."""
    other = "sqlite" if connection.vendor == "postgresql" else "postgresql"
    elsewhere = [item for item in items if item.get_closest_marker(other)]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]


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
    """No test sees what another has rendered; hashing passwords costs no time."""
    settings.RENDERED_DIR = tmp_path / "rendered"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SPELLING_DICTIONARY = ""  # the texts of tests are not written for it
    caches["blocks"].clear()
