"""How each dated fact of a path is said: in the words of the field, one function a table."""

from __future__ import annotations

from dataclasses import dataclass

from cases.models import (
    Address,
    AdjustmentDecision,
    Appointment,
    Attendance,
    Contact,
    ContactAttempt,
    Enrolment,
    GroupAttendance,
    Handover,
    JusticeMeasure,
    Placement,
    PlannedEndChange,
    Referral,
    ReleaseNeed,
    ReleasePermission,
    SentenceAdjustment,
    Setting,
    Situation,
    SupportCertificate,
)
from cases.releases import is_outside
from partners.french import NO_BREAK, day_words, hour_words

# The tones of components/_event.html.
PROGRAMME, JUSTICE, PATHWAY = "programme", "justice", ""


@dataclass(frozen=True)
class Said:
    """One event: what kind it is, what happened, what more there is to say."""

    kind: str
    title: str
    text: str = ""
    tone: str = PATHWAY
    url: str = ""


def joined(*parts: object) -> str:
    """Those that say something, with commas."""
    return ", ".join(str(part) for part in parts if part)


def referral(row: Referral, day: str) -> Said:
    """Sent, answered."""
    if day == "decided_on":
        return Said(
            "Réponse à l’orientation", row.get_decision_display(), row.reason, PROGRAMME, row.get_absolute_url()
        )
    title = f"Vers {row.programme}, par {row.referred_by}"
    return Said("Orientation", title, joined(row.officer_name, row.mission_locale), PROGRAMME, row.get_absolute_url())


def enrolment(row: Enrolment, day: str) -> Said:
    """Admitted, gone; in PLIE and out."""
    if day in ("plie_entered_on", "plie_left_on"):
        return Said("PLIE", "Entrée dans le PLIE" if day == "plie_entered_on" else "Sortie du PLIE", "", PROGRAMME)
    if day == "left_on":
        reason = row.get_exit_reason_display() or "Motif inconnu"
        return Said("Sortie du dispositif", reason, joined(row.programme, row.mission_locale), PROGRAMME)
    text = joined(row.mission_locale, row.referent_name and f"référent{NO_BREAK}: {row.referent_name}")
    return Said("Entrée dans le dispositif", str(row.programme), text, PROGRAMME)


def handover(row: Handover, day: str) -> Said:
    """Asked, answered."""
    title = f"De {row.from_mission_locale} à {row.to_mission_locale}"
    if day == "asked_on":
        return Said("Relais demandé", title, "", PROGRAMME)
    return Said(f"Relais {row.get_decision_display().lower()}", title, row.get_refusal_display(), PROGRAMME)


def appointment(row: Appointment, day: str) -> Said:
    """Came or not, where."""
    when = row.starts_at or row.permanence.starts_at
    title = joined(row.permanence.site, hour_words(when))
    if row.permanence.cancelled_at:
        said = "Permanence annulée"
    elif row.attendance == Attendance.PRESENT:
        said = "Venu"
    else:
        said = f"Absent{NO_BREAK}: {row.get_attendance_display().lower()}" if row.attendance else ""
    return Said("Rendez-vous", title, said, PATHWAY, row.permanence.get_absolute_url())


def contact(row: Contact, day: str) -> Said:
    """An interview, a call…"""
    minutes = f"{row.duration_minutes} minutes" if row.duration_minutes else ""
    title = joined(row.get_place_display(), row.referent_name)
    return Said(row.get_kind_display(), title, minutes)


def attempt(row: ContactAttempt, day: str) -> Said:
    """Nobody answered."""
    return Said("Tentative de contact", f"{row.get_kind_display()} sans réponse")


def attendance(row: GroupAttendance, day: str) -> Said:
    """Expected at a workshop."""
    return Said(row.meeting.get_kind_display(), row.meeting.title, row.get_presence_display())


