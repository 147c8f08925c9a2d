"""What a hostile file may make a parser do. Without Django: each runs in a separate process."""

from __future__ import annotations

import os
import sys
import time


class Harm:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("true",)


def spin(_content: bytes) -> None:
    while True:
        pass


def swell(_content: bytes) -> list[bytearray]:
    return [bytearray(10**8) for _ in range(100)]


def answer_at_length(_content: bytes) -> bytes:
    return os.urandom(1) * 150_000_000


def crash(_content: bytes) -> None:
    os.abort()


def fall(_content: bytes) -> None:
    raise ZeroDivisionError


def harm(_content: bytes) -> Harm:
    return Harm()


def wait(path: bytes) -> bytes:
    """Until the file is there."""
    while not os.path.exists(path):
        time.sleep(0.02)
    return path


def answer(content: bytes) -> bytes:
    return content


def surroundings(_content: bytes) -> list[str]:
    return [*os.environ, *sys.modules]
