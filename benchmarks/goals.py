"""The goals: what each one is, what must be reached and what is aimed at; and how results are kept and shown."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Goal:
    """One line of the goals: the most that is allowed (infinite where it is but an aim), and the most that is aimed
    at."""

    number: str
    what: str
    must: float
    aim: float
    is_count: bool = False
    # Measured once: no database takes part.
    is_alone: bool = False

    def shown(self, value: float | None) -> str:
        """A value as the table has it: a whole number, or a ratio (1/12 rather than 0.083)."""
        if value is None:
            return "–"
        if self.is_count:
            return str(round(value))
        return f"1/{1 / value:.2g}" if value < 0.4 else f"{value:.2f}"

    def verdict(self, value: float) -> str:
        """Reached as aimed at, reached as one must, or missed."""
        if value <= self.aim:
            return "aim"
        if self.must == inf:
            return "–"
        return "must" if value <= self.must else "**missed**"


GOALS = (
    Goal("1a", "report ÷ one hand-written SQL statement, 10 000 people", 2, 1.2),
    Goal("1b", "the same, 100 000 people", 2, 1.2),
    Goal("2", "report ÷ one `.count()` a cell, 10 000 people", 1 / 5, 1 / 10),
    Goal("3", "SQL queries of a report, the most over the scopes and sizes tried", 20, 12, is_count=True),
    Goal("4", "report at 100 000 people ÷ at 10 000", 13, 10.5),
    Goal("5", "report of one Mission Locale of 50 ÷ of all, 100 000 people", 1 / 8, 1 / 25),
    Goal("6", "report with the records behind each figure ÷ without, 100 000 people", 1.3, 1.0),
    Goal("7", "list of young people ÷ the list of Django’s admin, same rows, 100 000 people", 1 / 2, 1 / 4),
    Goal("8", "list of young people ÷ its own template with ready data, 100 000 people", 2.2, 1.5),
    Goal("9a", "SQL queries of the list, session and user included, the journal’s writing not", 8, 6, is_count=True),
    Goal("9b", "the same, of a search", 8, 6, is_count=True),
    Goal("9c", "the same, of a record", 8, 6, is_count=True),
    Goal("10a", "list at 100 000 people ÷ at 1 000, as many rows", 1.3, 1.15),
    Goal("10b", "search by the beginning of a name, the same", 1.3, 1.15),
    Goal("10c", "record, the same", 1.3, 1.15),
    Goal("11", "search by letters inside a name, over all, 100 000 people ÷ 1 000", 4, 1.5),
    Goal("12", "queries of a record with 60 measures and addresses ÷ with 6", 1, 1),
    Goal("12b", "record of someone with 500 contacts ÷ with 50", 1.3, 1.1),
    Goal("13a", "requests that fail of 8 writers at once, the journal on", 0, 0, is_count=True),
    Goal("13b", "the same, 32 writers", inf, 0, is_count=True),
    Goal("14", "PDF/UA-1 ÷ untagged PDF", 1.25, 1.15, is_alone=True),
    Goal("15a", "our PDF ÷ Chromium’s tagged PDF of the same page, a new process each", 1.5, 1, is_alone=True),
    Goal("15b", "the same, once each process has made one", 1.8, 1, is_alone=True),
    Goal("15c", "15a by processor time, Chromium’s helpers counted too", 1.5, 1, is_alone=True),
    Goal("15d", "15b by processor time, Chromium’s helpers counted too", 1.8, 1, is_alone=True),
    Goal("16", "peak memory of our PDF ÷ of Chromium’s, a new process each", 1 / 3, 1 / 5, is_alone=True),
    Goal("17", "from click to PDF ÷ WeasyPrint alone on the finished page, charts drawn before", 1.25, 1.10),
    Goal("19", "peak memory of an import, ten times the rows ÷ once the rows", 1.3, 1.1),
)

# By the name of a database, what was measured on it, by the goal's number.
Results = dict[str, dict[str, float]]


def table(results: Results) -> str:
    """The goals with what was measured, in Markdown."""
    named = [name for name in DATABASES if name in results]
    head = ["#", "what", "must", "aim", *(DATABASES[name] for name in named), "reached"]
    lines = [head, ["---"] * len(head)]
    for goal in GOALS:
        values = {name: results[name].get(goal.number) for name in named}
        known = [value for value in values.values() if value is not None]
        if not known:
            continue
        must, aim = "–" if goal.must == inf else f"≤ {goal.shown(goal.must)}", f"≤ {goal.shown(goal.aim)}"
        measured = [goal.shown(value) for value in values.values()]
        lines.append([goal.number, goal.what, must, aim, *measured, goal.verdict(max(known))])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def missed(results: Results) -> list[str]:
    """The numbers of the goals that a database misses."""
    return [
        f"{goal.number} ({DATABASES[name]})"
        for goal in GOALS
        for name, measured in results.items()
        if measured.get(goal.number, 0) > goal.must
    ]
