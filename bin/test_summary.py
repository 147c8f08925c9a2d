"""Summary of bin/test: each step, then `N passed, N failed, N skipped`. Exits with 1 when a step failed."""

import csv
import sys
from pathlib import Path
from xml.etree import ElementTree


def count(results: Path) -> dict[str, int]:
    """Tests passed, failed and skipped, summed over pytest's JUnit files."""
    totals = {"passed": 0, "failed": 0, "skipped": 0}
    for file in results.glob("*.xml"):
        for suite in ElementTree.parse(file).getroot().iter("testsuite"):
            failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped = int(suite.get("skipped", 0))
            totals["failed"] += failed
            totals["skipped"] += skipped
            totals["passed"] += int(suite.get("tests", 0)) - failed - skipped
    return totals


def main() -> int:
    results = Path(sys.argv[1])
    with (results / "steps.tsv").open(encoding="utf-8", newline="") as file:
        steps = list(csv.reader(file, delimiter="\t"))
    print("\n=== summary")
    for name, outcome, seconds in steps:
        print(f"{outcome:<8}{name:<24}{seconds:>6} s")
    broken = [name for name, outcome, _ in steps if outcome != "ok"]
    print(f"Failed: {', '.join(broken)}" if broken else "Every step passed.")
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**count(results)))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
