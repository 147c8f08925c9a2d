"""What rendered things look like, as a digest: no cache or ETag outlives a change of template, style or code."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

SHAPED_BY = (
    "reporting/*.py",
    "reporting/renderers/*.py",
    "templates/base_print.html",
    "templates/reporting/blocks/*.html",
    "static/css/*.css",
    "static/fonts/*.ttf",
    "requirements.lock",
)


@cache
def look_digest() -> str:
    """The same as long as the portal's files are; read once per process."""
    base = Path(settings.BASE_DIR)
    look = hashlib.sha256()
    for pattern in SHAPED_BY:
        for path in sorted(base.glob(pattern)):
            look.update(path.name.encode())
            look.update(path.read_bytes())
    return look.hexdigest()[:16]
