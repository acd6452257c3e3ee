"""How things are measured: pairs in turn, medians of their ratios; peaks of memory of a process and its children."""

from __future__ import annotations

import gc
import subprocess
import time
from collections.abc import Callable, Sequence
from statistics import median

from benchmarks.processes import family, memory, orphans_adopted, spent

SAMPLED_EVERY = 0.03  # seconds between two looks at the memory

Action = Callable[[], object]
Clock = Callable[[], float]


def ratio(one: Action, other: Action, pairs: int, clock: Clock = spent) -> float:
    """The median of one ÷ other over so many pairs, run in turn (A B A B …) after one pair that does not count.

    By processor time (here, in what is started, in PostgreSQL), for on shared cores a clock tells of the neighbours.
    """
    one()
    other()
    return median(lasted(one, clock) / lasted(other, clock) for _ in range(pairs))


def lasted(action: Action, clock: Clock) -> float:
    """The seconds of one run; the garbage of what ran before is out of the way first."""
    gc.collect()
    begun = clock()
    action()
    return clock() - begun


def run(command: Sequence[str]) -> None:
    """Runs a program to its end. Raises CalledProcessError."""
    subprocess.run(command, check=True, capture_output=True)


def run_with_orphans(command: Sequence[str]) -> None:
    """Runs a program, and what it leaves behind, to their end. Raises CalledProcessError."""
    with orphans_adopted():
        run(command)


def peak(command: Sequence[str]) -> int:
    """The most memory, in bytes, that a program and all its children hold at once; what they share counts once.

    Raises CalledProcessError when the program fails.
    """
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        most = 0
        while process.poll() is None:
            most = max(most, sum(map(memory, family(process.pid))))
            time.sleep(SAMPLED_EVERY)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return most
