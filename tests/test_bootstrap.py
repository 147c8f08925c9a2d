"""The lock files and pyproject.toml agree, and the lock is complete."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = [Requirement(text) for text in PROJECT["project"]["dependencies"]]
DEV = [Requirement(text) for text in PROJECT["dependency-groups"]["dev"]]


def locked(name: str) -> dict[str, str]:
    """Pins of a lock file: package and marker -> version."""
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = re.findall(r"^([\w.-]+)==([^ ]+)(?: ; (.*?))? \\$", text, re.MULTILINE)
    return {f"{package} {marker}".strip(): version for package, version, marker in pins}


def unlocked(requirements: list[Requirement], lock: str) -> list[str]:
    """The requirements that no pin of the lock satisfies."""
    versions = {canonicalize_name(key.split()[0]): version for key, version in locked(lock).items()}
    return [
        str(requirement)
        for requirement in requirements
        if not requirement.specifier.contains(versions.get(canonicalize_name(requirement.name), "0"))
    ]


def test_runtime_lock_satisfies_every_dependency():
    assert unlocked(RUNTIME, "requirements.lock") == []


def test_dev_lock_satisfies_every_dependency():
    assert unlocked(RUNTIME + DEV, "requirements-dev.lock") == []


def test_dev_lock_holds_the_runtime_in_the_same_versions():
    def without_markers(lock):
        return {(key.split()[0], version) for key, version in locked(lock).items()}

    assert without_markers("requirements.lock") - without_markers("requirements-dev.lock") == set()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_pin_has_hashes_and_no_index_address_is_written(lock):
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    pins_without_hash = [
        line
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if "==" in line and "--hash=sha256:" not in following
    ]
    addresses = [line for line in lines if "://" in line or line.startswith("-")]
    assert (pins_without_hash, addresses) == ([], [])


def test_the_pictures_of_the_readme_are_there() -> None:
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", (ROOT / "README.md").read_text())
    assert pictures == ["docs/report-page.png", "docs/report-pdf.png"]
    assert [name for name in pictures if not (ROOT / name).is_file()] == []
