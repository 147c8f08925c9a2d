"""Storage of static files in production."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

LEFT_ALONE = "django_htmx/"  # unused scripts; one imports a file that does not exist


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # without types
    """File names with digests, also in the imports of scripts."""

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], **options: Any) -> Iterator[Any]:
        hashed = {name: path for name, path in paths.items() if not name.startswith(LEFT_ALONE)}
        yield from super().post_process(hashed, **options)
