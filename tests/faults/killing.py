"""Kill the server at random during saves: python -m tests.faults.killing web import adopt --kills 100

Uses a new SQLite file, or a new database in the PostgreSQL of PORTAL_DATABASE_URL (see bin/with_postgres.py). After
each kill every acknowledged save is there, the journal verifies and the report can be read; if not, exit code 1.
"""

from __future__ import annotations

import argparse
import os
import sys

import django

from tests.faults import databases


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="+", choices=["web", "import", "adopt"])
    parser.add_argument("--kills", type=int, default=100, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--copied", default="", help="PORTAL_DATABASE_URL of the published reports")
    options = parser.parse_args()
    with databases.new_database(options.copied) as url:
        if not options.copied:
            databases.load_published(url)
        os.environ |= databases.environment(url) | {"DJANGO_SETTINGS_MODULE": "reporting.settings"}
        django.setup()
        from tests.faults.rounds import run  # noqa: PLC0415  # needs Django set up

        faults = list(run(url, options.kinds, options.kills, options.seed))
    print(f"{len(faults)} faults in {options.kills * len(options.kinds)} kills")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
