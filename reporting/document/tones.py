"""The tone of a status or a fact, printed as a symbol beside its word. Pure."""

from typing import Literal

Tone = Literal["", "good", "partly", "bad", "neutral"]
