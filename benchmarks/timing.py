"""How things are measured: pairs in turn, medians of their ratios; peaks of memory of a process and its children."""

from __future__ import annotations

import gc
import subprocess
import time
from collections.abc import Callable, Sequence
from statistics import median

from benchmarks.processes import family, memory, spent

SAMPLED_EVERY = 0.03  # seconds between two looks at the memory

Action = Callable[[], object]


def ratio(one: Action, other: Action, pairs: int) -> float:
    """The median of one ÷ other over so many pairs, run in turn (A B A B …) after one pair that does not count."""
    one()
    other()
    return median(seconds(one) / seconds(other) for _ in range(pairs))


def seconds(action: Action) -> float:
    """The processor time of one run: here, in what it starts, in PostgreSQL. Not a clock's, which on shared cores
    tells of the neighbours. The garbage of what ran before is out of the way first."""
    gc.collect()
    begun = spent()
    action()
    return spent() - begun


def run(command: Sequence[str]) -> None:
    """Runs a program to its end. Raises CalledProcessError."""
    subprocess.run(command, check=True, capture_output=True)


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
