"""What every test starts from."""

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def own_files_and_blocks(settings: Any, tmp_path: Path) -> None:
    """No test sees what another has rendered; hashing passwords costs no time."""
    settings.RENDERED_DIR = tmp_path / "rendered"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    caches["blocks"].clear()
