"""Kill the worker at random in its work: python -m tests.faults.working mail pdf --kills 20

Uses a new SQLite file, or a new database in the PostgreSQL of PORTAL_DATABASE_URL (see bin/with_postgres.py). After
each kill another worker goes on: then every file is whole, no work is left, and no mail has gone twice; if not, exit
code 1.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import django

from tests.faults import databases

AT_ONCE = 40  # mails of a round
LONGEST = {"mail": 0.25, "pdf": 1.5}  # seconds from the first sign of work to the kill
PATIENCE = 30.0  # seconds until that sign


class Worker:
    def __init__(self, url: str, directory: Path) -> None:
        self.mail, self.rendered = directory / "mail", directory / "rendered"
        self.mail.mkdir()
        self.environment = databases.environment(url) | {
            "PORTAL_MAIL_URL": f"file://{self.mail}",
            "PORTAL_RENDERED_DIR": str(self.rendered),
        }

    def command(self, *more: str) -> list[str]:
        return [sys.executable, "manage.py", "run_worker", "--skip-checks", "--lease", "0", *more]

    def kill_in_work(self, has_begun: Callable[[], bool], after: float) -> None:
        process = subprocess.Popen(self.command(), cwd=databases.ROOT, env=self.environment)
        given_up = time.monotonic() + PATIENCE
        while not has_begun():
            assert time.monotonic() < given_up, "the worker does nothing"
            time.sleep(0.02)
        time.sleep(after)
        process.kill()
        process.wait()

    def finish(self) -> None:
        subprocess.run(self.command("--once"), cwd=databases.ROOT, env=self.environment, check=True)

    def delivered(self) -> Counter[str]:
        """Times that each mail went, by its Message-ID."""
        lines = (line for path in self.mail.iterdir() for line in path.read_text().splitlines())
        return Counter(line for line in lines if line.startswith("Message-ID: "))


def mail_round(worker: Worker, number: int, after: float) -> Iterator[str]:
    from django.utils import timezone  # noqa: PLC0415  # needs Django set up

    from reporting.models import NoticeKind, OutgoingMail  # noqa: PLC0415
    from tests.factories import make_user  # noqa: PLC0415

    person = make_user(username=f"till-{number}")
    person.email = "till@example.se"
    person.save()
    facts = {"person": person, "kind": NoticeKind.WAITING, "day": timezone.localdate(), "body": "Hej!\n"}
    mail = [OutgoingMail(matter=f"m{n}", subject=f"Mejl {n}", **facts) for n in range(AT_ONCE)]
    OutgoingMail.objects.bulk_create(mail)
    before = worker.delivered().total()
    worker.kill_in_work(lambda: worker.delivered().total() > before, after)
    print(f"{worker.delivered().total() - before} of {AT_ONCE} mails sent at the kill")
    worker.finish()
    delivered = worker.delivered()
    yield from (f"sent {times} times: {name}" for name, times in delivered.items() if times > 1)
    own = OutgoingMail.objects.filter(person=person)
    yield from (f"lost: {one.pk}" for one in own.filter(claimed_at=None))
    broken_off = own.filter(sent_at=None).count()
    if broken_off > 1:
        yield f"{broken_off} mails broken off by one kill"
    if delivered.total() - before + broken_off < AT_ONCE:
        yield f"said to be sent and was not: {AT_ONCE - delivered.total() + before - broken_off}"


def pdf_round(worker: Worker, number: int, after: float) -> Iterator[str]:
    from django_tasks import TaskResultStatus  # noqa: PLC0415  # needs Django set up
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415

    from reporting.background.tasks import make_pdf  # noqa: PLC0415
    from reporting.renderers.kept import unsealed  # noqa: PLC0415
    from tests.factories import make_report, make_template, section  # noqa: PLC0415

    report = make_report(template=make_template(section("inledning", has_prose=True)), slug=f"tyst-{number}")
    report.texts.create(section_key="inledning", markdown=f"Verksamheten har gått bra {number} gånger.")
    type(report).objects.filter(pk=report.pk).update(changed_at=long_ago())
    make_pdf.enqueue(report.slug)
    worker.kill_in_work(lambda: not DBTaskResult.objects.ready().exists(), after)
    worker.finish()
    left = DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL)
    yield from (f"lost: {task.args_kwargs} is {task.status}" for task in left)
    files = [path for path in worker.rendered.glob("*.pdf") if not path.name.startswith(".")]
    yield from (f"torn: {path.name}" for path in files if not (unsealed(path) or b"").startswith(b"%PDF"))
    if len(files) != number:
        yield f"{len(files)} files of {number} reports"


def long_ago() -> object:
    from django.utils import timezone  # noqa: PLC0415  # needs Django set up

    return timezone.now() - dt.timedelta(days=400)


ROUNDS = {"mail": mail_round, "pdf": pdf_round}


def run(url: str, kinds: list[str], kills: int, seed: int) -> list[str]:
    from django.db import connection  # noqa: PLC0415  # needs Django set up

    from reporting.models import Report  # noqa: PLC0415

    Report.objects.update(changed_at=long_ago())  # none is quiet since lately
    chance, wrong = random.Random(seed), []
    with tempfile.TemporaryDirectory() as directory:
        worker = Worker(url, Path(directory))
        for kind in kinds:
            for number in range(1, kills + 1):
                connection.close()
                after = chance.uniform(0, LONGEST[kind])
                found = list(ROUNDS[kind](worker, number, after))
                print(f"{kind} {number}: killed after {after:.2f} s: {found or 'ok'}", flush=True)
                wrong += found
    connection.close()
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="+", choices=[*ROUNDS])
    parser.add_argument("--kills", type=int, default=20, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--copied", default="", help="PORTAL_DATABASE_URL of a database to copy")
    options = parser.parse_args()
    with databases.new_database(options.copied) as url:
        if not options.copied:
            databases.manage(url, "migrate")
        os.environ |= databases.environment(url) | {"DJANGO_SETTINGS_MODULE": "reporting.settings"}
        django.setup()
        wrong = run(url, options.kinds, options.kills, options.seed)
    print(f"{len(wrong)} faults in {options.kills * len(options.kinds)} kills")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
