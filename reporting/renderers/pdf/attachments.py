"""Files carried in a PDF. PDF/A-3 allows any, each with its relation to what is printed."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """``relationship``: Source, what the PDF was made of; Data, its figures in another form."""

    name: str
    media_type: str
    relationship: Literal["Source", "Data"]
    description: str
    content: bytes

    def to_plain(self) -> dict[str, Any]:
        return vars(self) | {"content": base64.b64encode(self.content).decode()}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Attachment:
        return cls(**plain | {"content": base64.b64decode(plain["content"])})
