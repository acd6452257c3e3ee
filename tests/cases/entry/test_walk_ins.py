"""Someone who came without an appointment; the reminder of an appointment outside; how many queries a sheet takes."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.case_files import refresh
from cases.models import (
    AccessedPerson,
    Answer,
    Appointment,
    CaseFile,
    Contact,
    ContactKind,
    ContactPlace,
    Criteria,
    DuplicateSuspicion,
    EligibilityLine,
    Enrolment,
    Origin,
    Permanence,
    Referral,
    YoungPerson,
)
from cases.referrals.notice import NOTICE_VERSION
from cases.telling import is_neutral
from partners.models import Organisation, Role, User
from tests.cases.entry.sheets import appointments, later, line, page, permanence_of, send
from tests.factories import (
    AppointmentFactory,
    MembershipFactory,
    ProgrammeFactory,
    ReferralFactory,
    SiteFactory,
    YoungPersonFactory,
)
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def permanence(referent: User) -> Permanence:
    return permanence_of(2, slots=2)


@pytest.fixture
def client(referent: User) -> Client:
    return signed_in(referent)


def test_found_by_name_and_added_at_the_end(
    permanence: Permanence, client: Client, referent: User, malo: YoungPerson
) -> None:
    found = send(client, permanence, referent, q="kerdoncuff mal").content.decode()
    assert f'name="add" value="{malo.code}"' in found
    assert AccessedPerson.objects.filter(person_key=malo.journal_key).exists()
    for _ in range(2):
        assert send(client, permanence, referent, add=malo.code).status_code == 302
    last = appointments(permanence)[-1]
    assert (last.person, last.is_walk_in, last.referral) == (malo, True, malo.referrals.get())
    assert len(appointments(permanence)) == 3


def test_what_is_typed_is_kept_when_someone_is_added(
    permanence: Permanence, client: Client, referent: User, malo: YoungPerson
) -> None:
    send(client, permanence, referent, line(appointments(permanence)[0], "present"), add=malo.code)
    assert Contact.objects.count() == 1


def test_nobody_whom_one_does_not_see_is_found_or_added(
    permanence: Permanence, client: Client, referent: User
) -> None:
    stranger = YoungPersonFactory(last_name="Ailleurs", code="5K3M-2P")
    assert "ne répond à" in send(client, permanence, referent, q="ailleurs").content.decode()
    assert send(client, permanence, referent, add=stranger.code).status_code == 404


def test_who_works_in_two_missions_locales_adds_whom_this_one_holds(
    permanence: Permanence, client: Client, referent: User, other_referent: User
) -> None:
    """Of anyone else nobody here would read the line: they come by a hand-over, or by a referral."""
    other = Organisation.objects.get(code="ml-saint-malo")
    MembershipFactory(user=referent, organisation=other, role=Role.REFERENT)
    known = YoungPersonFactory(last_name="Guéguen", first_name="Ewen", birth_date=date(1998, 2, 3))
    ReferralFactory(person=known, mission_locale=other)
    refresh([known.pk])
    assert f'value="{known.code}"' not in send(client, permanence, referent, q="gueguen").content.decode()
    assert send(client, permanence, referent, add=known.code).status_code == 404
    refused = send(client, permanence, referent, **NEW)
    assert "n’a pas de dossier pour lui" in refused.content.decode()
    assert len(appointments(permanence)) == 2


NEW = {
    "w-last_name": "Guéguen",
    "w-first_name": "Ewen",
    "w-birth_date": "1998-02-03",
    "w-sex": "H",
    "w-programme": "dernier-ecrou",
    "w-notice_given": "on",
    "w-notice_given_on": "2020-01-02",
    "add_new": "1",
}


def test_a_new_one_has_a_file_and_a_referral_of_his_own(
    permanence: Permanence, client: Client, referent: User
) -> None:
    for _ in range(2):
        assert send(client, permanence, referent, **NEW).status_code == 302
    referral = Referral.objects.get(person__last_name="Guéguen")
    assert (referral.origin, referral.referred_by) == (Origin.YOUNG_PERSON, permanence.mission_locale)
    assert (referral.referred_on, referral.sent_by) == (permanence.planned_on, referent)
    assert CaseFile.objects.filter(person=referral.person).exists()
    assert [one.person for one in appointments(permanence) if one.is_walk_in] == [referral.person]


def test_a_new_one_has_the_eligibility_of_the_day(permanence: Permanence, client: Client, referent: User) -> None:
    Criteria.objects.create(
        programme=ProgrammeFactory(), valid_from=date(2010, 1, 1), age_min=18, age_max=25, statuses="condamne"
    )
    send(client, permanence, referent, **NEW)
    answers = dict(EligibilityLine.objects.values_list("criterion", "answer"))
    assert (answers["age"], answers["statut"]) == (Answer.NOT_MET, Answer.TO_CHECK)
    last = appointments(permanence)[-1]
    admitted = {f"d{last.code}-answer": "admettre", f"d{last.code}-consented": "on"}
    send(client, permanence, referent, line(last, "present"), **admitted)
    assert not Enrolment.objects.exists()


def test_added_to_a_sheet_just_closed(
    permanence: Permanence, client: Client, referent: User, malo: YoungPerson
) -> None:
    Permanence.objects.update(entered_at=timezone.now(), was_held=True)
    assert send(client, permanence, referent, add=malo.code).status_code in (302, 400)
    assert len(appointments(permanence)) == 2


def test_somebody_known_is_not_made_again(
    permanence: Permanence, client: Client, referent: User, malo: YoungPerson
) -> None:
    names = {"w-last_name": "KERDONCUFF", "w-first_name": "malo", "w-birth_date": malo.birth_date.isoformat()}
    for chosen, said in (("1", f'name="add" value="{malo.code}"'), ("nouveau", "est déjà connu")):
        refused = send(client, permanence, referent, **NEW | names | {"add_new": chosen})
        assert refused.status_code == 400
        assert said in refused.content.decode()
    assert not Appointment.objects.filter(person=malo).exists()


def test_one_who_is_alike_is_proposed_first(
    permanence: Permanence, client: Client, referent: User, malo: YoungPerson
) -> None:
    names = {"w-last_name": "Kerdonkuf", "w-first_name": "Malo", "w-birth_date": malo.birth_date.isoformat()}
    asked = send(client, permanence, referent, **NEW | names)
    assert asked.status_code == 400
    assert f'name="add" value="{malo.code}"' in asked.content.decode()
    assert AccessedPerson.objects.filter(person_key=malo.journal_key).exists()
    assert len(appointments(permanence)) == 2
    for _ in range(2):
        assert send(client, permanence, referent, **NEW | names | {"add_new": "nouveau"}).status_code == 302
    assert len(appointments(permanence)) == 3
    assert not DuplicateSuspicion.objects.exists()


def test_one_who_is_alike_and_not_seen_is_told_to_the_leads(
    permanence: Permanence, client: Client, referent: User, lead: User
) -> None:
    hidden = YoungPersonFactory(last_name="Gueguen", first_name="Ewen", birth_date=date(1998, 2, 3))
    added = send(client, permanence, referent, **NEW)
    assert added.status_code == 302
    suspicion = DuplicateSuspicion.objects.get()
    assert hidden in (suspicion.first, suspicion.second)
    assert [message.to for message in mail.outbox] == [[lead.email]]
    assert "Gueguen" not in mail.outbox[0].body


def test_the_notice_is_asked_and_kept(permanence: Permanence, client: Client, referent: User) -> None:
    refused = send(client, permanence, referent, **NEW | {"w-notice_given": ""})
    assert refused.status_code == 400
    assert "Remettez d’abord la notice" in refused.content.decode()
    send(client, permanence, referent, **NEW)
    referral = Referral.objects.get(person__last_name="Guéguen")
    assert (referral.notice_version, referral.notice_given_on) == (NOTICE_VERSION, date(2020, 1, 2))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"w-first_name": ""}, "obligatoire"),
        ({"w-first_name": "\u200b"}, "avec des lettres"),
        ({"w-birth_date": "2999-01-01"}, "année de naissance"),
        ({"w-birth_date": "0001-01-01"}, "année de naissance"),
        ({"w-notice_given_on": "2098-01-01"}, "cette date est à venir"),
        ({"w-notice_given_on": "0001-01-01"}, "Vérifiez l’année"),
    ],
)
def test_invalid(permanence: Permanence, client: Client, referent: User, given: dict[str, str], message: str) -> None:
    refused = send(client, permanence, referent, **NEW | given)
    assert refused.status_code == 400
    assert message in refused.content.decode()


def test_as_many_queries_for_one_as_for_thirty(client: Client, referent: User) -> None:
    ProgrammeFactory()

    def queries(people: int) -> int:
        sheet = permanence_of(people, slots=40)
        following = later(sheet, slots=40)
        for one in appointments(sheet):
            AppointmentFactory(permanence=following, person=one.person)
        settled = [line(one, "present", axes=["logement"], note="Vu.") for one in appointments(sheet)[::2]]
        send(client, sheet, referent, *settled)
        client.get(page(sheet))
        with CaptureQueriesContext(connection) as captured:
            shown = client.get(page(sheet)).content.decode()
        assert shown.count("data-de-line") == people
        return len(captured)

    assert queries(1) == queries(30)


@pytest.fixture
def expected(permanence: Permanence) -> Appointment:
    """Someone expected outside next week."""
    outside = later(permanence, site=SiteFactory(name="Antenne de Maurepas"), starts_at=time(9, 30))
    appointment: Appointment = AppointmentFactory(permanence=outside, person=appointments(permanence)[0].person)
    return appointment


def reminder(appointment: Appointment) -> str:
    return f"/rendez-vous/{appointment.code}/rappel/"


def test_the_reminder_says_nothing_of_justice(client: Client, expected: Appointment) -> None:
    shown = client.get(reminder(expected)).content.decode()
    text = shown.partition("<textarea")[2].partition("</textarea>")[0]
    assert "Bonjour Malo" in text
    assert "à 9\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30, Antenne de Maurepas" in text
    assert expected.person.last_name not in text
    assert is_neutral(text)


@pytest.mark.parametrize(
    "name", ["SPIP milieu ouvert", "Centre pénitentiaire de Rennes-Vezin", "Maison d’arrêt", "PJJ"]
)
def test_a_place_of_justice_is_not_named(client: Client, expected: Appointment, name: str) -> None:
    type(expected.permanence.site).objects.filter(pk=expected.permanence.site_id).update(name=name)
    text = client.get(reminder(expected)).content.decode().partition("<textarea")[2].partition("</textarea>")[0]
    assert name not in text
    assert is_neutral(text)


def test_the_message_is_logged_once(client: Client, referent: User, expected: Appointment) -> None:
    for _ in range(2):
        assert client.post(reminder(expected)).status_code == 302
    contact = Contact.objects.get()
    assert (contact.kind, contact.place, contact.person) == (ContactKind.SMS, ContactPlace.REMOTE, expected.person)
    assert (contact.entered_by, contact.referent_name) == (referent, str(referent))


@pytest.mark.parametrize(("persona", "status"), [("other_referent", 404), ("cpip", 403), ("lead", 403)])
def test_who_reminds(expected: Appointment, request: Any, persona: str, status: int) -> None:
    assert signed_in(request.getfixturevalue(persona)).get(reminder(expected)).status_code == status


def test_no_telephone_enters_custody(client: Client, permanence: Permanence) -> None:
    assert client.get(reminder(appointments(permanence)[0])).status_code == 404
