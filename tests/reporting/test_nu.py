"""Every page is valid HTML to the Nu checker, the reference."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from reporting.models import Report, User
from tests.browser.test_accessibility import WITHOUT_LOG_IN, addresses
from tests.conftest import NU

pytestmark = [pytest.mark.nu, pytest.mark.django_db]

MEMBERS = ("controller", "controller-herrljunga", "controller-ludvika")
OFFICIAL = ("administrator", "ledamot")


def faults(folder: Path) -> set[tuple[str, str]]:
    """Each file with what is wrong in it; all in one Java process."""
    command = [
        "java",
        "-Xss8m",
        "-jar",
        str(NU),
        "--format",
        "json",
        "--errors-only",
        "--skip-non-html",
        str(folder),
    ]
    told = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False).stderr
    return {
        (message["url"].rsplit("/", 1)[-1], message["message"]) for message in json.loads(told)["messages"]
    }


def keep(folder: Path, who: str, client: Client, address: str) -> None:
    answer: Any = client.get(address)
    if answer.status_code != 302:
        assert answer["Content-Type"].startswith("text/html")
        (folder / f"{who}{address.replace('/', '_')}.html").write_bytes(answer.content)


def test_every_page_is_valid_html(demo: None, client: Client, tmp_path: Path) -> None:
    for address in WITHOUT_LOG_IN:
        keep(tmp_path, "anyone", client, address)
    for person in (*OFFICIAL, *MEMBERS):
        client.force_login(user := User.objects.get(username=person))
        own = [
            f"/rapporter/{slug}/" for slug in Report.objects.visible_to(user).values_list("slug", flat=True)
        ]
        for address in {*own, *(addresses() if person != "ledamot" else [])}:
            keep(tmp_path, person, client, address)
    assert len(list(tmp_path.iterdir())) > 100
    assert faults(tmp_path) == set()


def test_a_fault_is_found(tmp_path: Path) -> None:
    page = '<!doctype html><html lang="sv"><title>Prov</title><p><article><option></option></article>'
    (tmp_path / "page.html").write_text(page)
    assert faults(tmp_path) != set()
