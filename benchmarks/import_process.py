"""A process of its own that imports one package and prints the peak of its memory, in bytes:
`python -m benchmarks.import_process DATABASE PACKAGE`."""

from __future__ import annotations

import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402 -- the settings come first

from benchmarks.databases import use  # noqa: E402
from benchmarks.processes import own_peak  # noqa: E402
from reporting.interchange import import_package  # noqa: E402

database, package = sys.argv[1:]
use(database)
import_package(package, today=timezone.localdate())
print(own_peak())  # noqa: T201 -- what it is for
