"""What an officer asks of the Mission Locale on a file, and what it answers, each from a closed list."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localdate

from cases.models import (
    CaseFile,
    CaseRequest,
    JusticeMeasure,
    RequestAnswer,
    RequestKind,
    UnitTransfer,
    YoungPerson,
)
from cases.permanences.calendar import working_day_from, working_day_until
from cases.planned_end import Author, change_planned_end
from cases.units import unit_in_charge
from partners.access import case_memberships, decides, deciding_units
from partners.french import day_words
from partners.models import Organisation, OrganisationKind, Role, User

ALREADY = "Cette demande est déjà faite\N{NO-BREAK SPACE}: elle attend sa réponse."
NO_FILE = "Aucune Mission Locale ne suit ce jeune\N{NO-BREAK SPACE}: orientez-le d’abord."
# How long the Mission Locale has; a certificate is there two days before the hearing.
ANSWERED_WITHIN = {
    RequestKind.CALL_BACK: timedelta(days=2),
    RequestKind.RELEASE_DATE: timedelta(days=7),
    RequestKind.TRANSFERRED: timedelta(days=7),
}
BEFORE_HEARING = timedelta(days=2)
# What the Mission Locale may answer to each; the answers to its own question are the unit's.
ANSWERS = {
    RequestKind.CERTIFICATE: (RequestAnswer.DONE, RequestAnswer.NOT_POSSIBLE),
    RequestKind.CALL_BACK: (RequestAnswer.DONE, RequestAnswer.NOT_POSSIBLE),
    RequestKind.RELEASE_DATE: (RequestAnswer.NOTED,),
    RequestKind.TRANSFERRED: (RequestAnswer.NOTED, RequestAnswer.TRY_AGAIN),
}


def due(kind: RequestKind, concerns_on: date | None, on: date) -> date:
    """By when it is to be answered: the last working day two days before the hearing, or that very day where this is
    over; otherwise a working day to come."""
    if kind == RequestKind.CERTIFICATE and concerns_on:
        return max(on, working_day_until(concerns_on - BEFORE_HEARING))
    return working_day_from(on + ANSWERED_WITHIN[kind])


def following(person: YoungPerson, on: date) -> Organisation | None:
    """The Mission Locale that is asked: that of the last referral among those that hold a file."""
    holding = CaseFile.objects.open(on).filter(person=person).values("organisation")
    last = person.referrals.filter(mission_locale__in=holding).order_by("-referred_on", "-pk").first()
    if last is not None:
        return last.mission_locale
    return Organisation.objects.filter(pk__in=holding).first()


def ask(
    person: YoungPerson, kind: RequestKind, user: User, at: datetime, given: dict[str, Any] | None = None
) -> CaseRequest:
    """The request made, and what it says of the measure written there: a new date of release, another establishment,
    whose unit is then in charge. Raises ValidationError when it waits already, or when nobody follows the person."""
    given, on = given or {}, localdate(at)
    mission_locale = following(person, on)
    if mission_locale is None:
        raise ValidationError(NO_FILE)
    unit, concerns_on, moved_to = unit_in_charge(person, user, at), given.get("concerns_on"), given.get("moved_to")
    try:
        with transaction.atomic():
            request = CaseRequest.objects.create(
                person=person,
                unit=unit,
                mission_locale=mission_locale,
                kind=kind,
                concerns_on=concerns_on,
                moved_to=moved_to,
                asked_at=at,
                asked_by=user,
                due_on=due(kind, concerns_on, on),
            )
            tell_measure(request, user, at)
            if moved_to:
                pass_on(person, unit, moved_to, user, on)
    except IntegrityError as error:
        raise ValidationError(ALREADY) from error
    return request


def tell_measure(request: CaseRequest, user: User, at: datetime) -> None:
    """Write a new date of release, or another establishment, into the measure that runs."""
    running = JusticeMeasure.objects.running(localdate(at)).filter(person=request.person)
    measure = running.order_by("starts_on").last()
    if measure is None:
        return
    if request.kind == RequestKind.RELEASE_DATE:
        change_planned_end(measure, request.concerns_on, "", Author(user, request.unit, at))
    elif request.kind == RequestKind.TRANSFERRED:
        measure.organisation = request.moved_to
        measure.save(update_fields=["organisation"])


def pass_on(person: YoungPerson, unit: Organisation, moved_to: Organisation, user: User, on: date) -> None:
    """The unit of the new establishment is in charge, where it is another one and is known."""
    parent = moved_to.parent
    if parent is not None and parent != unit and parent.kind in OrganisationKind.referring_bodies():
        UnitTransfer(person=person, from_unit=unit, to_unit=parent, passed_on=on, passed_by=user).make()


def answer_request(request: CaseRequest, said: str, user: User, at: datetime) -> bool:
    """Keep the answer; False when there is one already. Raises ValidationError for one that is not in the list."""
    if said not in ANSWERS.get(RequestKind(request.kind), ()):
        raise ValidationError("Choisissez une réponse de la liste.")
    waiting = CaseRequest.objects.waiting().filter(pk=request.pk)
    return bool(waiting.update(answer=said, answered_at=at, answered_by=user))


def may_answer_request(request: CaseRequest, user: User, on: date) -> bool:
    """Whether it is for this user to answer: a referent of the Mission Locale that is asked, no trainee."""
    return request.kind in ANSWERS and any(
        membership.role == Role.REFERENT
        and decides(membership)
        and membership.organisation_id == request.mission_locale_id
        for membership in case_memberships(user, on)
    )


def request_row(request: CaseRequest, user: User, on: date) -> dict[str, Any]:
    """A line: what is asked, by whom, its deadline; the answer, or those that this user may give."""
    kind, waits = RequestKind(request.kind), request.answered_at is None
    answers = ANSWERS[kind] if waits and may_answer_request(request, user, on) else ()
    is_own = kind == RequestKind.MISSED_TWICE and request.unit_id in deciding_units(user, on)
    return {
        "request": request,
        "person": request.person,
        "label": request_in_words(request),
        "by": request.mission_locale if kind == RequestKind.MISSED_TWICE else request.unit,
        "is_late": waits and request.due_on < on,
        "answered": request.get_answer_display(),
        "answers": [{"value": answer.value, "label": answer.label} for answer in answers],
        "certificate_url": certificate_url(request) if answers else "",
        "answer_url": reverse("cases:misses_answer", args=[request.code]) if waits and is_own else "",
    }


def certificate_url(request: CaseRequest) -> str:
    """Where the certificate is made that answers it; empty for another request."""
    if request.kind != RequestKind.CERTIFICATE:
        return ""
    return reverse("cases:supportcertificate_create", args=[request.person.code])


def request_in_words(request: CaseRequest) -> str:
    """« Attestation pour une audience, 3 décembre 2026 »."""
    words = [request.get_kind_display()]
    words += [day_words(request.concerns_on)] if request.concerns_on else []
    words += [f"à {request.moved_to}"] if request.moved_to else []
    return ", ".join(words)


def kinds_asked_by(user: User, person: YoungPerson, at: datetime) -> list[RequestKind]:
    """What this user may ask on that file."""
    kept = {"pk": person.pk}
    is_in_charge = YoungPerson.objects.in_charge_of(user, at).filter(**kept).exists()
    return asked_kinds(is_in_charge, is_in_charge and YoungPerson.objects.decided_by(user, at).filter(**kept).exists())


def asked_kinds(is_in_charge: bool, passes_on: bool) -> list[RequestKind]:
    """What may be asked: by an officer of the unit in charge; not by a trainee for a transfer, which passes the person
    on."""
    if not is_in_charge:
        return []
    return [kind for kind in RequestKind.of_officers() if passes_on or kind != RequestKind.TRANSFERRED]


def asks_row(person: YoungPerson, kind: RequestKind) -> dict[str, Any]:
    """Something that may be asked, with its address."""
    url = reverse("cases:caserequest_create", args=[person.code, kind.value])
    return {"label": kind.label, "url": url, "is_one_click": kind == RequestKind.CALL_BACK}  # it needs no date


def requests_on(person: YoungPerson, user: User, at: datetime) -> dict[str, Any]:
    """For the pages of a file: its requests, and those that this user may make, each with its address."""
    found = CaseRequest.objects.visible_to(user, at).filter(person=person).waiting_first().with_bodies()
    return {
        "requests": [request_row(request, user, localdate(at)) for request in found],
        "asks": [asks_row(person, kind) for kind in kinds_asked_by(user, person, at)],
    }
