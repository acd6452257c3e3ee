"""The radar: who comes out, the nearest first, what is missing for each, as each role may read it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import (
    AccessedPerson,
    Appointment,
    Contact,
    ContactAttempt,
    ContactKind,
    ContactPlace,
    JusticeMeasure,
)
from cases.release_plan.expected import release_of
from cases.release_plan.gaps import Preparation
from partners.models import Organisation, User
from tests.cases.release_plan.given import ON, day, held
from tests.factories import (
    AddressFactory,
    AppointmentFactory,
    ContactFactory,
    OrganisationFactory,
    PermanenceFactory,
    ReleaseNeedFactory,
    SentenceAdjustmentFactory,
    SiteFactory,
)
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


def sections(user: User, query: str = "") -> dict[str, list[Any]]:
    """The rows of the page, by section."""
    response = signed_in(user).get(f"/sorties/{query}")
    assert response.status_code == 200
    return {section.id: section.rows for section in response.context["sections"]}


def only_row(user: User) -> Any:
    [[row]] = sections(user).values()
    return row


def words(row: Any) -> list[str]:
    return [gap.words for gap in row.gaps]


def meet(measure: JusticeMeasure, days: int, **facts: Any) -> Contact:
    body = OrganisationFactory(code="ml-rennes")
    known: dict[str, Any] = {"kind": ContactKind.INTERVIEW, "place": ContactPlace.OUTSIDE} | facts
    contact: Contact = ContactFactory(person=measure.person, mission_locale=body, held_on=day(days), **known)
    return contact


def expect_outside(measure: JusticeMeasure, days: int) -> Appointment:
    body = OrganisationFactory(code="ml-rennes")
    permanence = PermanenceFactory(site=SiteFactory(), mission_locale=body, planned_on=day(days), slots=4)
    appointment: Appointment = AppointmentFactory(person=measure.person, permanence=permanence)
    return appointment


@pytest.mark.parametrize(
    ("facts", "adjustments", "day_out", "is_out"),
    [
        ({"planned_end_on": day(40)}, [], 40, False),
        ({"planned_end_on": day(40)}, [("ddse", 20)], 20, False),
        ({"planned_end_on": day(40)}, [("placement_exterieur", 20), ("ddse", 10)], 10, False),
        ({"planned_end_on": day(40)}, [("ddse", 50)], 40, False),
        ({"planned_end_on": day(40)}, [("ddse", -5)], -5, True),
        ({"planned_end_on": day(40)}, [("semi_liberte", 10)], 40, False),
        ({"planned_end_on": day(40)}, [("liberation_conditionnelle", 15)], 15, False),
        ({"planned_end_on": day(-2)}, [], -2, False),
        ({"planned_end_on": day(40), "ends_on": day(-3)}, [], -3, True),
        ({}, [], None, False),
        ({}, [("ddse", 30)], 30, False),
    ],
)
def test_the_effective_release(
    facts: dict[str, Any], adjustments: list[tuple[str, int]], day_out: int | None, is_out: bool
) -> None:
    measure = JusticeMeasure(setting="detention", status="condamne", starts_on=day(-100), **facts)
    granted = [SentenceAdjustmentFactory.build(kind=kind, starts_on=day(n), person=None) for kind, n in adjustments]
    release = release_of(measure, granted, ON)
    assert (release.day, release.is_out) == (None if day_out is None else day(day_out), is_out)


def test_the_nearest_first_in_three_stretches(referent: User) -> None:
    for out_in in (31, 30, 8, 7, 0, 90, 91, -1, None):
        held(out_in, person={"last_name": f"Le Goff {out_in}"})
    told = {id: [row.release.days_left(ON) for row in rows] for id, rows in sections(referent).items()}
    assert told == {"a-confirmer": [-1], "sous-7": [0, 7], "sous-30": [8, 30], "sous-90": [31, 90], "inconnue": [None]}
    assert set(sections(referent, "?fenetre=7")) == {"a-confirmer", "sous-7", "inconnue"}
    assert [row.release.days_left(ON) for row in sections(referent, "?fenetre=toutes")["plus-tard"]] == [91]


def test_why_nobody_knows_when(referent: User) -> None:
    held(None, planned_end_unknown="appel")
    assert only_row(referent).when == "Appel en cours"


def test_with_nothing_prepared_every_gap_is_named_and_leads_somewhere(referent: User) -> None:
    measure = held(20)
    row = only_row(referent)
    assert words(row) == [
        "Pas d’hébergement (rien de noté)",
        "Pas de papiers (rien de noté)",
        "Pas d’assurance maladie (rien de noté)",
        "Pas de rendez-vous dehors",
        "Pas d’aménagement demandé",
        "Pas d’entretien depuis 30 jours",
    ]
    code, browser = measure.person.code, signed_in(referent)
    assert [gap.url for gap in row.gaps][:4] == [
        f"/jeunes/{code}/besoins/#besoin-hebergement_transition",
        f"/jeunes/{code}/besoins/#besoin-carte_identite",
        f"/jeunes/{code}/besoins/#besoin-assurance_maladie",
        f"/jeunes/{code}/rendez-vous-dehors/",
    ]
    assert {browser.get(gap.url).status_code for gap in row.gaps} == {200}


def test_what_is_settled_is_no_gap(referent: User) -> None:
    measure = held(20)
    settled = {"fjt": "regle", "carte_identite": "sans_objet", "assurance_maladie": "regle"}
    for kind, state in settled.items():
        ReleaseNeedFactory(person=measure.person, measure=measure, type_id=kind, state=state)
    expect_outside(measure, 22)
    SentenceAdjustmentFactory(person=measure.person, decision="en_preparation", requested_on=day(-9))
    meet(measure, -29)
    assert words(only_row(referent)) == []


@pytest.mark.parametrize(
    ("states", "housing", "roof", "said"),
    [
        (["a_faire", "en_cours"], "", False, "Pas d’hébergement (en cours)"),
        (["refuse"], "", False, "Pas d’hébergement (refusé)"),
        (["a_faire"], "famille", False, "Pas d’hébergement (à faire)"),
        (["a_faire"], "", True, ""),
        ([], "famille", False, ""),
        ([], "precaire", False, "Pas d’hébergement (rien de noté)"),
    ],
)
def test_housing(referent: User, states: list[str], housing: str, roof: bool, said: str) -> None:
    measure = held(20, person={"housing": housing})
    for kind, state in zip(["fjt", "logement_social"], states, strict=False):
        ReleaseNeedFactory(person=measure.person, measure=measure, type_id=kind, state=state)
    if roof:
        AddressFactory(person=measure.person, moment="apres", kind="hebergement")
    assert words(only_row(referent))[:1] == [said or "Pas de papiers (rien de noté)"]


def test_an_appointment_before_the_release_or_inside_is_none_outside(referent: User) -> None:
    measure = held(20)
    expect_outside(measure, 19)
    assert "Pas de rendez-vous dehors" in words(only_row(referent))
    appointment = expect_outside(measure, 20)
    assert "Pas de rendez-vous dehors" not in words(only_row(referent))
    appointment.permanence.site.is_inside = True
    appointment.permanence.site.save()
    assert "Pas de rendez-vous dehors" in words(only_row(referent))


def test_no_adjustment_is_missed_by_whoever_is_not_convicted(referent: User) -> None:
    held(20, status="prevenu")
    assert "Pas d’aménagement demandé" not in words(only_row(referent))


def test_an_adjustment_that_is_missed_is_prepared_then_asked_for(referent: User, cpip: User) -> None:
    measure = held(20)
    for user in (referent, cpip):
        [gap] = [gap for gap in only_row(user).gaps if "aménagement" in gap.words]
        assert gap.url == f"/jeunes/{measure.person.code}/amenagements/preparer/"
    prepared = SentenceAdjustmentFactory(person=measure.person, measure=measure, decision="en_preparation")
    for user in (referent, cpip):
        [gap] = [gap for gap in only_row(user).gaps if "aménagement" in gap.words]
        assert (gap.words, gap.url) == ("Pas d’aménagement demandé (en préparation)", prepared.get_absolute_url())


def test_the_last_interview_is_counted_on_its_thirtieth_day(referent: User) -> None:
    measure = held(40)
    meet(measure, -30)
    assert "Pas d’entretien depuis 30 jours" in words(only_row(referent))
    meet(measure, -29)
    row = only_row(referent)
    assert "Pas d’entretien depuis 30 jours" not in words(row)
    assert (row.meet_by, row.is_meeting_late) == (day(1), False)


def test_the_proof_of_housing_is_asked_for_until_there_is_a_roof(referent: User, cpip: User) -> None:
    measure = held(60)
    page = signed_in(referent).get("/sorties/").content.decode()
    assert "Justificatif d’hébergement à fournir avant le 25 octobre 2026" in page
    assert "Indication, et non un calcul légal" in page
    AddressFactory(person=measure.person, moment="apres", kind="hebergement")
    assert only_row(referent).proof_by is None


def test_after_the_release_the_thread_is_told(referent: User) -> None:
    measure = held(None, ends_on=day(-5))
    ContactAttempt.objects.create(
        person=measure.person,
        mission_locale=Organisation.objects.get(code="ml-rennes"),
        tried_on=day(-4),
        kind=ContactKind.PHONE,
    )
    [row] = sections(referent)["a-revoir"]
    assert (row.preparation.thread.state.words, row.preparation.thread.attempts) == ("Pas encore revu", 1)
    meet(measure, -2, kind=ContactKind.SMS, place=ContactPlace.REMOTE)
    [row] = sections(referent)["a-revoir"]
    assert row.preparation.thread.state.words == "Joint, pas encore revu"
    meet(measure, -1)
    [row] = sections(referent)["sortis"]
    assert row.preparation.thread.state.words == "Revu dans les 10 jours"
    assert "Pas de rendez-vous dehors" not in words(row)


def test_an_officer_reads_the_own_unit_without_what_is_the_mission_locale_s(cpip: User, referent: User) -> None:
    measure = held(20, person={"housing": "famille"})
    row = only_row(cpip)
    assert words(row)[0] == "Pas d’hébergement (rien de noté)"
    assert words(row)[-1] == "Aucun contact depuis 30 jours"
    assert (row.referent, row.meet_by, row.preparation.thread) == ("", None, None)
    assert {signed_in(cpip).get(gap.url).status_code for gap in row.gaps} == {200}
    meet(measure, -3, kind=ContactKind.SMS)
    assert "Aucun contact depuis 30 jours" not in words(only_row(cpip))


def test_elsewhere_nobody_is_shown(other_referent: User, referent: User) -> None:
    held(20)
    assert sections(other_referent) == {}


def test_whoever_reads_nobody_has_no_such_page(coordinator: User, funder: User, administrator: User) -> None:
    for user in (coordinator, funder, administrator):
        assert signed_in(user).get("/sorties/").status_code == 404


def test_the_filters(referent: User, cpip: User) -> None:
    own, other = held(20), held(25)
    own.person.enrolments.update(referent_name=str(referent))
    elsewhere = OrganisationFactory(code="rennes-femmes", prison=True)
    JusticeMeasure.objects.filter(pk=other.pk).update(organisation=elsewhere)
    for query, expected in (
        ("?qui=moi", own),
        (f"?lieu={elsewhere.pk}", other),
        (f"?lieu={own.organisation.parent_id}", own),
    ):
        [rows] = sections(referent, query).values()
        assert [row.person for row in rows] == [expected.person]
    assert signed_in(referent).get("/sorties/?fenetre=demain").status_code == 400


def test_the_journal_names_those_on_the_page(referent: User) -> None:
    measure = held(20)
    held(300)
    signed_in(referent).get("/sorties/")
    assert AccessedPerson.objects.get().person_key == measure.person.journal_key


def test_as_many_queries_for_one_as_for_many(referent: User, cpip: User) -> None:
    def count(user: User) -> int:
        """What the page asks of the database, the journal's two inserts left out."""
        browser = signed_in(user)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/sorties/").status_code == 200
        return sum(query["sql"].startswith(("SELECT", "(SELECT")) for query in queries.captured_queries)

    full(held(20))
    full(held(None, ends_on=day(-20)))
    before = [count(user) for user in (referent, cpip)]
    for out_in in range(1, 13):
        full(held(out_in))
        full(held(None, ends_on=day(-out_in)))
    assert [count(user) for user in (referent, cpip)] == before
    assert max(before) <= 8


def full(measure: JusticeMeasure) -> None:
    """A bit of everything that a row reads."""
    ReleaseNeedFactory(person=measure.person, measure=measure, type_id="fjt")
    AddressFactory(person=measure.person, moment="apres", kind="hebergement")
    SentenceAdjustmentFactory(person=measure.person, decision="en_preparation")
    expect_outside(measure, 40)
    meet(measure, -1)


def test_a_preparation_knows_nothing_by_itself() -> None:
    measure = JusticeMeasure(setting="detention", status="condamne", starts_on=day(-9), planned_end_on=day(9))
    assert len(Preparation(release_of(measure, [], ON)).gaps(ON)) == 6
