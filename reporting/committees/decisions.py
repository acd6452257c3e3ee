"""What is written of a committee's decisions: the only ways to add one, to say how it goes, to take that back. Each
writes the meeting's history in its own transaction. Nothing is deleted but a state that was noted last, and undone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from partners.french import day_words
from partners.models import User
from reporting.committees.subject import Subject
from reporting.models import CommitteeDecision, CommitteeMeeting, DecisionState, DecisionStep

NOTED, NOTED_BEFORE = "C’est noté.", "C’était déjà noté\N{NO-BREAK SPACE}: corrigez-le dans la liste s’il le faut."
WITHDRAWN = "Cette réunion ou cette décision est retirée\N{NO-BREAK SPACE}: remettez-la d’abord, en bas de la page."


@transaction.atomic
def note(subject: Subject, given: dict[str, Any], user: User, at: datetime) -> str:
    """Keep the meeting and its decision, each once, as a valid `DecisionForm` gives them; what is to be said of it."""
    meeting, is_new = subject.new_meeting(given["held_on"])
    if is_new:
        meeting.record(user, at, "Réunion notée")
    if meeting.is_withdrawn:
        return WITHDRAWN
    if not given["text"]:
        return NOTED if is_new else NOTED_BEFORE
    said = {"answers": given["answers"], "due_on": given["due_on"]}
    decision, is_added = meeting.decisions.get_or_create(text=given["text"], defaults=said)
    if is_added:
        meeting.record(user, at, f"Décision notée\N{NO-BREAK SPACE}: {decision}")
        return NOTED
    return WITHDRAWN if decision.is_withdrawn else NOTED_BEFORE


@transaction.atomic
def step(decision: CommitteeDecision, state: str, since: date, user: User, at: datetime) -> bool:
    """Say how it goes since that day; False where that is known."""
    last = decision.state_on(since)
    if last and (last.state, last.since) == (state, since):
        return False
    made = DecisionStep.objects.create(decision=decision, state=state, since=since)
    decision.meeting.record(user, at, f"{words(made)}\N{NO-BREAK SPACE}: {decision}")
    return True


@transaction.atomic
def undo(decision: CommitteeDecision, user: User, at: datetime) -> bool:
    """Take the state that was noted last back, which the history keeps; False where none was."""
    last = decision.steps.select_for_update(of=("self",)).order_by("-pk").first()
    if last is None:
        return False
    said = words(last)
    last.delete()
    decision.meeting.record(user, at, f"Annulé, {said.lower()}\N{NO-BREAK SPACE}: {decision}")
    return True


def words(made: DecisionStep) -> str:
    """« Faite depuis le 3 mars 2026 »."""
    return f"{DecisionState(made.state).label} depuis le {day_words(made.since)}"


@transaction.atomic
def withdraw(row: CommitteeMeeting | CommitteeDecision, user: User, at: datetime, *, is_withdrawn: bool) -> None:
    """Take it off the sheet, or put it back on; nothing where that is done."""
    if type(row)._default_manager.select_for_update().get(pk=row.pk).is_withdrawn == is_withdrawn:
        return
    row.is_withdrawn = is_withdrawn
    row.save(update_fields=["is_withdrawn"])
    meeting = row if isinstance(row, CommitteeMeeting) else row.meeting
    what = "Réunion" if isinstance(row, CommitteeMeeting) else "Décision"
    about = "" if isinstance(row, CommitteeMeeting) else f"\N{NO-BREAK SPACE}: {row}"
    meeting.record(user, at, f"{what} {'retirée' if is_withdrawn else 'remise'}{about}")