def situation(row: Situation, day: str) -> Said:
    """Begun, ended and how."""
    title = joined(row.get_kind_display(), row.organisation_name)
    if day == "starts_on":
        return Said("Entrée en situation", title, f"Jusqu’au {day_words(row.ends_on)}" if row.ends_on else "")
    certified = f"certification {row.get_certification_display().lower()}" if row.certification else ""
    return Said("Fin de situation", title, joined(row.get_end_reason_display(), certified, row.obtained))


def placement(row: Placement, day: str) -> Said:
    """Asked, begun, ended."""
    kinds = {"asked_on": "Place demandée", "starts_on": "Arrivée chez un partenaire", "ends_on": "Départ"}
    return Said(kinds[day], str(row.agreement), row.get_state_display() if day == "asked_on" else "")


def measure(row: JusticeMeasure, day: str) -> Said:
    """Begun, ended."""
    is_custody = row.setting == Setting.CUSTODY
    begun, ended = ("Écrou", "Levée d’écrou") if is_custody else ("Début de mesure", "Fin de mesure")
    title = joined(row.get_setting_display(), row.organisation)
    if day == "ends_on":
        return Said(ended, title, "", JUSTICE)
    planned = f"fin prévue le {day_words(row.planned_end_on)}" if row.planned_end_on and not row.ends_on else ""
    return Said(begun, title, joined(row.get_status_display(), planned), JUSTICE)


def planned_end(row: PlannedEndChange, day: str) -> Said:
    """What it was, what it became, in whose name."""
    before = day_words(row.before_on) or row.get_before_unknown_display().lower() or "inconnue"
    after = day_words(row.after_on) or row.get_after_unknown_display().lower() or "inconnue"
    by = f"Par {row.organisation}" if row.organisation else ""
    return Said(
        "Date de sortie changée", f"{after[:1].upper()}{after[1:]}", joined(f"Avant{NO_BREAK}: {before}", by), JUSTICE
    )


def adjustment(row: SentenceAdjustment, day: str) -> Said:
    """From the request to the end."""
    kind = row.get_kind_display()
    title = f"{kind} ({row.get_modality_display().lower()})" if row.modality else kind
    outside = row.decision == AdjustmentDecision.GRANTED and is_outside(row.kind, row.modality)
    kinds = {
        "requested_on": ("Requête d’aménagement", ""),
        "hearing_on": ("Audience", ""),
        "decided_on": (f"Aménagement {row.get_decision_display().lower()}", ""),
        "starts_on": (
            "Début d’aménagement",
            joined("Sortie effective" if outside else "", row.get_destination_display()),
        ),
        "ends_on": ("Fin d’aménagement", row.get_outcome_display()),
        "withdrawn_on": ("Retrait d’aménagement", row.get_return_cause_display()),
    }
    said, text = kinds[day]
    return Said(said, title, text, JUSTICE, row.get_absolute_url())


def permission(row: ReleasePermission, day: str) -> Said:
    """What for; granted or not."""
    answers = {True: "Accordée", False: "Refusée", None: "Pas encore de réponse"}
    until = f"jusqu’au {day_words(row.ends_on)}" if row.ends_on else ""
    return Said("Permission de sortir", row.get_purpose_display(), joined(answers[row.is_granted], until), JUSTICE)


def certificate(row: SupportCertificate, day: str) -> Said:
    """Signed, for which hearing."""
    hearing = f"Pour l’audience du {day_words(row.hearing_on)}" if row.hearing_on else ""
    return Said(
        "Attestation d’accompagnement", f"Signée par {row.signed_by_name}", hearing, JUSTICE, row.get_absolute_url()
    )


def need(row: ReleaseNeed, day: str) -> Said:
    """Opened, settled."""
    if day == "settled_on":
        return Said("Besoin réglé", str(row.type), row.get_side_display())
    return Said("Besoin à la sortie", str(row.type), joined(row.get_state_display(), row.get_side_display()))


def address(row: Address, day: str) -> Said:
    """From when, until when."""
    text = joined(row.get_kind_display(), row.get_moment_display().lower())
    return Said("Nouvelle adresse" if day == "starts_on" else "Fin d’adresse", str(row), text)
