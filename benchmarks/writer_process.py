"""A process of its own that works as one account:
`python -m benchmarks.writer_process DATABASE ACCOUNT PERSON ROUNDS`.

It signs in, says so, waits for a line, then opens the list and a record, restricts the file and lifts that, so many
times. Prints how many requests it made, and how many failed.
"""

from __future__ import annotations

import json
import logging
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402 -- the settings come first
from django.test import override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from benchmarks.databases import use  # noqa: E402
from partners.models import User  # noqa: E402
from tests.personas import signed_in  # noqa: E402

database, user, code, rounds = sys.argv[1:]
use(database)
logging.disable(logging.ERROR)
# Nothing was collected: the style sheets' addresses are as they are in a work tree.
plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
override_settings(STORAGES=settings.STORAGES | plain, ALLOWED_HOSTS=["testserver"]).enable()
client = signed_in(User.objects.get(pk=user))
client.raise_request_exception = False

RECORD = reverse("cases:youngperson_detail", args=[code])
RESTRICTION = {"reason": "menace", "readers": [user]}


def round_of_work() -> list[bool]:
    """Whether each request did what it should."""
    listed = client.get(reverse("cases:youngperson_list"))
    opened = client.get(RECORD)
    restricted = client.post(reverse("cases:restriction_update", args=[code]), RESTRICTION)
    lifted = client.post(reverse("cases:restriction_lift", args=[code]))
    return [answer.status_code == 200 for answer in (listed, opened)] + [
        answer.status_code == 302 for answer in (restricted, lifted)
    ]


print("ready", flush=True)  # noqa: T201 -- what is waited for
sys.stdin.readline()
done = [is_right for _ in range(int(rounds)) for is_right in round_of_work()]
print(json.dumps({"requests": len(done), "errors": done.count(False)}))  # noqa: T201 -- what it is for
