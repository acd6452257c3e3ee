"""Goal 13: many people at once, each opening lists and records (which writes the journal) and changing something."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from django.utils import timezone

from benchmarks.databases import create, is_sqlite
from cases.models import AccessEntry, CaseFile
from partners.models import Membership, Organisation, Role, User
from reporting.demonstration.loading import load

WRITTEN = "written"
WRITERS = {"13a": 8, "13b": 32}
ROUNDS = 10


def measure(rounds: int) -> Iterator[tuple[str, float]]:
    """On SQLite, by the goal's number: how many requests failed, of all that so many writers made at the same time."""
    if not is_sqlite():
        return
    create(WRITTEN)
    load(timezone.localdate())
    for number, writers in WRITERS.items():
        yield number, errors_of(writers, rounds)


def errors_of(writers: int, rounds: int) -> int:
    """Start the writers, let them go together, and count what failed. Raises RuntimeError when the journal does not
    hold an entry for every answer that was given."""
    before = AccessEntry.objects.count()
    processes = [start(*given, rounds) for given in accounts(writers)]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()  # signed in
    counts = [json.loads(process.communicate("go\n")[0]) for process in processes]
    requests, errors = (sum(count[what] for count in counts) for what in ("requests", "errors"))
    written = AccessEntry.objects.count() - before
    print(f"  {writers} writers: {requests} requests, {errors} errors, {written} entries", file=sys.stderr)  # noqa: T201
    if written < requests - errors:
        raise RuntimeError(f"{requests - errors} answers, {written} entries in the journal")
    return errors


def accounts(writers: int) -> Iterator[tuple[int, str]]:
    """A lead of one Mission Locale for each writer, with a young person of their own: ids and references."""
    mission_locale = Organisation.objects.get(code="ml-rennes")
    on = timezone.localdate()
    files = CaseFile.objects.open(on).filter(organisation=mission_locale, person__restrictions__isnull=True)
    for number, file in enumerate(files.select_related("person")[:writers]):
        user = User.objects.create_user(f"agent{number}.{writers}@demonstration.invalid")
        Membership.objects.create(
            user=user, organisation=mission_locale, role=Role.REFERENT, is_lead=True, starts_on=on
        )
        yield user.pk, file.person.code


def start(user: int, code: str, rounds: int) -> subprocess.Popen[str]:
    """A writer, who waits for a line before beginning."""
    command = [sys.executable, "-m", "benchmarks.writer_process", WRITTEN, str(user), code, str(rounds)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
