"""Run one reader of a file within limits, without Django or secrets: ``python -m``.

Reads the limit, the function's path and its arguments as a pickle from stdin; writes the pickled answer to stdout.
Whatever a hostile file makes a parser do ends with this process.
"""

from __future__ import annotations

import os
import pickle
import resource
import sys
from importlib import import_module

from reporting.imports.spreadsheets.cells import UploadRefused

SECONDS = 10  # processor time; a 5 MB file takes 3
MOST_MEMORY = 800_000_000  # bytes of address space; a 5 MB file takes 300 MB
LARGEST_ANSWER = 100_000_000  # bytes
TOO_MUCH = 3  # exit status
READ, REFUSED, TOO_LARGE = "read", "refused", "too large"


def limit(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_ANSWER, LARGEST_ANSWER))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(10)  # pages first


def answer_of(path: str, arguments: tuple[object, ...]) -> bytes:
    """The pickled outcome and answer. ``path``: the function's module and name."""
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
    except OSError:  # longer than LARGEST_ANSWER
        os._exit(TOO_MUCH)


if __name__ == "__main__":
    main()
