"""Goal 19: an import's memory does not grow with the package."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.databases import create, use
from benchmarks.report_goals import name_of
from reporting.interchange import export_package

IMPORTED = "imported"


def measure(sizes: tuple[int, int], rounds: int) -> Iterator[tuple[str, float]]:
    """The goal's number and what was measured: the peak of the larger package ÷ that of the smaller one."""
    with TemporaryDirectory() as name:
        packages = [exported(people, Path(name)) for people in sizes]
        peaks = [[peak_of_import(package) for package in packages] for _ in range(rounds)]
    yield "19", median(large / small for small, large in peaks)


def exported(people: int, folder: Path) -> Path:
    """The package of the database of that many people, which `report_goals` filled."""
    use(name_of(people))
    path = folder / name_of(people)
    rows = sum(export_package(path).values())
    print(f"  package of {people} people: {rows} rows", file=sys.stderr)  # noqa: T201 -- a command's progress
    return path


def peak_of_import(package: Path) -> int:
    """The peak of a new process that imports the package into an empty database."""
    create(IMPORTED)
    command = [sys.executable, "-m", "benchmarks.import_process", IMPORTED, str(package)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(done.stdout)
