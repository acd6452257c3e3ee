"""What a referral shows: its state in plain words, its eligibility, its appointments, what one may do with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from cases.homes.to_do import due_in_words
from cases.models import (
    Answer,
    Appointment,
    Attendance,
    Criterion,
    EligibilityLine,
    Referral,
    ReferralState,
    YoungPerson,
)
from cases.referrals.case_requests import requests_on
from cases.referrals.decisions import may_decide
from cases.referrals.referrers import bodies_of, deciding_bodies_of
from cases.referrals.reminders import reminder_url
from cases.referrals.waiting import Waiting
from partners.french import day_words
from partners.models import User

TONES = {
    ReferralState.RECEIVED: "waiting",
    ReferralState.INVITED: "info",
    ReferralState.MISSED: "warn",
    ReferralState.SEEN: "info",
    ReferralState.ADMITTED: "good",
    ReferralState.NOT_ADMITTED: "neutral",
    ReferralState.LOST: "bad",
    ReferralState.CLOSED: "neutral",
}
ANSWER_TONES = {Answer.MET: "good", Answer.NOT_MET: "bad", Answer.TO_CHECK: "warn"}


def state_words(referral: Any, on: date) -> str:
    """The state of a referral read with `with_state`: « Invité le 03/12/2026 », « Non admis : … »."""
    match ReferralState(referral.state):
        case ReferralState.INVITED if referral.invited_on < on:
            return f"Invité le {short(referral.invited_on)}, résultat pas encore saisi"
        case ReferralState.INVITED:
            return f"Invité le {short(referral.invited_on)}"
        case ReferralState.MISSED:
            why = Attendance(referral.missed_reason).label.lower()
            return f"Absent le {short(referral.missed_on)}\N{NO-BREAK SPACE}: {why}"
        case ReferralState.SEEN:
            return f"Vu le {short(referral.seen_on)}"
        case ReferralState.NOT_ADMITTED:
            return "Non admis" + (f"\N{NO-BREAK SPACE}: {referral.reason.lower()}" if referral.reason else "")
        case ReferralState.CLOSED:
            return referral.reason or str(ReferralState.CLOSED.label)
        case state:
            return str(state.label)


def where_in_words(one: Waiting, on: date) -> str:
    """When the person is expected; else the state, in the words of the list of referrals."""
    if one.expected_on:
        return f"Attendu {due_in_words(one.expected_on, on)}"
    is_untouched = one.referral.state == ReferralState.RECEIVED  # type: ignore[attr-defined]
    return "Sans rendez-vous" if is_untouched else state_words(one.referral, on)


def referral_row(referral: Any, on: date) -> dict[str, Any]:
    """A line of the list, of a referral read with `with_state`."""
    return {
        "name": f"{referral.person.last_name} {referral.person.first_name}",
        "url": referral.get_absolute_url(),
        "reference": referral.code,
        "referred_on": referral.referred_on,
        "referred_by": referral.referred_by,
        "mission_locale": referral.mission_locale,
        "programme": referral.programme,
        "officer_name": referral.officer_name,
        "state": {"label": state_words(referral, on), "tone": TONES[ReferralState(referral.state)]},
        "days": (on - referral.referred_on).days if referral.is_pending else None,
    }


def referral_record(referral: Any, user: User, at: datetime) -> dict[str, Any]:
    """The context of one referral's page."""
    on = localdate(at)
    appointments = Appointment.objects.visible_to(user, at).filter(
        person=referral.person_id,
        permanence__mission_locale=referral.mission_locale_id,
        permanence__planned_on__gte=referral.referred_on,
    )
    related = appointments.select_related("permanence__site").order_by("permanence__planned_on", "pk")
    return {
        "referral": referral,
        "person": referral.person,
        "states": [referral_row(referral, on)["state"]],
        "facts": referral_facts(referral, on),
        "lines": verdict_lines(EligibilityLine.objects.visible_to(user, at).filter(referral=referral)),
        "appointments": [appointment_row(appointment, user, on) for appointment in related],
        **requests_on(referral.person, user, at),
        "actions": referral_actions(referral, user, at),
        "may_withdraw": may_take_back(referral, user, at) and referral.is_pending,
        "may_restore": may_restore(referral, user, at),
        "back": {"label": "Toutes les orientations", "url": reverse("cases:referral_list")},
    }


