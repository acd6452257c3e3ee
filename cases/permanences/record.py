"""What the page of one permanence shows to a user: who comes when, and the papers that left."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate, localtime

from cases.models import Appointment, Permanence, PermanencePrinting, PrintKind
from cases.permanences.calendar import working_days_before
from cases.permanences.forms import AppointmentForm
from cases.permanences.month import entry_words, permanence_state
from cases.referrals.reminders import may_remind
from partners.access import case_memberships, kept_missions_locales, officer_units
from partners.french import hours_words
from partners.models import User

# So many working days before, the prison has the list of who is to be called.
LIST_IS_DUE = 2


@dataclass(frozen=True)
class PaperState:
    """One kind of paper of a permanence: when it was printed last, and whether it is still right. `participle` is
    « imprimé », which agrees with the label."""

    kind: str
    label: str
    printed: PermanencePrinting | None
    is_stale: bool
    participle: str


def appointments_shown(permanence: Permanence, user: User, at: datetime) -> list[Appointment]:
    """The appointments that this user may see, in order of passage."""
    shown = Appointment.objects.visible_to(user, at).filter(permanence=permanence)
    return list(shown.select_related("person", "referral__referred_by", "moved_to__permanence"))


def order_key(appointments: list[Appointment]) -> str:
    """Who comes when, as one short word: the same for the same people at the same hours in the same order."""
    order = [(appointment.person_id, str(appointment.starts_at)) for appointment in appointments]
    return hashlib.sha256(repr(order).encode()).hexdigest()[:16]


def holds(permanence: Permanence, user: User, on: date) -> bool:
    """Whether the user reads the cases of the Mission Locale that holds it."""
    return permanence.mission_locale_id in {m.organisation_id for m in case_memberships(user, on)}


def papers(permanence: Permanence, appointments: list[Appointment], user: User, on: date) -> list[PaperState]:
    """Each kind of paper that this user may print, with its last printing: the Mission Locale's, or the own unit's."""
    own_side = {"unit__isnull": True} if holds(permanence, user, on) else {"unit__in": officer_units(user, on)}
    last: dict[str, PermanencePrinting] = {}
    for printing in permanence.printings.filter(**own_side).order_by("printed_at").select_related("printed_by"):
        last[printing.kind] = printing
    key = order_key([appointment for appointment in appointments if not appointment.is_walk_in])
    is_ahead = permanence.planned_on >= on  # of a day that is over nothing is printed again
    return [
        PaperState(
            kind.value,
            str(kind.label),
            last.get(kind),
            is_stale=is_ahead and kind in last and last[kind].order_key != key,
            participle="imprimées" if kind == PrintKind.SLIPS else "imprimée",
        )
        for kind in kinds_for(permanence, user, on)
    ]


def kinds_for(permanence: Permanence, user: User, on: date) -> list[PrintKind]:
    """The papers that this user may print: the sheet is the referent's alone; a list of movements is wanted inside."""
    wanted = list(PrintKind) if holds(permanence, user, on) else [PrintKind.MOVEMENTS, PrintKind.SLIPS]
    return [kind for kind in wanted if permanence.site.is_inside or kind != PrintKind.MOVEMENTS]


def permanence_record(
    permanence: Permanence, appointments: list[Appointment], user: User, at: datetime
) -> dict[str, Any]:
    """The context of the page, for these appointments of those that the user sees."""
    on = localdate(at)
    is_held = holds(permanence, user, on)
    may_plan = permanence.mission_locale_id in kept_missions_locales(user, on)
    is_open = Permanence.objects.open().filter(pk=permanence.pk).exists()
    may_change = may_plan and is_open and permanence.planned_on >= on
    read: Any = Permanence.objects.with_entry(on).get(pk=permanence.pk)
    state = permanence_state(read, on)
    return {
        "permanence": permanence,
        "facts": permanence_facts(permanence, read.taken, on),
        "states": [{"label": state[0], "tone": state[1]}] if state else [],
        "appointments": appointments,
        "papers": papers(permanence, appointments, user, on),
        "holds": is_held,
        "may_plan": may_change,
        "may_remind": may_remind(user, permanence, on),
        "may_restore": may_plan and permanence.cancelled_at is not None and permanence.planned_on >= on,
        "to_enter": entry_words(read) if read.is_to_enter else "",
        "is_begun": read.is_begun,
        "actions": actions(read, is_held, may_change, on),
        "add_form": AppointmentForm(permanence=permanence, user=user, at=at) if is_held and is_open else None,
    }


def actions(permanence: Any, is_held: bool, may_change: bool, on: date) -> list[dict[str, Any]]:
    """What is done with the permanence, read `with_entry`: typed from its day on; changed or cancelled until then."""
    pages: list[tuple[str, str, bool]] = []
    if is_held and permanence.planned_on <= on and permanence.cancelled_at is None:
        label = "Finir la saisie" if permanence.is_begun else "Saisir la permanence"
        label = "Voir la saisie" if permanence.entered_at else label
        pages.append(("permanence_entry", label, permanence.entered_at is not None))
    if may_change:
        pages.append(("permanence_edit", "Modifier", True))
        pages.append(("permanence_cancel", "Annuler la permanence", True))
    return [
        {"label": label, "url": reverse(f"cases:{page}", args=[permanence.code]), "secondary": secondary}
        for page, label, secondary in pages
    ]


def permanence_facts(permanence: Permanence, taken: int, on: date) -> list[dict[str, Any]]:
    """Hours, places, referent, until when the prison wants its list."""
    free = f"{max(permanence.slots - taken, 0)} sur {permanence.slots}" if permanence.slots else "Sans limite"
    rows: list[dict[str, Any]] = [
        {"label": "Heures", "value": hours_words(permanence.starts_at, permanence.ends_at) or "Inconnues"},
        {"label": "Places libres", "value": free},
        {"label": "Référent", "value": permanence.referent or "Pas encore désigné"},
        {"label": "Mission Locale", "value": permanence.mission_locale},
    ]
    is_over = permanence.was_held is not None or permanence.entered_at is not None
    if permanence.site.is_inside and permanence.planned_on >= on and not is_over and permanence.cancelled_at is None:
        due = working_days_before(permanence.planned_on, LIST_IS_DUE)
        rows.append({"label": "Liste des mouvements à envoyer", "value": f"au plus tard le {due:%d/%m/%Y}"})
    if permanence.entered_at:
        rows.append({"label": "Saisie", "value": f"le {localtime(permanence.entered_at):%d/%m/%Y}"})
    return rows
