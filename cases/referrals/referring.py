"""Sends a referral: person, measure, address, needs, eligibility, appointment, in one transaction, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from cases.case_files import refresh
from cases.models import (
    Address,
    AddressMoment,
    Appointment,
    EligibilityLine,
    JusticeMeasure,
    NeedState,
    Referral,
    ReleaseNeed,
    Setting,
    YoungPerson,
)
from cases.permanences.booking import book
from cases.permanences.choices import next_possible, permanences_offered
from cases.planned_end import Author, save_measure
from cases.referrals.decisions import refuse_second
from cases.referrals.eligibility import CriterionLine
from cases.referrals.forms import ReferralForm
from cases.referrals.notice import NOTICE_VERSION
from partners.models import Commune, User
from partners.names import fold


def sent_before(form: ReferralForm, user: User) -> Referral | None:
    """The referral that this very form has made already."""
    return Referral.objects.filter(submission_key=form.cleaned_data["submission_key"], sent_by=user).first()


def send_referral(form: ReferralForm, user: User, at: datetime, person: YoungPerson | None = None) -> Referral:
    """The referral of a valid form, on that person or on a new one; the same when the form comes twice.

    Raises ValidationError, in French, when the permanence has no place left or the person already waits for an answer.
    """
    try:
        with transaction.atomic():
            return sent_before(form, user) or make(form, user, at, person)
    except (IntegrityError, ValidationError):  # the first one may have been written meanwhile
        made = sent_before(form, user)
        if made is None:
            raise
        return made


def make(form: ReferralForm, user: User, at: datetime, person: YoungPerson | None) -> Referral:
    """All that one sending makes. Inside a transaction."""
    given = form.cleaned_data
    if person:
        refuse_second(person.pk, given["programme"].pk, given["mission_locale"].pk)
    lines = form.lines(person)
    person = person or new_person(given)
    measure = keep_measure(form, person, Author(user, given["unit"], at))
    keep_address(form, person)
    keep_needs(form, person, measure)
    referral = Referral.objects.create(
        person=person,
        programme=given["programme"],
        referred_by=given["unit"],
        origin=given["origin"],
        mission_locale=given["mission_locale"],
        officer_name=str(user),
        referred_on=localdate(at),
        sent_by=user,
        notice_version=NOTICE_VERSION,
        notice_given_on=given["notice_given_on"],
        submission_key=given["submission_key"],
    )
    keep_lines(referral, lines)
    place(form, referral)
    refresh([person.pk])
    return referral


def new_person(given: dict[str, Any]) -> YoungPerson:
    """Somebody whom nobody here knew."""
    identity = {name: given[name] for name in ("last_name", "first_name", "birth_date", "sex")}
    return YoungPerson.objects.create(**identity)


# The known measure keeps its beginning, whatever was typed today.
DATES_DISAGREE = "Cette date ne va pas avec ce que le dossier dit déjà de la mesure."


def keep_measure(form: ReferralForm, person: YoungPerson, author: Author) -> JusticeMeasure | None:
    """The measure that runs: the one known of the same setting, with what has been said today, else a new one. None
    where status or beginning are not known."""
    given = form.cleaned_data
    if not form.penal_status or not given["starts_on"] or form.setting is None:
        return None
    known = person.measures.filter(setting=form.setting, ends_on__isnull=True).order_by("starts_on").last()
    if form.setting != Setting.CUSTODY and known and known.starts_on != given["starts_on"]:
        known = None
    measure = known or JusticeMeasure(person=person, setting=form.setting, starts_on=given["starts_on"])
    measure.status, measure.organisation = form.penal_status, given["establishment"]
    for name in ("sentence_months", "sentence_days", "planned_end_on", "planned_end_unknown"):
        if given[name] not in (None, ""):
            setattr(measure, name, given[name])
    if given["planned_end_on"]:
        measure.planned_end_unknown = ""
    try:
        save_measure(measure, author)
    except ValidationError as error:
        raise ValidationError(f"{DATES_DISAGREE} {' '.join(error.messages)}", code="planned_end_on") from error
    return measure


def keep_address(form: ReferralForm, person: YoungPerson) -> None:
    """Where the person lived before custody, unless that is known. There is one address without dates: another place
    stands beside it, with a date."""
    given = form.cleaned_data
    line = ", ".join(filter(None, [given["address_line"], form.unknown_commune]))
    if not line and given["commune"] is None:
        return
    stated = person.addresses.stated().first()
    known = [one for one in person.addresses.all() if is_said_by(one, line, given["commune"], given["address_kind"])]
    lived = [one for one in known if one.ends_on is None or one.ends_on >= (given["starts_on"] or form.on)]
    if lived and not given["address_since"]:
        lived[0].kind = lived[0].kind or given["address_kind"]
        lived[0].save(update_fields=["kind"])
        return
    address = {"kind": given["address_kind"], "line": line, "commune": given["commune"]}
    said = {**address, **dates_of_address(form, stated), "moment": AddressMoment.BEFORE}
    if not person.addresses.filter(**said).exists():
        Address.objects.create(person=person, **said)


def is_said_by(stated: Address, line: str, commune: Commune | None, kind: str) -> bool:
    """Whether that address names the place before custody already, and no other kind of address."""
    is_before, is_of_kind = stated.moment in ("", AddressMoment.BEFORE), stated.kind in ("", kind) or not kind
    return is_before and is_of_kind and stated.commune == commune and fold(stated.line) == fold(line)


def dates_of_address(form: ReferralForm, stated: Address | None) -> dict[str, Any]:
    """From when until when: as typed, or without dates where no address is. Beside one that is, what one knows of it:
    in custody, lived at until that began; in the community, lived at today."""
    given = form.cleaned_data
    if given["address_since"] or stated is None:
        return {"starts_on": given["address_since"], "ends_on": None}
    if form.setting == Setting.COMMUNITY:
        return {"starts_on": form.on, "ends_on": None}
    return {"starts_on": None, "ends_on": given["starts_on"] or form.on}


def keep_needs(form: ReferralForm, person: YoungPerson, measure: JusticeMeasure | None) -> None:
    """Those that are not open already."""
    opened = (NeedState.TO_DO, NeedState.UNDER_WAY)
    known = set(person.release_needs.filter(state__in=opened).values_list("type", flat=True))
    ReleaseNeed.objects.bulk_create(
        ReleaseNeed(person=person, measure=measure, type=need, opened_on=form.on)
        for need in form.cleaned_data["needs"]
        if need.pk not in known
    )


def keep_lines(referral: Referral, lines: Sequence[CriterionLine]) -> None:
    """The verdict of the day, line by line: it is not worked out again."""
    EligibilityLine.objects.bulk_create(
        EligibilityLine(referral=referral, criterion=line.criterion, answer=line.answer, words=line.words)
        for line in lines
    )


def place(form: ReferralForm, referral: Referral) -> Appointment | None:
    """A place at the permanence chosen, or at the next one that has one; None where there is none yet. Raises
    ValidationError when the one chosen is full."""
    chosen, establishment = form.cleaned_data["permanence"], form.cleaned_data["establishment"]
    appointment = book(referral.person, chosen, referral) if chosen else book_next(referral, establishment)
    site = appointment.permanence.site if appointment else None
    referral.site, referral.place = site, str(site or establishment)
    referral.save(update_fields=["site", "place"])
    return appointment


def book_next(referral: Referral, establishment: Any) -> Appointment | None:
    """A place at the next permanence where the person can come; one that has just been filled is passed over."""
    free = permanences_offered(referral.referred_on)
    for permanence in next_possible(free, establishment, referral.mission_locale):
        try:
            return book(referral.person, permanence, referral)
        except ValidationError as error:
            if getattr(error, "code", "") not in ("full", "already", "cancelled", "entered"):
                raise
    return None