def referral_facts(referral: Referral, on: date) -> list[dict[str, Any]]:
    """From whom, to whom, when."""
    waiting = (on - referral.referred_on).days
    given = referral.notice_given_on
    values = {
        "Orienté le": day_words(referral.referred_on),
        "Par": ", ".join(filter(None, [referral.officer_name, str(referral.referred_by)])),
        "Origine": referral.get_origin_display(),
        "Mission Locale": str(referral.mission_locale),
        "Dispositif": str(referral.programme),
        "Notice remise": f"le {day_words(given)} (version {referral.notice_version})" if given else "Non précisé",
        "Décision": f"le {day_words(referral.decided_on)}" if referral.decided_on else "En attente",
    }
    if referral.is_pending:
        values["Attend depuis"] = f"{waiting} jour{'s' if waiting > 1 else ''}"
    return [{"label": label, "value": value} for label, value in values.items()]


def verdict_lines(lines: Any) -> list[dict[str, Any]]:
    """The lines of the eligibility, just worked out or as they were kept, each with its state."""
    return [
        {
            "criterion": Criterion(line.criterion).label,
            "words": line.words,
            "label": Answer(line.answer).label,
            "tone": ANSWER_TONES[Answer(line.answer)],
        }
        for line in lines
    ]


def appointment_row(appointment: Appointment, user: User, on: date) -> dict[str, Any]:
    """When, where, and whether the young person came; where the text is that reminds of it, for whoever sends it."""
    permanence = appointment.permanence
    if permanence.cancelled_at:
        said, tone = "Permanence annulée", "neutral"
    elif appointment.attendance == Attendance.PRESENT:
        said, tone = "Venu", "good"
    elif appointment.attendance:
        said, tone = f"Absent\N{NO-BREAK SPACE}: {appointment.get_attendance_display().lower()}", "warn"
    else:
        said, tone = ("À venir", "info") if permanence.planned_on >= on else ("Pas encore saisi", "waiting")
    row = {"permanence": permanence, "starts_at": appointment.starts_at, "label": said, "tone": tone}
    return row | {"reminder_url": reminder_url(appointment, user, on)}


def referral_actions(referral: Referral, user: User, at: datetime) -> list[dict[str, Any]]:
    """What this user may do with it, each with its address."""
    seen = YoungPerson.objects.visible_to(user, at).filter(pk=referral.person_id).exists()
    actions = [("Dossier du jeune", referral.person.get_absolute_url())] if seen else []
    if may_decide(user, referral, localdate(at)):
        label = "Répondre" if referral.is_pending else "La réponse"
        actions.append((label, reverse("cases:referral_decide", args=[referral.code])))
    if may_correct(referral, user, at):
        actions.append(("Corriger l’identité", reverse("cases:referral_identity", args=[referral.code])))
    return [{"label": label, "url": url, "secondary": True} for label, url in actions]


def may_change_identity(referral: Referral, user: User, at: datetime) -> bool:
    """Whether it is the user's own body that sent it, or that is in charge of the person now."""
    own = bodies_of(user, localdate(at)).filter(pk=referral.referred_by_id).exists()
    return own or YoungPerson.objects.in_charge_of(user, at).filter(pk=referral.person_id).exists()


def may_take_back(referral: Referral, user: User, at: datetime) -> bool:
    """The same, but for trainees: whether that user may withdraw it, and undo that."""
    own = deciding_bodies_of(user, localdate(at)).filter(pk=referral.referred_by_id).exists()
    return own or YoungPerson.objects.decided_by(user, at).filter(pk=referral.person_id).exists()


def may_correct(referral: Referral, user: User, at: datetime) -> bool:
    """Until a referral of the person is taken up, this one or another: then the identity is the Mission Locale's."""
    person = referral.person
    is_held = person.enrolments.exists() or any(other.is_taken_up() for other in person.referrals.all())
    return not is_held and may_change_identity(referral, user, at)


def may_restore(referral: Referral, user: User, at: datetime) -> bool:
    """A withdrawal is taken back on its own day."""
    return referral.is_withdrawn and referral.decided_on == localdate(at) and may_take_back(referral, user, at)


def short(on: date) -> str:
    """« 03/12/2026 »."""
    return f"{on:%d/%m/%Y}"
