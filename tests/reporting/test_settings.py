"""Starting the portal: what production demands, and how SQLite is set up. Each start is a separate process."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "PORTAL_MODE": "production",
    "PORTAL_SECRET_KEY": "x1" * 20 + "-a-long-text-with-many-different-characters",
    "PORTAL_ALLOWED_HOSTS": "portal.example.se",
}


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Python without the portal's environment but for what is given."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT, env=clean | environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def last_line(process: subprocess.CompletedProcess[str]) -> str:
    return process.stderr.strip().splitlines()[-1]


CONFIGURED = "django.core.exceptions.ImproperlyConfigured: "


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "Set PORTAL_SECRET_KEY: a long random text, kept secret."),
        ({"PORTAL_MODE": "production"}, "Set PORTAL_SECRET_KEY: a long random text, kept secret."),
        (
            PRODUCTION | {"PORTAL_ALLOWED_HOSTS": ""},
            "Set PORTAL_ALLOWED_HOSTS: the host names, with commas between.",
        ),
        (
            PRODUCTION | {"PORTAL_ALLOWED_HOSTS": " , "},
            "Set PORTAL_ALLOWED_HOSTS: the host names, with commas between.",
        ),
        (
            PRODUCTION | {"PORTAL_OIDC_SERVER": "http://login.example.se"},
            "PORTAL_OIDC_SERVER must begin with https://.",
        ),
        (
            PRODUCTION | {"PORTAL_REQUIRE_SSO": "1"},
            "PORTAL_REQUIRE_SSO needs PORTAL_OIDC_SERVER: nobody could log in.",
        ),
        (
            {"PORTAL_MODE": "demo", "PORTAL_SECOND_FACTOR": "alla"},
            "PORTAL_SECOND_FACTOR must be administrators, everyone or empty.",
        ),
        ({"PORTAL_MODE": "debug"}, "PORTAL_MODE must be production, demo or test."),
        (
            {"PORTAL_MODE": "demo", "PORTAL_DATABASE_URL": "mysql://x"},
            "PORTAL_DATABASE_URL must begin with sqlite:/// or postgres://, for example "
            "postgres://portal:password@localhost:5432/portal",
        ),
    ],
)
def test_a_bad_environment_is_refused_with_a_sentence(environment: dict[str, str], sentence: str) -> None:
    process = run("manage.py", "check", **environment)
    assert (process.returncode, last_line(process)) == (1, CONFIGURED + sentence)


def test_production_passes_djangos_deployment_checks() -> None:
    process = run("-W", "error", "manage.py", "check", "--deploy", "--fail-level", "INFO", **PRODUCTION)
    assert (process.returncode, process.stderr, process.stdout) == (
        0, "", "System check identified no issues (0 silenced).\n",
    )  # fmt: skip


@pytest.mark.parametrize("mode", ["production", "demo", "test"])
def test_no_mode_shows_how_the_inside_looks(mode: str) -> None:
    process = run(
        "-c", "import reporting.settings as s; print(s.DEBUG)", **PRODUCTION | {"PORTAL_MODE": mode}
    )
    assert process.stdout == "False\n"


HOSTS = """
import django; django.setup()
from django.conf import settings
from django.http import HttpRequest
for host in ("a.se", "b.se", "x.c.se", "d.se"):
    request = HttpRequest()
    request.META["HTTP_HOST"] = host
    try:
        print(request.get_host(), end=" ")
    except Exception:
        print("no", end=" ")
print(*getattr(settings, "CSRF_TRUSTED_ORIGINS", ()))
"""


@pytest.mark.parametrize(
    ("mode", "origins"), [("production", " https://a.se https://b.se https://*.c.se"), ("demo", " ")]
)
def test_hosts_may_have_blanks_and_empty_places_between_them(mode: str, origins: str) -> None:
    hosts = {"PORTAL_MODE": mode, "PORTAL_ALLOWED_HOSTS": " a.se, b.se ,,.c.se"}
    process = run("-c", HOSTS, DJANGO_SETTINGS_MODULE="reporting.settings", **PRODUCTION | hosts)
    assert (process.stdout, process.stderr) == (f"a.se b.se x.c.se no{origins}\n", "")


PRAGMAS = """
import django; django.setup()
from django.db import connection, transaction
with transaction.atomic():
    cursor = connection.cursor()
    for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
        print(name, cursor.execute(f"PRAGMA {name}").fetchone()[0])
    print(connection.transaction_mode, connection.connection.in_transaction)
