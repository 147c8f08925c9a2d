"""How static files are kept in production."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

LEFT_ALONE = "django_htmx/"  # scripts that no page of the portal uses, one of which imports what is not there


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # without types
    """Every file under a name with its digest, also where one script imports another."""

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], **options: Any) -> Iterator[Any]:
        hashed = {name: path for name, path in paths.items() if not name.startswith(LEFT_ALONE)}
        yield from super().post_process(hashed, **options)
