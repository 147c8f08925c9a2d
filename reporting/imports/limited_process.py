"""Runs one reader of a file, in a process that may use little and knows nothing: ``python -m``, without Django.

It is told on its standard input which function to call and with what, and writes what that answers. The limits are
for the process, so that whatever a hostile file makes a parser do ends there.
"""

from __future__ import annotations

import os
import pickle
import resource
import sys
from importlib import import_module

from reporting.imports.spreadsheets.cells import UploadRefused

SECONDS = 10  # of processor time: a 5 MB file takes three
MOST_MEMORY = 800_000_000  # bytes of address space; a 5 MB file takes 300 MB
LARGEST_ANSWER = 100_000_000  # bytes
TOO_MUCH = 3  # exit status
READ, REFUSED, TOO_LARGE = "read", "refused", "too large"


def limit(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_ANSWER, LARGEST_ANSWER))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(10)  # who reads a page goes first


def answer_of(path: str, arguments: tuple[object, ...]) -> bytes:
    """``path``: the function's module and name."""
    module, _, name = path.rpartition(".")
    try:
        read = getattr(import_module(module), name)
        return pickle.dumps((READ, read(*arguments)))
    except UploadRefused as error:
        return pickle.dumps((REFUSED, str(error)))
    except MemoryError:
        return pickle.dumps((TOO_LARGE, ""))


def main() -> None:
    seconds, path, arguments = pickle.load(sys.stdin.buffer)
    limit(seconds)
    try:
        sys.stdout.buffer.write(answer_of(path, arguments))
        sys.stdout.flush()
    except OSError:  # a longer answer than may be written
        os._exit(TOO_MUCH)


if __name__ == "__main__":
    main()
