"""What the sheet says of the referrals of its lines; what is wrong with one line beside someone who is added."""

from __future__ import annotations

import pytest
from django.test import Client

from cases.models import Appointment, Permanence, Referral, YoungPerson
from partners.models import User
from tests.cases.entry.sheets import appointments, later, line, page, permanence_of, send
from tests.cases.entry.test_walk_ins import NEW
from tests.factories import AppointmentFactory, EnrolmentFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def permanence(referent: User) -> Permanence:
    return permanence_of(2)


@pytest.fixture
def first(permanence: Permanence) -> Appointment:
    return appointments(permanence)[0]


@pytest.fixture
def client(referent: User) -> Client:
    return signed_in(referent)


def shown(client: Client, permanence: Permanence) -> str:
    return client.get(page(permanence)).content.decode()


@pytest.mark.parametrize(
    ("decision", "reason", "words"),
    [
        ("non_admis", "Âge hors des critères", "Non admis, âge hors des critères, le"),
        ("sans_suite", "Perdu avant un premier rendez-vous", "Sans suite, perdu avant un premier rendez-vous, le"),
    ],
)
@pytest.mark.parametrize("is_closed", [False, True])
def test_each_line_says_what_was_decided_and_leads_to_it(
    permanence: Permanence,
    client: Client,
    referent: User,
    first: Appointment,
    decision: str,
    reason: str,
    words: str,
    is_closed: bool,
) -> None:
    Referral.objects.filter(pk=first.referral_id).update(
        decision=decision, reason=reason, decided_on=permanence.planned_on
    )
    if is_closed:
        send(client, permanence, referent, *(line(one, "refus") for one in appointments(permanence)), close="1")
    text = shown(client, permanence)
    assert words in text
    assert f'href="/orientations/{first.referral.code}/decision/"' in text  # type: ignore[union-attr]


def test_of_an_admission_the_programme(permanence: Permanence, client: Client, first: Appointment) -> None:
    referral = first.referral
    assert referral is not None
    Referral.objects.filter(pk=referral.pk).update(decision="admis", decided_on=permanence.planned_on)
    EnrolmentFactory(person=first.person, mission_locale=permanence.mission_locale, referral=referral)
    assert f"Admis, {referral.programme}, le" in shown(client, permanence)


def test_to_be_seen_again_or_without_an_answer(
    permanence: Permanence, client: Client, referent: User, first: Appointment
) -> None:
    AppointmentFactory(permanence=later(permanence), person=first.person)
    send(client, permanence, referent, *(line(one, "refus") for one in appointments(permanence)[1:]))
    send(client, permanence, referent, line(first, "present"), close="1")
    text = shown(client, permanence)
    assert text.count("à revoir avant de décider") == 1
    assert text.count("attend une réponse") == 1


def test_what_is_wrong_elsewhere_is_said_and_the_walk_in_is_added(
    permanence: Permanence, client: Client, referent: User, first: Appointment, malo: YoungPerson
) -> None:
    wrong = line(first, "", axes=["logement"])
    answer = send(client, permanence, referent, wrong, add=malo.code)
    assert answer.status_code == 302
    assert Appointment.objects.filter(permanence=permanence, person=malo, is_walk_in=True).exists()
    text = shown(client, permanence)
    assert f"Ligne 1, {first.person}</a>\N{NO-BREAK SPACE}: Dites d’abord si ce jeune est venu." in text
    assert "Le jeune est ajouté à la feuille." in text
    assert "Voici votre brouillon" in text


def test_a_new_one_too(permanence: Permanence, client: Client, referent: User, first: Appointment) -> None:
    assert send(client, permanence, referent, line(first, "present", minutes="9999"), **NEW).status_code == 302
    assert Appointment.objects.filter(permanence=permanence, person__last_name="Guéguen").exists()


def test_the_new_one_being_typed_is_kept_where_the_sheet_is_wrong(
    permanence: Permanence, client: Client, referent: User
) -> None:
    answer = send(client, permanence, referent, was_held="non", cause="", **{"w-last_name": "Guéguen", "add_new": "1"})
    assert answer.status_code == 400
    assert 'value="Guéguen"' in answer.content.decode()
