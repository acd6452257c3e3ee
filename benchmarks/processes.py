"""What the system knows of processes (Linux's /proc): their children, their memory, their processor time."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from django.db import connection

KIB = 1024
SET_CHILD_SUBREAPER = 36  # of <sys/prctl.h>
TICKS = os.sysconf("SC_CLK_TCK")
# Places in /proc/…/stat after the name: the parent; the time of the process and of its children that ended.
PARENT, TIMES = 1, slice(11, 15)


class NotHere(Exception):
    """The database server is not on this machine: what it spends cannot be known."""


def family(pid: int) -> list[int]:
    """A process and everything that it started."""
    members = [pid]
    for member in members:
        with suppress(OSError):  # gone meanwhile
            for task in os.listdir(f"/proc/{member}/task"):
                members += map(int, read(f"/proc/{member}/task/{task}/children").split())
    return members


@contextmanager
def orphans_adopted() -> Iterator[None]:
    """What a program leaves behind becomes ours, is waited for, and its time counted as that of a child: Chromium does
    most of its work in processes that outlive it by a moment. No other child may run meanwhile."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl(SET_CHILD_SUBREAPER, 1)
    try:
        yield
        with suppress(ChildProcessError):
            while True:
                os.waitpid(-1, 0)
    finally:
        prctl(SET_CHILD_SUBREAPER, 0)


def memory(pid: int) -> int:
    """The bytes that a process holds, with its share of what it shares (PSS); 0 when it is gone."""
    return line_of(f"/proc/{pid}/smaps_rollup", "Pss:")


def own_peak() -> int:
    """The most memory that this process ever held, in bytes."""
    return line_of("/proc/self/status", "VmHWM:")


def line_of(path: str, name: str) -> int:
    """The bytes on that line of the file; 0 when there is none."""
    for line in read(path).splitlines():
        if line.startswith(name):
            return int(line.split()[1]) * KIB
    return 0


def spent() -> float:
    """The processor seconds so far of this process, of what it started, and of PostgreSQL if it is in use."""
    members = family(os.getpid())
    if connection.vendor == "postgresql":
        members += family(server())
    return sum(processor_time(member) for member in members)


def processor_time(pid: int) -> float:
    """The processor seconds of a process and of its children that ended; 0 when it is gone."""
    return sum(map(int, stat(pid)[TIMES])) / TICKS


@cache
def server() -> int:
    """PostgreSQL's main process, the parent of every session. Raises NotHere."""
    connection.ensure_connection()
    session = connection.connection.info.backend_pid
    if "postgres" not in read(f"/proc/{session}/comm"):
        raise NotHere
    return int(stat(session)[PARENT])


def stat(pid: int) -> list[str]:
    """The numbers that the system keeps of a process; empty when it is gone."""
    return read(f"/proc/{pid}/stat").rpartition(")")[2].split()


def read(path: str) -> str:
    """The file; empty when the process is gone."""
    try:
        return Path(path).read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
