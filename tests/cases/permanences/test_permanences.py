"""The pages of permanences, as each role reads and changes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import AccessedPerson, Appointment, Permanence, Restriction, RestrictionReason, YoungPerson
from cases.permanences.booking import book
from partners.models import OrganisationKind, Role, User
from tests.cases.permanences.given import THURSDAY, filled, referred, tuesday
from tests.factories import OrganisationFactory, PermanenceFactory
from tests.personas import member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thursday")]


@pytest.fixture
def thursday() -> Any:
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def permanence(referent: User, cpip: User) -> Permanence:
    return tuesday()


def page(user: User, permanence: Permanence) -> str:
    return signed_in(user).get(permanence.get_absolute_url()).content.decode()


def post(user: User, address: str, **data: str) -> int:
    return signed_in(user).post(address, data).status_code


def order(permanence: Permanence) -> list[tuple[str, str]]:
    return [(a.person.last_name, f"{a.starts_at:%H:%M}") for a in permanence.appointments.select_related("person")]


def test_those_who_come_in_their_order_with_their_hours(permanence: Permanence, referent: User) -> None:
    filled(permanence, 2)
    _, text = page(referent, permanence).split("<tbody>")
    assert text.index("Kerdoncuff 0") < text.index("9\xa0h<") < text.index("Le Goff 1") < text.index("9\xa0h\xa015")


def test_showing_them_writes_the_journal(permanence: Permanence, referent: User) -> None:
    people = [*filled(permanence, 2), *referred(1)]
    page(referent, permanence)
    assert {row.person_key for row in AccessedPerson.objects.all()} == {person.journal_key for person in people}


def test_an_officer_sees_the_own_unit_s_people_alone(permanence: Permanence, cpip: User) -> None:
    [own], [other] = filled(permanence, 1), filled(permanence, 1, "spip-22")
    YoungPerson.objects.filter(pk=other.pk).update(last_name="Quiniou")
    text = page(cpip, permanence)
    assert own.last_name in text and "Quiniou" not in text
    assert "10 sur 12" in text


@pytest.mark.parametrize("persona", ["other_referent", "coordinator", "funder", "administrator", "stranger"])
def test_for_others_it_does_not_exist(permanence: Permanence, persona: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(persona)
    assert signed_in(user).get(permanence.get_absolute_url()).status_code == 404


def test_an_officer_of_another_prison_does_not_see_it(permanence: Permanence) -> None:
    stranger = member(Role.OFFICER, "spip-22", OrganisationKind.SPIP)
    assert signed_in(stranger).get(permanence.get_absolute_url()).status_code == 404


def test_outside_custody_it_is_open_to_units_that_refer_to_its_mission_locale(cpip: User) -> None:
    outside = tuesday(inside=False)
    assert signed_in(cpip).get(outside.get_absolute_url()).status_code == 404
    referred(1)
    assert signed_in(cpip).get(outside.get_absolute_url()).status_code == 200


def test_an_officer_changes_nothing(permanence: Permanence, cpip: User) -> None:
    [person] = filled(permanence, 1)
    address, line = permanence.get_absolute_url(), f"/rendez-vous/{person.appointments.get().code}/"
    for act in (
        f"{address}inscrire/",
        f"{address}annuler/",
        f"{address}retablir/",
        f"{line}ordre/",
        f"{line}retirer/",
    ):
        assert post(cpip, act) == 403


def test_a_trainee_reads_and_plans_nothing(permanence: Permanence) -> None:
    trainee = member(Role.REFERENT, "ml-rennes")
    trainee.memberships.update(is_trainee=True, ends_on=date(2026, 12, 31))
    assert signed_in(trainee).get(permanence.get_absolute_url()).status_code == 200
    assert post(trainee, f"{permanence.get_absolute_url()}annuler/", afterwards="deplacer") == 403


def test_someone_who_waits_is_put_on_it(permanence: Permanence, referent: User) -> None:
    [person] = referred(1)
    assert post(referent, f"{permanence.get_absolute_url()}inscrire/", referral=str(person.referrals.get().pk)) == 302
    assert order(permanence) == [(person.last_name, "09:00")]
    assert "Qui attend" in page(referent, permanence) and f"{person.last_name} Malo (" not in page(
        referent, permanence
    )


def test_someone_of_another_mission_locale_is_not(permanence: Permanence, referent: User) -> None:
    [person] = referred(1)
    person.referrals.update(mission_locale=OrganisationFactory(code="ml-saint-malo"))
    post(referent, f"{permanence.get_absolute_url()}inscrire/", referral=str(person.referrals.get().pk))
    assert order(permanence) == []


def test_the_order_is_changed_by_two_buttons(permanence: Permanence, referent: User) -> None:
    first, second = filled(permanence, 2)
    post(referent, f"/rendez-vous/{second.appointments.get().code}/ordre/", sens="plus-tot")
    assert order(permanence) == [(second.last_name, "09:00"), (first.last_name, "09:15")]


def test_a_restricted_file_holds_its_place_unseen(permanence: Permanence, referent: User) -> None:
    first, hidden, third = filled(permanence, 3)
    Restriction.objects.create(person=hidden, reason=RestrictionReason.choices[0][0], marked_at="2026-11-20T08:00Z")
    text = page(referent, permanence)
    assert hidden.last_name not in text and "9 sur 12" in text
    post(referent, f"/rendez-vous/{third.appointments.get().code}/ordre/", sens="plus-tot")
    assert order(permanence)[0] == (third.last_name, "09:00") and order(permanence)[2][0] == first.last_name
    assert post(referent, f"/rendez-vous/{hidden.appointments.get().code}/retirer/") == 404
    cancelling = signed_in(referent).get(f"{permanence.get_absolute_url()}annuler/").content.decode()
    assert "1 autre rendez-vous" in cancelling and hidden.last_name not in cancelling


def test_who_is_removed_waits_again(permanence: Permanence, referent: User) -> None:
    [person] = filled(permanence, 1)
    post(referent, f"/rendez-vous/{person.appointments.get().code}/retirer/")
    assert order(permanence) == []
    assert f"{person.last_name} Malo (" in page(referent, permanence)


def test_who_has_been_met_is_not_removed(permanence: Permanence, referent: User) -> None:
    [person] = filled(permanence, 1)
    Appointment.objects.update(attendance="present")
    post(referent, f"/rendez-vous/{person.appointments.get().code}/retirer/")
    assert len(order(permanence)) == 1


def test_cancelled_they_move_and_it_can_be_undone(permanence: Permanence, referent: User) -> None:
    [person] = filled(permanence, 1)
    following = PermanenceFactory(
        site=permanence.site, mission_locale=permanence.mission_locale, planned_on=date(2026, 12, 8), starts_at=time(9)
    )
    assert person.last_name in signed_in(referent).get(f"{permanence.get_absolute_url()}annuler/").content.decode()
    assert post(referent, f"{permanence.get_absolute_url()}annuler/") == 400
    assert post(referent, f"{permanence.get_absolute_url()}annuler/", afterwards="deplacer") == 302
    assert [name for name, _ in order(following)] == [person.last_name]
    assert "déplacé au 08/12/2026" in page(referent, permanence)
    assert post(referent, f"{permanence.get_absolute_url()}retablir/") == 302
    assert order(following) == []


def test_other_hours_and_places_for_one_date(permanence: Permanence, referent: User) -> None:
    filled(permanence, 2)
    edit = f"{permanence.get_absolute_url()}modifier/"
    seen = signed_in(referent).get(edit).context["form"].initial["seen"]
    hours = {"starts_at": "10:00", "ends_at": "12:00", "referent": ""}
    assert post(referent, edit, **hours, slots="1", seen=seen) == 400
    assert post(referent, edit, **hours, slots="4", seen=seen) == 302
    assert [hour for _, hour in order(permanence)] == ["10:00", "10:30"]


@pytest.mark.parametrize("persona", ["cpip", "other_referent", "administrator"])
def test_only_its_mission_locale_changes_it(
    permanence: Permanence, persona: str, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(persona)
    assert signed_in(user).get(f"{permanence.get_absolute_url()}modifier/").status_code == 404


@pytest.mark.parametrize(
    ("day", "status"),
    [("2026-12-03", 302), ("2026-11-25", 400), ("2026-12-06", 400), ("2026-12-25", 400), ("2031-12-03", 400)],
)
def test_one_outside_any_pattern(referent: User, day: str, status: int) -> None:
    site = tuesday().site
    values = {"site": str(site.pk), "planned_on": day, "starts_at": "14:00", "ends_at": "17:00", "slots": "6"}
    assert post(referent, "/permanences/ajouter/", **values, referent=str(referent.pk)) == status
    assert Permanence.objects.filter(referent=referent).count() == (status == 302)


def test_as_many_queries_for_many_people(permanence: Permanence, referent: User) -> None:
    client, permanence = signed_in(referent), tuesday(slots=40)
    filled(permanence, 2)
    referred(1)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(permanence.get_absolute_url())
        counts.append(len(queries))
        filled(permanence, 7)
        referred(6)
    assert counts[0] == counts[1]


def test_a_permanence_that_is_over_and_not_entered_is_late(permanence: Permanence, referent: User) -> None:
    filled(permanence, 1)
    with time_machine.travel("2026-12-02 09:00"):
        assert "n’est pas saisie" in page(referent, permanence)
        assert "À saisir" in signed_in(referent).get("/permanences/").content.decode()
        Permanence.objects.update(entered_at="2026-12-02T08:00Z", was_held=True)
        assert "n’est pas saisie" not in page(referent, permanence)


def test_one_that_changed_pattern_is_decided(permanence: Permanence, referent: User) -> None:
    Permanence.objects.update(needs_decision=True)
    assert "À décider" in signed_in(referent).get("/permanences/").content.decode()
    assert post(referent, f"{permanence.get_absolute_url()}decider/", suite="garder") == 302
    assert not Permanence.objects.get().needs_decision


def test_booking_again_after_removal_takes_the_first_place(permanence: Permanence) -> None:
    first, _ = filled(permanence, 2)
    first.appointments.all().delete()
    assert book(first, permanence).starts_at == time(9)


@pytest.mark.parametrize(
    "over",
    [{"was_held": True}, {"entered_at": datetime(2026, 1, 5, 18, tzinfo=UTC)}, {"planned_on": date(2020, 1, 7)}],
)
def test_one_that_is_over_stays_as_it_was(permanence: Permanence, referent: User, over: dict[str, Any]) -> None:
    filled(permanence, 2)
    appointment = permanence.appointments.first()
    assert appointment is not None
    Permanence.objects.filter(pk=permanence.pk).update(**over)
    for act in ("retirer", "ordre"):
        assert post(referent, f"/rendez-vous/{appointment.code}/{act}/") == 403
    post(referent, f"{permanence.get_absolute_url()}annuler/", moving="")
    permanence.refresh_from_db()
    assert permanence.cancelled_at is None
    assert permanence.appointments.count() == 2
    assert signed_in(referent).get(f"{permanence.get_absolute_url()}modifier/").status_code == 404


@pytest.mark.parametrize("over", [{"was_held": True}, {"entered_at": "2026-12-01T11:00Z", "was_held": False}])
def test_a_list_is_not_waited_for_once_the_day_is_over(
    permanence: Permanence, referent: User, over: dict[str, Any]
) -> None:
    filled(permanence, 1)
    with time_machine.travel("2026-12-01 17:00"):
        assert "au plus tard le" in signed_in(referent).get(permanence.get_absolute_url()).content.decode()
        Permanence.objects.update(**over)
        assert "au plus tard le" not in signed_in(referent).get(permanence.get_absolute_url()).content.decode()
        assert "Liste à envoyer" not in signed_in(referent).get("/permanences/").content.decode()
