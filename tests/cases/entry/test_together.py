"""Two referents on one sheet, a button pressed twice, a session that ends: nothing lost, nothing twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.drafting import Place
from cases.models import Appointment, Axis, Contact, ContactNote, Draft, Enrolment, Permanence, Referral
from partners.models import Role, User
from tests.cases.entry.sheets import appointments, as_shown, later, line, page, permanence_of, send
from tests.personas import member, signed_in

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


@pytest.fixture
def colleague(permanence: Permanence) -> User:
    return member(Role.REFERENT, "ml-rennes")


def test_the_second_is_shown_both_versions(
    permanence: Permanence, client: Client, referent: User, colleague: User, first: Appointment
) -> None:
    opened = as_shown(permanence, colleague)
    send(client, permanence, referent, line(first, "present", axes=[Axis.HEALTH], note="Vu ce matin."))
    typed = opened | line(first, "refus", note="N’est pas venu.")
    refused = signed_in(colleague).post(
        page(permanence), typed | {"was_held": "oui", "held_by": referent.pk, "held_base": "oui|" + str(referent.pk)}
    )
    shown = refused.content.decode()
    assert refused.status_code == 409
    assert "Vu ce matin." in shown
    assert "N’est pas venu." in shown
    assert "Garder ce que j’ai saisi" in shown
    assert Contact.objects.count() == 1


def shown_version(page_text: str, appointment: Appointment) -> str:
    """The version beside which the page shows what one typed."""
    return page_text.partition(f'name="l{appointment.code}-shown" value="')[2].partition('"')[0]


@pytest.mark.parametrize(("keep", "attendance"), [("mine", "parloir"), ("theirs", "refus"), ("", "refus")])
def test_one_chooses_which_to_keep(
    permanence: Permanence,
    client: Client,
    referent: User,
    colleague: User,
    first: Appointment,
    keep: str,
    attendance: str,
) -> None:
    opened = as_shown(permanence, colleague)
    send(client, permanence, referent, line(first, "refus"))
    sheet = opened | line(first, "parloir") | {"held_by": str(referent.pk)}
    browser = signed_in(colleague)
    shown = shown_version(browser.post(page(permanence), sheet).content.decode(), first)
    again = browser.post(page(permanence), sheet | line(first, "parloir", shown=shown, keep=keep))
    first.refresh_from_db()
    assert first.attendance == attendance
    assert again.status_code == (302 if keep else 409)


def test_a_third_version_is_not_overwritten_by_an_earlier_choice(
    permanence: Permanence, client: Client, referent: User, colleague: User, first: Appointment
) -> None:
    opened = as_shown(permanence, colleague)
    send(client, permanence, referent, line(first, "refus"))
    sheet = opened | line(first, "parloir") | {"held_by": str(referent.pk)}
    browser = signed_in(colleague)
    shown = shown_version(browser.post(page(permanence), sheet).content.decode(), first)
    send(client, permanence, referent, line(first, "libere"))
    again = browser.post(page(permanence), sheet | line(first, "parloir", shown=shown, keep="mine"))
    first.refresh_from_db()
    assert (again.status_code, first.attendance) == (409, "libere")


def test_lines_that_one_did_not_touch_stay_as_the_other_left_them(
    permanence: Permanence, client: Client, referent: User, colleague: User
) -> None:
    one, other = appointments(permanence)
    opened = as_shown(permanence, colleague)
    send(client, permanence, referent, line(one, "present"))
    saved = signed_in(colleague).post(
        page(permanence), opened | line(other, "parloir") | {"held_by": str(referent.pk)}
    )
    assert saved.status_code == 302
    assert [one.attendance for one in appointments(permanence)] == ["present", "parloir"]


def test_sent_twice_nothing_is_twice(
    permanence: Permanence, client: Client, referent: User, first: Appointment
) -> None:
    following = later(permanence)
    sheet = as_shown(permanence, referent) | {"was_held": "oui", "held_by": str(referent.pk)}
    for one in appointments(permanence):
        sheet |= line(one, "present", axes=[Axis.HOUSING], note="Note.", following=following.code)
    sheet |= decision(first, referent) | {"close": "1"}
    assert [client.post(page(permanence), sheet).status_code for _ in range(2)] == [302, 302]
    counts = (Contact.objects.count(), ContactNote.objects.count(), Enrolment.objects.count(), Draft.objects.count())
    assert counts == (2, 2, 1, 0)
    assert len(appointments(following)) == 2


def decision(appointment: Appointment, referent: User, **given: Any) -> dict[str, Any]:
    """The fields of an admission on a line."""
    assert appointment.referral is not None
    day = appointment.permanence.planned_on.isoformat()
    fields = {
        "referral": appointment.referral.code,
        "answer": "admettre",
        "decided_on": day,
        "programme": "dernier-ecrou",
        "consented": "on",
        "consented_on": day,
        "referent": str(referent),
    }
    return {f"d{appointment.code}-{name}": value for name, value in (fields | given).items()}


def test_a_decision_on_the_line(permanence: Permanence, client: Client, referent: User, first: Appointment) -> None:
    send(client, permanence, referent, line(first, "present"), decision(first, referent))
    enrolment = Enrolment.objects.get()
    assert (enrolment.person, enrolment.entered_on) == (first.person, permanence.planned_on)
    assert enrolment.referral == first.referral


def test_a_decision_that_cannot_be_leaves_the_line(
    permanence: Permanence, client: Client, referent: User, first: Appointment
) -> None:
    refused = send(client, permanence, referent, line(first, "present"), decision(first, referent, consented=""))
    assert refused.status_code == 400
    assert "Sans l’accord du jeune" in refused.content.decode()
    assert (Contact.objects.count(), Enrolment.objects.count()) == (1, 0)


def test_a_decision_that_comes_late_is_said_to_be_late(
    permanence: Permanence, client: Client, referent: User, colleague: User, first: Appointment
) -> None:
    opened = as_shown(permanence, colleague) | {"held_by": str(colleague.pk)}
    refusal = decision(first, referent, answer="ne_pas_admettre", refusal="refus")
    send(client, permanence, referent, refusal)
    response = signed_in(colleague).post(page(permanence), opened | decision(first, colleague), follow=True)
    assert "avait déjà sa réponse" in response.content.decode()
    assert Referral.objects.get(pk=first.referral_id).reason == "Le jeune ne le souhaite pas"


def token(permanence: Permanence, user: User) -> dict[str, str]:
    place = Place(user.pk, "cases:permanence_entry", permanence.code, page(permanence))
    return {"brouillon": place.token()}


def test_signed_out_in_the_middle_the_sheet_comes_back_as_it_was_typed(
    permanence: Permanence, client: Client, referent: User, first: Appointment
) -> None:
    typed = line(first, "present", axes=[Axis.HEALTH], minutes="50", note="Demande un rendez-vous.", base="")
    sheet = as_shown(permanence, referent) | typed | {"was_held": "oui", "held_by": str(referent.pk)}
    sheet |= line(first, "present", **{"base": as_shown(permanence, referent)[f"l{first.code}-base"]})
    refused = Client().post(page(permanence), sheet | token(permanence, referent))
    assert reverse("account_login") in refused["Location"]
    assert not Contact.objects.exists()
    shown = client.get(page(permanence)).content.decode()
    assert "Demande un rendez-vous." in shown
    assert 'value="50"' in shown
    assert "Voici votre brouillon" in shown
    send(
        client,
        permanence,
        referent,
        typed | {f"l{first.code}-base": sheet[f"l{first.code}-base"]},
        **token(permanence, referent),
    )
    assert ContactNote.objects.get().text == "Demande un rendez-vous."
    assert not Draft.objects.exists()


def test_a_draft_is_its_author_s_alone(
    permanence: Permanence, client: Client, referent: User, colleague: User, first: Appointment
) -> None:
    sheet = as_shown(permanence, referent) | line(first, "refus", note="Pour moi seul.") | {"held_by": referent.pk}
    client.post(page(permanence), sheet | token(permanence, referent))
    assert "Pour moi seul." in client.get(page(permanence)).content.decode()
    assert "Pour moi seul." not in signed_in(colleague).get(page(permanence)).content.decode()


def test_closed_meanwhile_what_was_typed_is_kept(
    permanence: Permanence, client: Client, referent: User, colleague: User, first: Appointment
) -> None:
    opened = as_shown(permanence, colleague)
    send(client, permanence, referent, *[line(one, "refus") for one in appointments(permanence)], close="1")
    late = opened | line(first, "present", note="Vu.") | {"held_by": str(colleague.pk)} | token(permanence, colleague)
    browser = signed_in(colleague)
    assert (
        "La saisie de cette permanence est close" in browser.post(page(permanence), late, follow=True).content.decode()
    )
    assert not Contact.objects.exists()
    client.post(f"{page(permanence)}rouvrir/")
    assert "Cette ligne a été saisie entre-temps" in browser.get(page(permanence)).content.decode()
