"""Branch coverage per group of modules. Exit code 1 when a group is below 95 %.

    python bin/branch_coverage.py REPORT

REPORT: the output of `coverage json`. pyproject.toml lists the modules.
"""

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
REQUIRED = 95  # per cent
PACKAGES = ("reporting/document", "reporting/review")  # a group each; all other modules are calculations


def group_of(module: str) -> str:
    return next((package for package in PACKAGES if module.startswith(f"{package}/")), "calculations")


def measured_modules() -> set[str]:
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["coverage"]["run"]["include"]
    found = {pattern: [str(path.relative_to(ROOT)) for path in ROOT.glob(pattern)] for pattern in patterns}
    empty = [pattern for pattern, modules in found.items() if not modules]
    if empty:
        sys.exit(f"No module matches {', '.join(empty)} (pyproject.toml, tool.coverage.run).")
    return {module for modules in found.values() for module in modules}


def missed_branches(module: str, file: dict[str, Any]) -> list[str]:
    """A negative line number is the exit of a function."""
    return [f"{module}:{start} -> {max(end, 0) or 'exit'}" for start, end in file["missing_branches"]]


def main() -> int:
    files: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text())["files"]
    modules = measured_modules()
    never_imported = modules - files.keys()
    if never_imported:
        sys.exit(f"No test imports {', '.join(sorted(never_imported))}.")
    is_below = False
    for group in (*PACKAGES, "calculations"):
        members = sorted(module for module in modules if group_of(module) == group)
        for module in members:
            for branch in missed_branches(module, files[module]):
                print(branch)
        branches = sum(files[module]["summary"]["num_branches"] for module in members)
        covered = sum(files[module]["summary"]["covered_branches"] for module in members)
        print(f"{group:<22}{covered:>5} of {branches:>5} branches, {100 * covered / branches:.1f} %")
        is_below |= 100 * covered < REQUIRED * branches
    if is_below:
        print(f"Each group must have {REQUIRED} % of its branches run.")
    return 1 if is_below else 0


if __name__ == "__main__":
    sys.exit(main())
