"""The pages of a decision: who answers, what is asked, the mail to the unit, sent twice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.http import HttpResponse
from django.utils import timezone

from cases.models import (
    Answer,
    Appointment,
    Criterion,
    EligibilityLine,
    Enrolment,
    Permanence,
    Referral,
    ReferralDecision,
    YoungPerson,
)
from cases.permanences.choices import permanence_in_words
from partners.french import day_words
from partners.models import Membership, Organisation, OrganisationKind, Role, User
from tests.factories import AppointmentFactory, PermanenceFactory, SiteFactory
from tests.personas import member, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def referral(malo: YoungPerson) -> Referral:
    return malo.referrals.get()


@pytest.fixture
def next_week(referral: Referral) -> Permanence:
    day = timezone.localdate() + timedelta(days=7)
    outside = SiteFactory(is_inside=False, name="Antenne")
    return PermanenceFactory(mission_locale=referral.mission_locale, site=outside, planned_on=day, slots=1)


def page(referral: Referral) -> str:
    return f"/orientations/{referral.code}/decision/"


def answer(user: User, referral: Referral, **given: Any) -> Any:
    today = timezone.localdate().isoformat()
    data = {"decided_on": today, "programme": referral.programme.code, "consented_on": today, **given}
    return signed_in(user).post(page(referral), data)


def admit(user: User, referral: Referral, **given: Any) -> HttpResponse:
    return answer(user, referral, answer="admettre", consented="on", unseen="on", referent=str(user), **given)


def test_admitted(referral: Referral, referent: User, cpip: User) -> None:
    assert admit(referent, referral, plie="oui").status_code == 302
    enrolment = Enrolment.objects.get()
    assert (enrolment.referent_name, enrolment.plie_proposed) == (str(referent), True)
    assert enrolment.consented_on == timezone.localdate()
    shown = signed_in(referent).get(page(referral)).content.decode()
    assert "Admis, le" in shown
    assert "Reprendre cette réponse" in shown


def test_the_unit_is_told_without_a_name(referral: Referral, referent: User, cpip: User) -> None:
    colleague = member(Role.OFFICER, "spip-35-vezin", OrganisationKind.SPIP)
    admit(referent, referral)
    assert sorted(message.to[0] for message in mail.outbox) == sorted([cpip.email, colleague.email])
    for message in mail.outbox:
        said = f"{message.subject} {message.body}".lower()
        assert referral.code.lower() in said
        assert not {"kerdoncuff", "spip", "prison", "écrou", "admis"} & set(said.split())
        assert len(message.to) == 1


def test_who_sent_it_is_told_alone_while_in_the_unit(referral: Referral, referent: User, cpip: User) -> None:
    member(Role.OFFICER, "spip-35-vezin", OrganisationKind.SPIP)
    Referral.objects.update(sent_by=cpip)
    admit(referent, referral)
    assert [message.to for message in mail.outbox] == [[cpip.email]]


def test_sent_twice_it_is_answered_once(referral: Referral, referent: User, cpip: User) -> None:
    assert [admit(referent, referral).status_code for _ in range(2)] == [302, 302]
    assert (Enrolment.objects.count(), len(mail.outbox)) == (1, 1)


def test_another_answer_that_comes_late_changes_nothing(referral: Referral, referent: User) -> None:
    admit(referent, referral)
    colleague = member(Role.REFERENT, "ml-rennes")
    late = answer(colleague, referral, answer="ne_pas_admettre", refusal="refus")
    assert late.status_code == 409
    assert "avait déjà sa réponse" in late.content.decode()
    assert Referral.objects.get().decision == ReferralDecision.ADMITTED


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "Choisissez une réponse."),
        ({"answer": "admettre"}, "Sans l’accord du jeune"),
        ({"answer": "admettre", "consented": "on"}, "Choisissez le référent."),
        ({"answer": "admettre", "plie_entered_on": "2098-01-01"}, "une fois que le PLIE l’a validée"),
        ({"answer": "admettre", "plie_entered_on": "0001-01-01"}, "Vérifiez l’année"),
        ({"answer": "ne_pas_admettre"}, "Choisissez un motif."),
        ({"answer": "ne_pas_admettre", "refusal": "inconnu"}, "Sélectionnez un choix valide"),
        ({"answer": "revoir"}, "Choisissez la permanence"),
        ({"answer": "clore"}, "Choisissez pourquoi"),
        ({"answer": "clore", "closing": "perdu", "decided_on": "1999-01-01"}, "précéder"),
        ({"answer": "clore", "closing": "perdu", "decided_on": "le 3"}, "date valide"),
    ],
)
def test_invalid(referral: Referral, referent: User, given: dict[str, str], message: str) -> None:
    response = answer(referent, referral, **given)
    assert response.status_code == 400
    assert message in response.content.decode()
    assert Referral.objects.get().decision == ReferralDecision.PENDING


def test_against_a_criterion_a_reason_is_asked(referral: Referral, referent: User) -> None:
    assert "exception_reason" not in signed_in(referent).get(page(referral)).content.decode()
    EligibilityLine.objects.create(
        referral=referral, criterion=Criterion.SENTENCE, answer=Answer.NOT_MET, words="30 mois, pour 24 au plus."
    )
    refused = admit(referent, referral)
    assert refused.status_code == 400
    assert "30 mois, pour 24 au plus." in refused.content.decode()
    assert admit(referent, referral, exception_reason="Projet déjà prêt.").status_code == 302
    assert Enrolment.objects.get().exception_reason == "Projet déjà prêt."


def test_to_be_seen_again_it_waits_with_a_place(referral: Referral, referent: User, next_week: Permanence) -> None:
    response = answer(referent, referral, answer="revoir", following=next_week.code)
    assert response.status_code == 302
    assert Appointment.objects.get().permanence == next_week
    assert Referral.objects.get().decision == ReferralDecision.PENDING
    assert mail.outbox == []


def test_another_appointment_replaces_the_one_to_come(
    referral: Referral, referent: User, cpip: User, next_week: Permanence
) -> None:
    """Released meanwhile: the prison would call someone who is expected outside."""
    Permanence.objects.update(slots=2)
    body = referral.mission_locale
    prison = PermanenceFactory(mission_locale=body, planned_on=timezone.localdate() + timedelta(days=10))
    for permanence in (prison, PermanenceFactory(mission_locale=body, planned_on=timezone.localdate())):
        AppointmentFactory(permanence=permanence, person=referral.person, referral=referral)
    client, there = signed_in(referent), permanence_in_words(prison)
    assert f"Déjà attendu\N{NO-BREAK SPACE}: {there}" in client.get(page(referral)).content.decode()
    again = {"answer": "revoir", "following": next_week.code, "decided_on": timezone.localdate().isoformat()}
    said = client.post(page(referral), again, follow=True).content.decode()
    assert f"rendu\N{NO-BREAK SPACE}: {there}" in said and "Texte de rappel à envoyer" in said
    kept = Appointment.objects.order_by("permanence__planned_on").values_list("permanence__planned_on", flat=True)
    assert list(kept) == [timezone.localdate(), next_week.planned_on]  # today's paper has left
    assert prison.code not in signed_in(cpip).get(referral.get_absolute_url()).content.decode()


def test_what_is_said_of_the_unit_is_true(
    referral: Referral, referent: User, cpip: User, next_week: Permanence
) -> None:
    client, today = signed_in(referent), timezone.localdate().isoformat()
    again = {"answer": "revoir", "following": next_week.code, "decided_on": today, "programme": "dernier-ecrou"}
    said = client.post(page(referral), again, follow=True).content.decode()
    assert "L’unité n’est pas prévenue par message" in said and "en est prévenue" not in said
    refusal = {"answer": "ne_pas_admettre", "refusal": "refus", "decided_on": today}
    assert "en est prévenue" in client.post(page(referral), refusal, follow=True).content.decode()


def test_where_nobody_is_there_to_be_told(referral: Referral, referent: User, cpip: User) -> None:
    cpip.memberships.all().delete()
    refusal = {"answer": "ne_pas_admettre", "refusal": "refus", "decided_on": timezone.localdate().isoformat()}
    said = signed_in(referent).post(page(referral), refusal, follow=True).content.decode()
    assert "Personne n’est à prévenir par message" in said


def test_a_full_permanence_is_not_offered(referral: Referral, referent: User, next_week: Permanence) -> None:
    answer(referent, referral, answer="revoir", following=next_week.code)
    assert next_week.code not in signed_in(referent).get(page(referral)).content.decode()


def test_taken_back(referral: Referral, referent: User) -> None:
    admit(referent, referral)
    response = signed_in(referent).post(f"{page(referral)}reprendre/")
    assert response.status_code == 302
    assert Referral.objects.get().decision == ReferralDecision.PENDING
    assert not Enrolment.objects.exists()


def test_taken_back_by_its_author_alone(referral: Referral, referent: User) -> None:
    admit(referent, referral)
    colleague = member(Role.REFERENT, "ml-rennes")
    assert signed_in(colleague).post(f"{page(referral)}reprendre/").status_code == 403
    assert signed_in(referent).get(f"{page(referral)}reprendre/").status_code == 405


@pytest.mark.parametrize(
    ("persona", "status"), [("referent", 200), ("other_referent", 404), ("cpip", 403), ("lead", 403), ("funder", 404)]
)
def test_who_answers(referral: Referral, request: pytest.FixtureRequest, persona: str, status: int) -> None:
    client = signed_in(request.getfixturevalue(persona))
    assert client.get(page(referral)).status_code == status
    assert client.post(page(referral), {"answer": "clore"}).status_code == (400 if status == 200 else status)


def test_a_trainee_does_not_answer(referral: Referral) -> None:
    trainee = User.objects.create_user("stagiaire@exemple.invalid")
    Membership.objects.create(
        user=trainee,
        organisation=Organisation.objects.get(code="ml-rennes"),
        role=Role.REFERENT,
        is_trainee=True,
        starts_on=date(2020, 1, 1),
        ends_on=date(2100, 1, 1),
    )
    assert signed_in(trainee).get(page(referral)).status_code == 403


def test_the_plie_answers_later(referral: Referral, referent: User, cpip: User) -> None:
    admit(referent, referral)
    address = f"/entrees/{Enrolment.objects.get().code}/plie/"
    browser, on = signed_in(referent), timezone.localdate() - timedelta(days=9)
    opened = browser.get(address).content.decode().split('name="seen" value="')[1].split('"')[0]
    typed = {"plie_proposed": "true", "plie_entered_on": f"{on}", "seen": opened}
    for wrong in (timezone.localdate() + timedelta(days=1), "0001-01-01"):
        assert browser.post(address, typed | {"plie_entered_on": f"{wrong}"}).status_code == 400
    assert browser.post(address, typed).status_code == 302
    assert Enrolment.objects.get().plie_entered_on == on
    second = browser.post(address, typed | {"plie_entered_on": f"{on + timedelta(days=1)}"})
    assert second.status_code == 400
    assert "Quelqu’un a modifié cette fiche" in second.content.decode()
    assert f"tel qu’enregistré\xa0: {day_words(on)}" in second.content.decode()
    assert Enrolment.objects.get().plie_entered_on == on
    assert signed_in(cpip).get(address).status_code == 404
