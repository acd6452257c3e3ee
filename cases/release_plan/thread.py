"""The thread after a release: met within 10 days, within 30, only reached, or lost; and until when to meet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from cases.release_plan.badge import Badge

SOON, LATE = timedelta(days=10), timedelta(days=30)


class ThreadState(Badge):
    """What has become of it."""

    SOON = ("Revu dans les 10 jours", "good")
    LATE = ("Revu dans les 30 jours", "good")
    AFTERWARDS = ("Revu après 30 jours", "warn")
    REACHED = ("Joint, pas encore revu", "waiting")
    REACHED_OVERDUE = ("Joint, pas revu en 10 jours", "warn")
    WAITING = ("Pas encore revu", "waiting")
    OVERDUE = ("Pas revu en 10 jours", "warn")
    LOST = ("Perdu de vue, pas revu en 30 jours", "bad")


@dataclass(frozen=True)
class Thread:
    """The state on a day, the first meeting outside, and how many calls or messages reached nobody; `see_by`, until
    when to meet whoever was not met: within 10 days, else within 30, None after that."""

    state: ThreadState
    met_on: date | None = None
    attempts: int = 0
    see_by: date | None = None

    @property
    def is_met(self) -> bool:
        return self.met_on is not None


def thread(
    released_on: date, met: Collection[date], reached: Collection[date], tried: Collection[date], on: date
) -> Thread:
    """`met` are the days of contacts that meet someone outside, `reached` of the others, `tried` of the attempts; what
    came before the release, or comes after that day, does not count."""
    first = min((day for day in met if released_on <= day <= on), default=None)
    attempts = sum(released_on <= day <= on for day in tried)
    state = state_of(released_on, first, any(released_on <= day <= on for day in reached), on)
    ahead = (limit for limit in (released_on + SOON, released_on + LATE) if limit >= on and first is None)
    return Thread(state, first, attempts, next(ahead, None))


def state_of(released_on: date, met_on: date | None, is_reached: bool, on: date) -> ThreadState:
    """The state, by the first meeting; without one, by how long ago the release was."""
    if met_on is not None:
        if met_on > released_on + LATE:
            return ThreadState.AFTERWARDS
        return ThreadState.SOON if met_on <= released_on + SOON else ThreadState.LATE
    if on > released_on + LATE:
        return ThreadState.LOST
    if on > released_on + SOON:
        return ThreadState.REACHED_OVERDUE if is_reached else ThreadState.OVERDUE
    return ThreadState.REACHED if is_reached else ThreadState.WAITING
