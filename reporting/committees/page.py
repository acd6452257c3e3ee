"""The sheet on screen: every figure with the way to its records, the meetings with what was done of each decision."""

from __future__ import annotations

from datetime import date
from typing import Any

from reporting.committees.lines import HIDDEN, Line
from reporting.committees.sheet import Sheet, agreement_name, decision_line
from reporting.committees.subject import PROGRAMME, Span, Subject
from reporting.document.french import day
from reporting.models import CommitteeMeeting, CommitteeMeetingQuerySet, DecisionState

MEETINGS_SHOWN = 20


def sheet_page(sheet: Sheet) -> dict[str, Any]:
    """The context of its figures and agreements."""
    span = {"du": sheet.span.first.isoformat(), "au": sheet.span.last.isoformat()}
    return {
        "sheet": sheet,
        "hidden": HIDDEN,
        "groups": [
            {"title": group.title, "lines": [line_row(line, sheet.subject, span) for line in group.shown]}
            for group in sheet.groups
        ],
        "agreements": [
            {
                "name": agreement_name(one.agreement, sheet.subject),
                "promises": one.words,
                "url": one.agreement.get_absolute_url(),
            }
            for one in sheet.promises
        ],
        "pdf_url": sheet.subject.address("pdf", **span),
    }


def line_row(line: Line, subject: Subject, span: dict[str, str]) -> dict[str, Any]:
    """One figure of the table, with the address of its records, of both years; none where there is nothing."""
    now, before, difference = line.words
    url = {
        side: subject.address("records", line.part.key, **span, **more) if figure.records else ""
        for side, figure, more in (("now", line.now, {}), ("before", line.before, {"avant": "1"}))
    }
    return {
        "label": line.part.label,
        "now": now,
        "before": before,
        "difference": difference,
        "now_url": url["now"],
        "before_url": url["before"],
        "hides_now": line.hides_now,
        "hides_before": line.hides_before,
    }


def meeting_rows(subject: Subject, on: date) -> list[dict[str, Any]]:
    """All that is written of the meetings, as of today, the last one first."""
    related = subject.meetings().prefetch_related("decisions__answers", "decisions__steps", "events__by")
    return [
        {
            "meeting": meeting,
            "title": f"Réunion du {day(meeting.held_on)}",
            "decisions": [
                decision_line(decision, Span(on, on))
                for decision in meeting.decisions.all()
                if not decision.is_withdrawn
            ],
            "withdrawn": [decision for decision in meeting.decisions.all() if decision.is_withdrawn],
            "history": meeting.events.all(),
            "states": DecisionState.choices,
            "on": on,
        }
        for meeting in related
    ]


def recent_meetings(meetings: CommitteeMeetingQuerySet, on: date) -> list[dict[str, Any]]:
    """The last ones, with how much of what they decided is still open."""
    held = meetings.filter(is_withdrawn=False).select_related("organisation", "programme")
    related = held.prefetch_related("decisions__answers", "decisions__steps")[:MEETINGS_SHOWN]
    return [recent_row(meeting, on) for meeting in related]


def recent_row(meeting: CommitteeMeeting, on: date) -> dict[str, Any]:
    """A meeting as a line of the list."""
    decided = [one for one in meeting.decisions.all() if not one.is_withdrawn]
    lines = [decision_line(decision, Span(on, on)) for decision in decided]
    body = meeting.programme if meeting.audience == PROGRAMME else meeting.organisation
    return {
        "name": body,
        "audience": meeting.get_audience_display(),
        "held_on": meeting.held_on,
        "decided": len(lines),
        "open": sum(line.state in DecisionState.open() for line in lines),
        "late": sum(line.is_late for line in lines),
        "url": meeting.get_absolute_url(),
    }