"""


def test_sqlite_waits_its_turn_and_survives_a_power_cut(tmp_path: Path) -> None:
    """WAL with synchronous FULL (2); transactions begin IMMEDIATE; 20 s busy timeout."""
    process = run(
        "-c", PRAGMAS,
        PORTAL_MODE="test", PORTAL_DATABASE_URL=f"sqlite:///{tmp_path}/db.sqlite3",
        DJANGO_SETTINGS_MODULE="reporting.settings",
    )  # fmt: skip
    assert process.stderr == ""
    assert process.stdout.splitlines() == [
        "journal_mode wal",
        "synchronous 2",
        "foreign_keys 1",
        "busy_timeout 20000",
        "IMMEDIATE True",
    ]


URLS = """
from reporting.environment import database_from_url
import sys
chosen = database_from_url(sys.argv[1])
print([str(chosen.get(name, "")) for name in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")])
"""


POSTGRESQL = "django.db.backends.postgresql"


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("sqlite:///var/x.sqlite3", ["reporting.database", f"{ROOT}/var/x.sqlite3", "", "", "", ""]),
        ("sqlite:////srv/x.sqlite3", ["reporting.database", "/srv/x.sqlite3", "", "", "", ""]),
        (
            "postgres://me:p%40ss@db:5433/portal",
            [POSTGRESQL, "portal", "me", "p@ss", "db", "5433"],
        ),
        (
            "postgresql://me@/portal?host=%2Frun%2Fpg",
            [POSTGRESQL, "portal", "me", "", "/run/pg", ""],
        ),
    ],
)
def test_database_urls(url: str, parts: list[str]) -> None:
    process = run("-c", URLS, url, PORTAL_MODE="test")
    assert process.stdout == f"{parts}\n"


@pytest.mark.parametrize(("mode", "file"), [("test", "test"), ("demo", "portal"), ("production", "portal")])
def test_tests_never_touch_a_developers_data(mode: str, file: str) -> None:
    code = "import reporting.settings as s; print(s.DATABASES['default']['NAME'])"
    process = run("-c", code, **PRODUCTION | {"PORTAL_MODE": mode})
    assert process.stdout == f"{ROOT}/var/{file}.sqlite3\n"


def test_migrate_alone_makes_a_whole_database(tmp_path: Path) -> None:
    """Also the table that counts log-in attempts."""
    here = {"PORTAL_MODE": "test", "PORTAL_DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3"}
    assert run("-W", "error", "manage.py", "migrate", "-v0", **here).stderr == ""
    count = "from django.core.cache import cache; cache.set('a', 1); print(cache.get('a'))"
    assert run("manage.py", "shell", "-v0", "-c", count, **here).stdout == "1\n"


def test_in_production_scripts_import_others_by_hashed_names(tmp_path: Path) -> None:
    """A browser would otherwise keep old modules of a new script."""
    code = (
        "import django; django.setup();"
        "from django.conf import settings; from django.core.management import call_command;"
        f"settings.STATIC_ROOT = {str(tmp_path)!r}; call_command('collectstatic', verbosity=0, interactive=False)"
    )
    process = run("-c", code, DJANGO_SETTINGS_MODULE="reporting.settings", **PRODUCTION)
    assert (process.returncode, process.stderr) == (0, "")
    scripts = list((tmp_path / "js").rglob("*.????????????.js"))
    imports = [
        script.parent / name
        for script in scripts
        for name in re.findall(r"""import\b[^;]*?["'](\.[^"']+)["']""", script.read_text(encoding="utf-8"))
    ]
    assert any(script.name.startswith("editor.") for script in scripts)
    assert len(imports) > 30
    assert {path.resolve() for path in imports} <= {path.resolve() for path in scripts}
