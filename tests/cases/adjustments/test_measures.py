"""Measures: entered and corrected by either side, the expected end with its history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest

from cases.locking import lock_person
from cases.models import JusticeMeasure, PlannedEndChange, Situation, YoungPerson
from partners.models import Organisation, OrganisationKind, Role, User
from tests.access.forms import fields_of
from tests.cases.adjustments.given import day, send
from tests.factories import OrganisationFactory
from tests.personas import member, signed_in

pytestmark = pytest.mark.django_db

BEGUN: dict[str, Any] = {
    "setting": "detention",
    "status": "condamne",
    "starts_on": day(-10),
    "planned_end_on": day(90),
}


def add(user: User, person: YoungPerson, **given: Any) -> Any:
    return send(user, f"/jeunes/{person.code}/mesures/ajouter/", BEGUN | given)


def correct(user: User, measure: JusticeMeasure, **given: Any) -> Any:
    return send(user, f"/mesures/{measure.code}/modifier/", given)


@pytest.mark.parametrize("persona", ["referent", "cpip"])
def test_either_side_enters_one(persona: str, malo: YoungPerson, request: pytest.FixtureRequest) -> None:
    assert add(request.getfixturevalue(persona), malo).status_code == 302
    measure = JusticeMeasure.objects.get()
    assert (measure.person, measure.setting, measure.planned_end_on) == (malo, "detention", day(90))


def test_a_custody_proposes_the_situation_and_takes_it_only_when_left_ticked(
    malo: YoungPerson, referent: User
) -> None:
    page = signed_in(referent).get(f"/jeunes/{malo.code}/mesures/ajouter/").content.decode()
    assert "Incarcération" in page
    assert add(referent, malo, begins_situation="on").status_code == 302
    situation = Situation.objects.get()
    assert (situation.kind, situation.starts_on) == ("incarceration", day(-10))


def test_none_is_derived(malo: YoungPerson, referent: User) -> None:
    assert add(referent, malo, begins_situation="").status_code == 302
    assert add(referent, malo, setting="milieu_ouvert", begins_situation="on").status_code == 302
    assert JusticeMeasure.objects.count() == 2
    assert not Situation.objects.exists()


def test_an_officer_is_offered_no_situation(malo: YoungPerson, cpip: User) -> None:
    assert add(cpip, malo, begins_situation="on").status_code == 302
    assert not Situation.objects.exists()


def test_sent_twice_it_is_one(malo: YoungPerson, referent: User) -> None:
    sent = BEGUN | {"setting": "milieu_ouvert", "number": "6f1b3b0e-0b6e-4d4b-9a43-8f7a4a4c2f10"}
    for _ in range(2):
        assert add(referent, malo, **sent).status_code == 302
    assert JusticeMeasure.objects.count() == 1


def test_sent_again_otherwise_it_says_what_is_stored(malo: YoungPerson, referent: User) -> None:
    sent = BEGUN | {"number": "6f1b3b0e-0b6e-4d4b-9a43-8f7a4a4c2f10"}
    add(referent, malo, **sent)
    again = add(referent, malo, **sent, sentence_months=18)
    measure = JusticeMeasure.objects.get()
    assert (again.status_code, again.url) == (302, f"/mesures/{measure.code}/modifier/")
    assert measure.sentence_months is None


def test_deleted_meanwhile_it_is_no_more(custody: JusticeMeasure, referent: User) -> None:
    browser, address = signed_in(referent), f"/mesures/{custody.code}/modifier/"
    shown = fields_of(browser.get(address).content.decode())
    with deleted_at_the_lock(custody):
        assert browser.post(address, shown).status_code == 404


@contextmanager
def deleted_at_the_lock(measure: JusticeMeasure) -> Iterator[None]:
    """A colleague deletes it between the first reading and the lock."""

    def lock_late(person: YoungPerson) -> None:
        JusticeMeasure.objects.filter(pk=measure.pk).delete()
        lock_person(person)

    with patch("cases.views.measures.lock_person", lock_late):
        yield


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"planned_end_on": ""}, "dites pourquoi elle est inconnue"),
        ({"planned_end_unknown": "appel"}, "pas les deux"),
        ({"planned_end_on": day(-20)}, "précède son début"),
        ({"starts_on": day(1)}, "est à venir"),
        ({"ends_on": day(1)}, "est à venir"),
        ({"sentence_months": 601}, "0 à 600 mois"),
    ],
)
def test_what_does_not_fit_is_said(malo: YoungPerson, referent: User, given: dict[str, Any], said: str) -> None:
    response = add(referent, malo, **given)
    assert response.status_code == 400
    assert said in response.content.decode()
    assert not JusticeMeasure.objects.exists()


def test_two_custodies_do_not_overlap(custody: JusticeMeasure, referent: User) -> None:
    response = add(referent, custody.person)
    assert response.status_code == 400
    assert "se chevauchent" in response.content.decode()


@pytest.mark.parametrize(("persona", "body"), [("referent", "ml-rennes"), ("cpip", "spip-35-vezin")])
def test_a_new_release_date_keeps_the_old_one_with_who_changed_it(
    persona: str, body: str, custody: JusticeMeasure, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(persona)
    assert correct(user, custody, planned_end_on=day(30)).status_code == 302
    change = PlannedEndChange.objects.get()
    assert (change.before_on, change.after_on, change.changed_by) == (day(60), day(30), user)
    assert change.organisation == Organisation.objects.get(code=body)
    page = signed_in(user).get(custody.person.get_absolute_url()).content.decode()
    assert "Était le 25 janvier 2027, changée le 26 novembre 2026" in page


def test_what_is_not_the_release_date_leaves_no_trace_in_its_history(custody: JusticeMeasure, referent: User) -> None:
    assert correct(referent, custody, sentence_months=8).status_code == 302
    custody.refresh_from_db()
    assert custody.sentence_months == 8
    assert not PlannedEndChange.objects.exists()


def test_the_levee_d_ecrou_ends_it(custody: JusticeMeasure, referent: User) -> None:
    assert correct(referent, custody, ends_on=date(2026, 11, 25)).status_code == 302
    custody.refresh_from_db()
    assert custody.ends_on == date(2026, 11, 25)


def test_an_officer_corrects_it_where_it_stands_on_the_path(custody: JusticeMeasure, cpip: User) -> None:
    page = signed_in(cpip).get(custody.person.get_absolute_url()).content.decode()
    path = page[page.index('id="parcours"') :]
    assert f"/mesures/{custody.code}/modifier/" in path
    assert "Supprimer" not in path


def test_two_at_once_overwrite_nothing(custody: JusticeMeasure, referent: User, cpip: User) -> None:
    address = f"/mesures/{custody.code}/modifier/"
    seen = signed_in(referent).get(address).context["form"].initial["seen"]
    assert correct(cpip, custody, planned_end_on=day(30)).status_code == 302
    response = correct(referent, custody, planned_end_on=day(45), seen=seen)
    assert response.status_code == 400
    assert "tel qu’enregistré" in response.content.decode()
    assert list(PlannedEndChange.objects.values_list("after_on", flat=True)) == [day(30)]


def test_an_officer_names_no_place_of_another_unit(custody: JusticeMeasure, cpip: User) -> None:
    other = OrganisationFactory(code="brest", prison=True, parent=OrganisationFactory(code="spip-29", spip=True))
    assert correct(cpip, custody, organisation=other.pk).status_code == 400
    custody.refresh_from_db()
    assert custody.organisation is not None
    assert custody.organisation.code == "vezin"


def test_trainees_and_leads_only_read(custody: JusticeMeasure, referent: User, lead: User) -> None:
    trainee = member(Role.REFERENT, "ml-rennes")
    trainee.memberships.update(is_trainee=True, ends_on=day(30))
    for user in (trainee, lead):
        browser = signed_in(user)
        assert browser.get(f"/mesures/{custody.code}/modifier/").status_code == 403
        assert "modifier/" not in browser.get(custody.person.get_absolute_url()).content.decode().split("mesures/")[-1]


def test_elsewhere_there_is_no_such_page(custody: JusticeMeasure, other_referent: User) -> None:
    assert signed_in(other_referent).get(f"/mesures/{custody.code}/modifier/").status_code == 404


def test_where_none_is_known_one_is_added(malo: YoungPerson, referent: User, lead: User) -> None:
    address = f"/jeunes/{malo.code}/mesures/ajouter/"
    for user, times in ((referent, 2), (lead, 0)):
        page = signed_in(user).get(malo.get_absolute_url()).content.decode()
        assert "Aucune mesure connue" in page
        assert page.count(address) == times


def test_an_association_that_only_receives_people_is_no_place_of_a_measure(malo: YoungPerson, referent: User) -> None:
    receives = OrganisationFactory(kind="association", name="CAO, domiciliation")
    holds = member(Role.OFFICER, "placement-exterieur", OrganisationKind.ASSOCIATION).memberships.get().organisation
    form = signed_in(referent).get(f"/jeunes/{malo.code}/mesures/ajouter/").context["form"]
    offered = set(form.fields["organisation"].queryset)
    assert holds in offered
    assert receives not in offered
