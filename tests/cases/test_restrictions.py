"""Restricted files: named people alone, in lists, searches and counts; a lead may break the glass for 24 hours."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.models import BreakGlass, CaseFile, Referral, Restriction, RestrictionReason, YoungPerson
from cases.restricted_files import restrict
from partners.models import Membership, Role, User
from tests.personas import member, signed_in

pytestmark = pytest.mark.django_db

OPEN = "/dossiers-reserves/ouvrir/"


def reserve(person: YoungPerson, *readers: User) -> Restriction:
    """The file, restricted to these people from now on."""
    restriction = Restriction(person=person, reason=RestrictionReason.RELATIVE, marked_at=timezone.now())
    restrict(restriction, readers)
    return restriction


def sees(user: User, person: YoungPerson) -> bool:
    """In the list and by the address, which agree, and in the rows that go with the person."""
    client = signed_in(user)
    by_address = client.get(person.get_absolute_url()).status_code == 200
    in_list = person.last_name in client.get("/jeunes/").content.decode()
    assert by_address is in_list
    fresh = User.objects.get(pk=user.pk)
    assert Referral.objects.visible_to(fresh, timezone.now()).filter(person=person).exists() is by_address
    return by_address


def break_glass(lead: User, **given: str) -> Any:
    """What the page answers to a lead who asks."""
    return signed_in(lead).post(OPEN, {"reason": "Le référent est absent, sortie demain.", **given})


def test_only_the_people_named_see_a_restricted_file(
    malo: YoungPerson, referent: User, cpip: User, lead: User
) -> None:
    colleague = member(Role.REFERENT, "ml-rennes")
    assert all(sees(user, malo) for user in (referent, colleague, cpip, lead))
    reserve(malo, referent)
    assert sees(referent, malo)
    assert not any(sees(user, malo) for user in (colleague, cpip, lead))
    assert not CaseFile.objects.visible_to(User.objects.get(pk=colleague.pk), timezone.now()).exists()


def test_someone_named_whose_right_ends_sees_nothing(malo: YoungPerson, referent: User) -> None:
    reserve(malo, referent)
    Membership.objects.filter(user=referent).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert not YoungPerson.objects.visible_to(User.objects.get(pk=referent.pk), timezone.now()).exists()


def test_a_lead_restricts_a_file_changes_who_is_named_and_lifts(
    malo: YoungPerson, referent: User, cpip: User, lead: User
) -> None:
    client, address = signed_in(lead), f"/jeunes/{malo.code}/reserve/"
    assert "Réserver le dossier" in client.get(malo.get_absolute_url()).content.decode()
    assert client.get(address).status_code == 200
    client.post(address, {"reason": "menace", "readers": [referent.pk, lead.pk]})
    assert sees(referent, malo)
    assert not sees(cpip, malo)
    client.post(address, {"reason": "menace", "readers": [cpip.pk, lead.pk]})
    assert sees(cpip, malo)
    assert not sees(referent, malo)
    for _ in range(2):
        client.post(f"{address}lever/")
    assert sees(referent, malo)
    assert Restriction.objects.get().lifted_by == lead


def test_a_lead_is_among_those_named(malo: YoungPerson, referent: User, lead: User) -> None:
    response = signed_in(lead).post(f"/jeunes/{malo.code}/reserve/", {"reason": "menace", "readers": [referent.pk]})
    assert response.status_code == 400
    assert "au moins un responsable" in response.content.decode()
    assert not Restriction.objects.exists()


def test_breaking_the_glass_does_not_open_for_longer(malo: YoungPerson, referent: User, lead: User) -> None:
    other_lead = member(Role.READER, "ml-rennes", is_lead=True)
    reserve(malo, referent, other_lead)
    break_glass(lead, reference=malo.code)
    client, address = signed_in(lead), f"/jeunes/{malo.code}/reserve/"
    assert client.get(address).status_code == 403
    assert client.post(address, {"reason": "menace", "readers": [lead.pk]}).status_code == 403
    assert client.post(f"{address}lever/").status_code == 403
    assert set(Restriction.objects.running().get().readers.all()) == {referent, other_lead}
    page = client.get(malo.get_absolute_url()).content.decode()
    assert "Ouvert à vous jusqu’au" in page
    assert "Changer la réserve" not in page


def test_once_no_lead_who_is_named_is_left_another_may_lift(malo: YoungPerson, referent: User, lead: User) -> None:
    former = member(Role.READER, "ml-rennes", is_lead=True)
    reserve(malo, referent, former)
    Membership.objects.filter(user=former).update(ends_on=timezone.localdate() - timedelta(days=1))
    break_glass(lead, reference=malo.code)
    assert signed_in(lead).post(f"/jeunes/{malo.code}/reserve/lever/").status_code == 302
    assert not Restriction.objects.running().exists()


def test_nobody_named_is_refused(malo: YoungPerson, lead: User) -> None:
    response = signed_in(lead).post(f"/jeunes/{malo.code}/reserve/", {"reason": "menace"})
    assert response.status_code == 400
    assert "Nommez au moins une personne" in response.content.decode()
    assert not Restriction.objects.exists()


def test_a_trainee_or_a_stranger_cannot_be_named(malo: YoungPerson, lead: User, other_referent: User) -> None:
    trainee = member(Role.REFERENT, "ml-rennes")
    Membership.objects.filter(user=trainee).update(is_trainee=True, ends_on=timezone.localdate())
    for user in (trainee, other_referent):
        response = signed_in(lead).post(f"/jeunes/{malo.code}/reserve/", {"reason": "menace", "readers": [user.pk]})
        assert response.status_code == 400


def test_a_referent_who_is_no_lead_has_none_of_these_pages(malo: YoungPerson, referent: User, cpip: User) -> None:
    for user in (referent, cpip):
        client = signed_in(user)
        for address in (f"/jeunes/{malo.code}/reserve/", "/dossiers-reserves/", OPEN):
            assert client.get(address).status_code == 404
        assert client.post(f"/jeunes/{malo.code}/reserve/lever/").status_code == 404


def test_a_file_is_restricted_once_at_a_time(malo: YoungPerson, referent: User) -> None:
    reserve(malo, referent)
    with pytest.raises(ValidationError, match="déjà réservé"):
        reserve(malo, referent)
    with pytest.raises(IntegrityError), transaction.atomic():
        Restriction.objects.create(person=malo, reason=RestrictionReason.OTHER, marked_at=timezone.now())


@pytest.mark.parametrize("given", [{"reference": "7k3m-2p"}, {"last_name": "KERDONCUFF", "birth_date": "1995-06-15"}])
def test_a_lead_breaks_the_glass_for_24_hours_and_the_others_are_told(
    malo: YoungPerson, referent: User, lead: User, given: dict[str, str]
) -> None:
    other_lead = member(Role.REFERENT, "ml-rennes", is_lead=True)
    reserve(malo, referent)
    assert break_glass(lead, **given).status_code == 302
    assert sees(lead, malo)
    assert not sees(other_lead, malo)
    [message] = mail.outbox
    assert message.to == [other_lead.email]
    assert malo.last_name not in message.body + message.subject
    assert malo.code not in message.body + message.subject
    page = signed_in(other_lead).get("/dossiers-reserves/").content.decode()
    assert "sortie demain" in page
    assert malo.last_name not in page
    with time_machine.travel(timezone.now() + timedelta(hours=24)):
        assert not sees(lead, malo)


def test_breaking_the_glass_wants_a_reason(malo: YoungPerson, referent: User, lead: User) -> None:
    reserve(malo, referent)
    response = break_glass(lead, reference=malo.code, reason="  ")
    assert response.status_code == 400
    assert "Écrivez pourquoi" in response.content.decode()
    assert not BreakGlass.objects.exists()


def test_without_a_reason_nothing_is_looked_up(malo: YoungPerson, referent: User, lead: User) -> None:
    reserve(malo, referent)
    pages = [break_glass(lead, reference=code, reason=" ").content.decode() for code in (malo.code, "ZZZZ-ZZ")]
    assert not any("ne correspond" in page for page in pages)
    assert not BreakGlass.objects.exists()


@pytest.mark.parametrize("typed", ["7K3M2P", "7k3m 2p", " 7k3m-2p "])
def test_a_reference_is_typed_as_one_likes(malo: YoungPerson, referent: User, lead: User, typed: str) -> None:
    reserve(malo, referent)
    assert break_glass(lead, reference=typed).status_code == 302


def test_the_answer_does_not_tell_what_exists(malo: YoungPerson, lead: User, other_referent: User) -> None:
    """Not restricted, restricted elsewhere, unknown: one answer."""
    stranger = member(Role.REFERENT, "ml-saint-malo", is_lead=True)
    answers = [break_glass(lead, reference=malo.code), break_glass(lead, reference="ZZZZ-ZZ")]
    reserve(malo)
    answers.append(break_glass(stranger, reference=malo.code))
    for answer in answers:
        assert answer.status_code == 400
        assert "Aucun dossier réservé de votre Mission Locale ne correspond." in answer.content.decode()
    assert not BreakGlass.objects.exists()


def test_opening_is_in_the_journal_with_its_reason(malo: YoungPerson, referent: User, lead: User) -> None:
    reserve(malo, referent)
    break_glass(lead, reference=malo.code)
    page = signed_in(lead).get("/journal/").content.decode()
    assert "Ouverture exceptionnelle" in page
    assert "sortie demain" in page
