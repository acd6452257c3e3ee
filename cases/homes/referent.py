"""What a referent does today: papers to type, permanences of today and tomorrow, who waits, who was missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.timezone import localdate

from cases.contacts.imilo import MonthToType, months_to_type
from cases.filters import WAITING
from cases.handovers.late import all_handovers, asked_of_us
from cases.homes.adjustments import adjustment_lines, all_adjustments
from cases.homes.placements import placement_lines
from cases.homes.steps import OF_MISSION_LOCALE, step_lines
from cases.homes.to_do import (
    SHOWN,
    ToDo,
    ToDoLine,
    day_in_words,
    days_in_words,
    due_in_words,
    free_in_words,
    hour_in_words,
    places_in_words,
)
from cases.models import CaseRequest, Permanence, PermanencePrinting, PrintKind, RequestKind
from cases.models.permanences import PermanenceQuerySet
from cases.permanences.calendar import DAY, working_day_from
from cases.permanences.month import entry_words
from cases.permanences.shortages import shortages
from cases.referrals.decisions import may_decide
from cases.referrals.record import where_in_words
from cases.referrals.waiting import Waiting, missed_twice, released_unseen, waiting_referrals
from cases.release_plan.following import PersonAlert, person_alerts
from cases.release_plan.sides import deciding_referents
from partners.french import day_words
from partners.models import User


def referent_to_do(user: User, at: datetime) -> ToDo:
    """The blocks of the day, the most urgent first."""
    on, to_do = localdate(at), ToDo()
    own = Permanence.objects.held_by(user, at)
    all_requests = reverse("cases:caserequest_list")
    waiting_list = reverse("cases:referral_list", query={"etat": WAITING})
    own_steps = step_lines(user, at, OF_MISSION_LOCALE, may_act=bool(deciding_referents(user, at)))
    points = ("Voir les points", reverse("cases:unitreview_list"))
    calendar = ("Voir les permanences", reverse("cases:permanence_list"))
    to_do.add("saisir", "Feuilles à saisir", papers_to_enter(own, on), calendar)
    to_do.add(
        "permanences",
        "Permanences d’aujourd’hui et du prochain jour ouvré",
        coming(own, user, on),
        calendar,
        empty="Aucune permanence ces deux jours.",
    )
    alerts = person_alerts(user, at).to_act
    all_alerts = ("Voir toutes les alertes", reverse("cases:alert_list"))
    to_do.add("alertes", "Alertes", alert_lines(alerts[:SHOWN]), all_alerts, count=len(alerts))
    to_do.add("etapes", "Prochaines étapes", own_steps, points)
    to_do.add("amenagements", "Audiences et pièces à fournir", adjustment_lines(user, at), all_adjustments())
    to_do.add("places", "Places à voir", placement_lines(user, at), ("Voir les places", reverse("cases:stock_list")))
    to_do.add("demandes", "Demandes des unités", requests(user, at), ("Voir les demandes", all_requests))
    to_do.add("relais", "Relais demandés à nous", asked_of_us(user, on), all_handovers("recus"))
    to_do.add("absences", "Absents deux fois", missed(user, at))
    to_do.add("sortis", "Sortis avant d’avoir été vus", released(user, at))
    to_do.add(
        "attente",
        "Orientations en attente",
        [waiting_line(one, on, str(one.referral.referred_by)) for one in waiting_referrals(user, at)],
        ("Voir les orientations en attente", waiting_list),
        empty="Aucune orientation n’attend de réponse.",
    )
    to_do.add(
        "imilo",
        "À reporter dans i-milo",
        to_type(user, at),
        ("Ouvrir la page", reverse("cases:imilo_list")),
        empty="Tout ce qui est noté ici est reporté.",
    )
    to_do.add("manque", "Places qui manquent", short_of_places(own, on), calendar)
    return to_do


def to_type(user: User, at: datetime) -> Iterator[ToDoLine]:
    """How many lines wait to be typed in i-milo: of this month, and of those before, which are late."""
    this = localdate(at).replace(day=1)
    months = months_to_type(user, at)
    for one in months:
        if one.first == this:
            yield to_type_line([one], "ce mois-ci")
    before = [one for one in months if one.first < this]
    if before:
        yield to_type_line(
            before, f"d’avant ce mois, depuis {day_words(before[-1].first, 'F Y')}", "En retard", "warn"
        )


def to_type_line(months: Sequence[MonthToType], when: str, state: str = "", tone: str = "neutral") -> ToDoLine:
    """The lines of these months, the last first: it leads to the oldest."""
    lines, own = sum(one.lines for one in months), sum(one.own for one in months)
    count = "1 ligne" if lines == 1 else f"{lines} lignes"
    return ToDoLine(
        title=f"{count} {when}",
        url=reverse("cases:imilo_list", query={"mois": f"{months[-1].first:%Y-%m}"}),
        words=f"À copier, puis à cocher\N{NO-BREAK SPACE}: {own} à vous."
        if own != lines
        else "À copier, puis à cocher.",
        state=state,
        tone=tone,
    )


def with_papers(permanences: PermanenceQuerySet, on: date) -> PermanenceQuerySet:
    """Each with its places, what is known of its entry, and whether its sheet was printed."""
    sheets = PermanencePrinting.objects.filter(permanence=OuterRef("pk"), kind=PrintKind.SHEET)
    return permanences.with_entry(on).annotate(is_printed=Exists(sheets)).select_related("site", "referent")


def papers_to_enter(own: PermanenceQuerySet, on: date) -> Iterator[ToDoLine]:
    """The permanences of the days before of which nobody has said what became, and those that are begun, the oldest
    first."""
    for permanence in with_papers(own.to_enter(on), on).order_by("planned_on", "starts_at", "pk"):
        days = (on - permanence.planned_on).days
        yield ToDoLine(
            title=f"{permanence.site}, {day_in_words(permanence.planned_on, on)}",
            url=reverse("cases:permanence_entry", args=[permanence.code]),
            words=", ".join(filter(None, [holder(permanence), expected_in_words(permanence)])),
            state=entry_words(permanence) if permanence.is_begun else f"À saisir depuis {days_in_words(days)}",  # type: ignore[attr-defined]
            tone="bad" if days else "warn",
        )


def holder(permanence: Permanence) -> str:
    """By whom it is held."""
    return str(permanence.referent) if permanence.referent else "sans référent"


def expected_in_words(permanence: Permanence) -> str:
    """« 7 jeunes, feuille imprimée »."""
    count: int = permanence.taken  # type: ignore[attr-defined]
    paper = ", feuille imprimée" if permanence.is_printed else ""  # type: ignore[attr-defined]
    return f"{count} jeune{'s' if count > 1 else ''}{paper}"


def coming(own: PermanenceQuerySet, user: User, on: date) -> list[ToDoLine]:
    """Those of today and of the next working day that nobody has begun to type: one's own before the others' of a
    day."""
    soon = own.to_come(on).open().filter(planned_on__lte=working_day_from(on + DAY))
    ahead = with_papers(soon.exclude(pk__in=own.to_enter(on).values("pk")), on)
    rows = sorted(ahead, key=lambda one: (one.planned_on, one.referent_id != user.pk, str(one.starts_at), one.pk))
    return [coming_line(permanence, on) for permanence in rows]


def coming_line(permanence: Permanence, on: date) -> ToDoLine:
    """A permanence to prepare; one inside custody wants its sheet on paper."""
    is_ready: bool = permanence.is_printed or not permanence.site.is_inside  # type: ignore[attr-defined]
    day = day_in_words(permanence.planned_on, on)
    state, tone = ("Feuille à imprimer", "warn") if not is_ready else ("Prête", "good")
    if permanence.referent is None:
        state, tone = "Sans référent", "bad"
    return ToDoLine(
        title=f"{permanence.site}, {day}{hour_in_words(permanence)}",
        url=reverse("cases:permanence_detail", args=[permanence.code]),
        words=f"{holder(permanence)}, {places_in_words(permanence)}",
        state=state,
        tone=tone,
    )


def requests(user: User, at: datetime) -> Iterator[ToDoLine]:
    """What the units ask, the nearest deadline first."""
    on = localdate(at)
    asked = CaseRequest.objects.visible_to(user, at).waiting().exclude(kind=RequestKind.MISSED_TWICE)
    for one in asked.select_related("person", "unit").order_by("due_on", "asked_at", "pk"):
        is_late = one.due_on < on
        yield ToDoLine(
            title=str(one.person),
            url=reverse("cases:caserequest_list"),
            words=f"{one.get_kind_display()}, {one.unit}",
            state="En retard" if is_late else f"Pour {due_in_words(one.due_on, on)}",
            tone="bad" if is_late else "waiting",
            person=one.person,
        )


def missed(user: User, at: datetime) -> Iterator[ToDoLine]:
    """Those who missed the last two appointments, and whether the unit has been asked."""
    for one in missed_twice(user, at):
        causes = ", ".join(str(appointment.get_attendance_display()).lower() for appointment in one.missed[-2:])
        yield ToDoLine(
            title=str(one.referral.person),
            url=one.referral.get_absolute_url(),
            words=f"{one.referral.referred_by}\N{NO-BREAK SPACE}: {causes}",
            state="Question posée à l’unité" if one.request else "À demander à l’unité",
            tone="waiting" if one.request else "warn",
            person=one.referral.person,
        )


def released(user: User, at: datetime) -> Iterator[ToDoLine]:
    """Those who left custody before anyone met them: an appointment outside is proposed, and chosen already on the
    page of whoever may decide it."""
    on = localdate(at)
    for one in released_unseen(user, at):
        proposal = one.proposal
        address = one.referral.get_absolute_url()
        if proposal and may_decide(user, one.referral, on):
            address = reverse("cases:referral_decide", args=[one.referral.code], query={"permanence": proposal.code})
        yield ToDoLine(
            title=str(one.referral.person),
            url=address,
            words=f"À proposer\N{NO-BREAK SPACE}: {proposal.site}, {day_in_words(proposal.planned_on, on)}"
            if proposal
            else "Aucune place dehors à proposer",
            state=f"Sorti depuis {days_in_words((on - one.released_on).days)}",
            tone="bad",
            person=one.referral.person,
        )


def waiting_line(one: Waiting, on: date, side: str) -> ToDoLine:
    """A referral that waits, with its days; `side` is whom it comes from."""
    where = where_in_words(one, on)
    return ToDoLine(
        title=str(one.referral.person),
        url=one.referral.get_absolute_url(),
        words=f"{where}, {side}" if side else where,
        state=days_in_words(one.days).capitalize(),
        tone="bad" if one.is_late else "waiting",
        person=one.referral.person,
    )


def alert_lines(alerts: Sequence[PersonAlert]) -> Iterator[ToDoLine]:
    """What asks to be acted on, on whom one follows: one's own people first."""
    for one in alerts:
        yield ToDoLine(
            title=str(one.person),
            url=one.person.get_absolute_url(),
            words=one.alert.words,
            state=one.alert.label,
            tone=one.tone,
            person=one.person,
        )


def short_of_places(own: PermanenceQuerySet, on: date) -> Iterator[ToDoLine]:
    """Sites where more referrals wait than there are places in four weeks."""
    for one in shortages(own, on):
        yield ToDoLine(
            title=str(one.site),
            url=reverse("cases:permanence_list"),
            words=f"{one.waiting} en attente, {free_in_words(one.free)} dans les quatre semaines",
            state="Manque de places",
            tone="warn",
        )
