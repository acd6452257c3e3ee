"""Who is told of a hand-over by mail: a reference and a link, never a name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils.timezone import localdate

from cases.mail import send_each
from cases.models import Handover, HandoverDecision, HandoverRefusal, Restriction
from cases.models.people import named_programmes
from cases.units import units_concerned
from partners.models import Membership, Role, User

REFERENTS = Q(role=Role.REFERENT, is_trainee=False)
LEADS = Q(is_lead=True) & ~Q(role=Role.ADMINISTRATOR)

NEWS = {
    HandoverDecision.PENDING: "attend votre réponse",
    HandoverDecision.ACCEPTED: "est accepté",
    HandoverDecision.REFUSED: "est refusé",
}


def tell_of_request(handover: Handover, address: str, on: date) -> bool:
    """To the referents and leads of the Mission Locale that is asked. Whether all messages left."""
    return tell(handover, address, members(handover, {handover.to_mission_locale_id}, REFERENTS | LEADS, on))


def tell_of_answer(handover: Handover, address: str, at: datetime) -> bool:
    """To both Missions Locales, but for whoever gave it: the referents and leads who may read it. Whether all left."""
    readers = both_sides(handover, REFERENTS | LEADS, localdate(at))
    return tell(handover, address, [reader for reader in readers if reader.pk != handover.decided_by_id])


def tell_of_silence(handover: Handover, address: str, on: date) -> bool:
    """To the leads of both, and to the coordinators of its programme. Whether all left."""
    text = render_to_string("cases/mail/handover_late.txt", {"handover": handover, "address": address})
    told = [*both_sides(handover, LEADS, on), *coordinators(handover, on)]
    return send_each("Un relais attend depuis plus de dix jours", text, set(told))


def tell_of_return(handover: Handover, address: str, by: User, at: datetime) -> bool:
    """To those who were told of the answer, that it was taken back. Whether all messages left."""
    readers = both_sides(handover, REFERENTS | LEADS, localdate(at))
    told = [reader for reader in readers if reader != by]
    return tell(handover, address, told, news="attend de nouveau sa réponse")


def tell_units(handover: Handover, address: str, at: datetime) -> bool:
    """To the officers of the units that the person concerns, of a hand-over that was accepted, or taken back; of a
    restricted file, to those named alone. Whether all left."""
    on = localdate(at)
    units = units_concerned(handover.person, on)
    officers = Membership.objects.valid(on).filter(organisation__in=units, role=Role.OFFICER)
    closed = Restriction.objects.running().filter(person=handover.person_id)
    told = User.objects.filter(pk__in=officers.values("user"))
    if closed.exists():
        told = told.filter(pk__in=closed.values("readers"))
    text = render_to_string("cases/mail/handover_unit.txt", {"handover": handover, "address": address})
    news = "Un jeune a changé" if handover.decision == HandoverDecision.ACCEPTED else "Un jeune n’a pas changé"
    return send_each(f"{news} de Mission Locale", text, told)


def tell(handover: Handover, address: str, readers: Iterable[User], news: str = "") -> bool:
    """What has become of it, to each."""
    is_withdrawn = handover.refusal == HandoverRefusal.WITHDRAWN
    news = news or ("n’est plus demandé" if is_withdrawn else NEWS[HandoverDecision(handover.decision)])
    text = render_to_string("cases/mail/handover.txt", {"handover": handover, "news": news, "address": address})
    return send_each(f"Un relais {news}", text, list(readers))


def both_sides(handover: Handover, role: Q, on: date) -> list[User]:
    """The accounts with that role in both Missions Locales; of a restricted file, in the one that asked, those named
    alone."""
    asking = members(handover, {handover.from_mission_locale_id}, role, on)
    restriction = Restriction.objects.running().filter(person=handover.person_id).first()
    if restriction is not None:
        named = set(restriction.named.values_list("user", flat=True))
        asking = [user for user in asking if user.pk in named]
    return asking + members(handover, {handover.to_mission_locale_id}, role, on)


def members(handover: Handover, bodies: set[int], role: Q, on: date) -> list[User]:
    """The accounts with that role in these bodies, in the programme of the hand-over; each once."""
    valid: QuerySet[Membership] = Membership.objects.valid(on).filter(role, organisation__in=bodies)
    rows = valid.select_related("user").prefetch_related("programmes").order_by("user")
    return in_programme(rows, handover.programme_id)


def coordinators(handover: Handover, on: date) -> list[User]:
    """Those of its programme."""
    valid = Membership.objects.valid(on).filter(role=Role.COORDINATOR).select_related("user")
    return in_programme(valid.prefetch_related("programmes"), handover.programme_id)


def in_programme(memberships: Iterable[Membership], programme: int) -> list[User]:
    """The users of those that are limited to no programme, or to this one among others."""
    users = {}
    for membership in memberships:
        if not (named := named_programmes(membership)) or programme in named:
            users[membership.user_id] = membership.user
    return list(users.values())
