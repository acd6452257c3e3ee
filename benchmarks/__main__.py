"""`bin/bench` calls this once a database (`measure`), then to show what was measured (`show`)."""

from __future__ import annotations

import argparse
import json
import logging
import re
import sys
from datetime import date
from pathlib import Path

import django

from benchmarks.goals import GOALS, Results, missed, table

PAGE = Path(__file__).with_name("README.md")
# What a run writes lies between these lines of the page.
MARKED = re.compile(r"(<!-- results -->\n).*?(<!-- end of results -->)", re.DOTALL)
PAIRS = 5
ROUNDS = 3


def main() -> int:
    """Measures, or shows; 1 when a goal that must be reached is not."""
    arguments = parser().parse_args()
    if arguments.command == "measure":
        measure(arguments.output, quick=arguments.quick)
        return 0
    results: Results = {}
    for path in arguments.files:
        results |= json.loads(path.read_text(encoding="utf-8"))
    text = table(results)
    say(text)
    if arguments.write:
        page = f"Measured on {date.today():%d %B %Y}, on two shared cores.\n\n{text}\n"  # noqa: DTZ011 -- a local day
        PAGE.write_text(MARKED.sub(rf"\g<1>{page}\g<2>", PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    if wrong := missed(results):
        say(f"Missed: {', '.join(wrong)}")
    return 1 if wrong else 0


def parser() -> argparse.ArgumentParser:
    """The two commands."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    measuring = commands.add_parser("measure", help="measure on the database that DATABASE_URL names")
    measuring.add_argument("output", type=Path)
    measuring.add_argument("--quick", action="store_true", help="a tenth of the people, for a trial")
    showing = commands.add_parser("show", help="the table of what was measured")
    showing.add_argument("files", type=Path, nargs="+")
    showing.add_argument("--write", action="store_true", help="also in README.md")
    return parser


def measure(output: Path, *, quick: bool) -> None:
    """Measures every goal on the database in use, and writes the values to a file."""
    django.setup()
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it names each property of the screen that it leaves out
    from django.db import connection

    from benchmarks import (
        admin_goals,
        databases,
        import_goals,
        pdf_goals,
        people_goals,
        report_goals,
        writer_goals,
    )  # once Django is ready

    vendor = connection.vendor
    sizes = tuple(people // 10 for people in report_goals.SIZES) if quick else report_goals.SIZES
    pairs = 3 if quick else PAIRS
    names = {goal.number: goal for goal in GOALS}
    values: dict[str, float] = {}
    try:
        for measured in (
            pdf_goals.measure(pairs, with_chromium=databases.is_sqlite()),
            report_goals.measure(pairs, sizes),
            people_goals.measure(pairs, sizes),
            admin_goals.measure(pairs, sizes),
            import_goals.measure(sizes[:2], ROUNDS),
            writer_goals.measure(3 if quick else writer_goals.ROUNDS),
        ):
            for number, value in measured:
                values[number] = value
                say(f"{vendor} {number} {names[number].what}: {names[number].shown(value)}")
    finally:
        databases.drop_all()
    output.write_text(json.dumps({vendor: values}), encoding="utf-8")


def say(text: str) -> None:
    """A line for the person who runs this."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
