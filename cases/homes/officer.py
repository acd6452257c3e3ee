"""What an officer does today: questions to answer, answers received, who of the unit waits, where there is room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from cases.filters import WAITING
from cases.homes.adjustments import adjustment_lines, all_adjustments
from cases.homes.referent import waiting_line
from cases.homes.steps import OF_UNIT, step_lines
from cases.homes.to_do import ToDo, ToDoLine, day_in_words, due_in_words, free_in_words, hour_in_words
from cases.models import CaseRequest, Permanence, Referral, ReferralState, RequestKind, YoungPerson
from cases.permanences.calendar import DAY
from cases.permanences.choices import SHOWN_FOR
from cases.referrals.waiting import waiting_referrals
from partners.access import deciding_units
from partners.models import User

# For how long an answer, or a decision, is news.
ANSWERS_ARE_NEWS = timedelta(days=14)
DECISIONS_ARE_NEWS = timedelta(days=30)
PERMANENCES_SHOWN = 5


def officer_to_do(user: User, at: datetime) -> ToDo:
    """The blocks of the day, the most urgent first."""
    on, to_do = localdate(at), ToDo()
    all_requests = reverse("cases:caserequest_list")
    waiting_list = reverse("cases:referral_list", query={"etat": WAITING})
    to_do.add("questions", "Que s’est-il passé\u202f?", questions(user, at))
    to_do.add(
        "etapes",
        "Prochaines étapes",
        step_lines(user, at, OF_UNIT, may_act=bool(deciding_units(user, on))),
        ("Voir les points", reverse("cases:unitreview_list")),
    )
    to_do.add("amenagements", "Audiences et pièces à fournir", adjustment_lines(user, at), all_adjustments())
    to_do.add(
        "attente",
        "Orientations en attente",
        [waiting_line(one, on, one.referral.officer_name) for one in waiting_referrals(user, at)],
        ("Voir les orientations en attente", waiting_list),
        empty="Aucune orientation de votre unité n’attend de réponse.",
    )
    to_do.add("reponses", "Réponses à vos demandes", answers(user, at), ("Voir les demandes", all_requests))
    to_do.add(
        "places",
        "Prochaines permanences avec des places",
        rooms(user, at),
        ("Voir les permanences", reverse("cases:permanence_list")),
        empty="Aucune place libre\N{NO-BREAK SPACE}: orientez quand même, la Mission Locale en cherche une.",
    )
    return to_do


def questions(user: User, at: datetime) -> Iterator[ToDoLine]:
    """What the Missions Locales ask about those who missed two appointments; it is not for a trainee to answer."""
    on = localdate(at)
    asked = (
        CaseRequest.objects.visible_to(user, at)
        .waiting()
        .filter(kind=RequestKind.MISSED_TWICE, person__in=YoungPerson.objects.decided_by(user, at).values("pk"))
    )
    for one in asked.select_related("person", "mission_locale").order_by("due_on", "pk"):
        is_late = one.due_on < on
        yield ToDoLine(
            title=str(one.person),
            url=reverse("cases:misses_answer", args=[one.code]),
            words=f"Absent à deux rendez-vous de suite, {one.mission_locale}",
            state="En retard" if is_late else f"Répondre pour {due_in_words(one.due_on, on)}",
            tone="bad" if is_late else "waiting",
            person=one.person,
        )


def answers(user: User, at: datetime) -> Iterator[ToDoLine]:
    """What this officer asked: the answers of the last two weeks, then what still waits."""
    on = localdate(at)
    asked = CaseRequest.objects.visible_to(user, at).filter(asked_by=user).exclude(kind=RequestKind.MISSED_TWICE)
    rows = list(asked.select_related("person").order_by("-answered_at", "due_on", "pk"))
    for one in rows:
        if one.answered_at and at - one.answered_at <= ANSWERS_ARE_NEWS:
            yield request_line(one, str(one.get_answer_display()), "good")
    for one in rows:
        if one.answered_at is None:
            is_late = one.due_on < on
            words = "Réponse en retard" if is_late else f"Réponse attendue {due_in_words(one.due_on, on)}"
            yield request_line(one, words, "warn" if is_late else "waiting")


def request_line(one: CaseRequest, state: str, tone: str) -> ToDoLine:
    """A request, and what has become of it."""
    return ToDoLine(
        title=str(one.person),
        url=reverse("cases:caserequest_list"),
        words=str(one.get_kind_display()),
        state=state,
        tone=tone,
        person=one.person,
    )


def rooms(user: User, at: datetime) -> Iterator[ToDoLine]:
    """The next permanences for the people of the unit that have a place, each leading to a referral to it; nobody is
    asked for on the day itself."""
    on = localdate(at)
    ahead = Permanence.objects.receiving(user, at).offered(on + DAY).filter(planned_on__lte=on + SHOWN_FOR)
    rows = ahead.select_related("site").order_by("planned_on", "starts_at", "pk")
    for permanence in rows[:PERMANENCES_SHOWN]:
        left: int = (permanence.slots or 0) - permanence.taken  # type: ignore[attr-defined]
        yield ToDoLine(
            title=f"{permanence.site}, {day_in_words(permanence.planned_on, on)}{hour_in_words(permanence)}",
            url=reverse("cases:referral_create", query={"permanence": permanence.code}),
            state="Places libres" if permanence.slots is None else free_in_words(left),
            tone="good",
        )


def officer_figures(user: User, at: datetime) -> list[dict[str, Any]]:
    """The own unit's referrals by state: those that wait, and those decided in the last month. Each leads to the list
    that it counts."""
    since = localdate(at) - DECISIONS_ARE_NEWS
    recent = Q(decided_on__isnull=True) | Q(decided_on__gte=since)
    rows: Iterable[Any] = Referral.objects.visible_to(user, at).filter(recent).with_state(localdate(at)).order_by()
    counts = Counter(row.state for row in rows)
    decided = {"decidees": since.isoformat()}
    states: list[tuple[ReferralState, str, str, dict[str, str]]] = [
        (ReferralState.RECEIVED, "Reçues", "sans rendez-vous encore", {}),
        (ReferralState.INVITED, "Invités", "rendez-vous fixé, ou pas encore saisi", {}),
        (ReferralState.MISSED, "Absents", "au dernier rendez-vous", {}),
        (ReferralState.SEEN, "Vus", "en attente de décision", {}),
        (ReferralState.ADMITTED, "Admis", "depuis trente jours", decided),
        (ReferralState.NOT_ADMITTED, "Non admis", "depuis trente jours", decided),
    ]
    return [
        {
            "label": label,
            "value": counts[state],
            "note": note,
            "url": reverse("cases:referral_list", query={"etat": state.value, **narrowed}),
        }
        for state, label, note, narrowed in states
    ]
