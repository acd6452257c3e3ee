"""What the home page asks of a referent, an officer and a lead today: facts, each with the page where it is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.case_files import refresh
from cases.homes.to_do import SHOWN, day_in_words, days_in_words, due_in_words
from cases.models import (
    AccessedPerson,
    Attendance,
    BreakGlass,
    CaseRequest,
    DuplicateSuspicion,
    Permanence,
    PermanencePrinting,
    Referral,
    RequestAnswer,
    RequestKind,
    Site,
)
from partners.models import Organisation, User
from tests.factories import (
    AppointmentFactory,
    JusticeMeasureFactory,
    OrganisationFactory,
    PermanenceFactory,
    ReferralFactory,
    SiteFactory,
    YoungPersonFactory,
)
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

# A Thursday; the next working day is the Friday.
ON = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 26, 9, tzinfo=timezone.get_default_timezone()), tick=False):
        yield


@pytest.fixture
def vezin(referent: User, cpip: User) -> Site:
    prison = OrganisationFactory(prison=True, parent=Organisation.objects.get(code="spip-35-vezin"))
    return SiteFactory(name="Vezin", is_inside=True, organisation=prison)


def permanence(site: Site, days: int, **facts: Any) -> Permanence:
    body = Organisation.objects.get(code="ml-rennes")
    return PermanenceFactory(
        site=site, mission_locale=body, planned_on=ON + timedelta(days=days), starts_at=time(8, 30), slots=8, **facts
    )


def refer(days: int, **facts: Any) -> Referral:
    """A referral of so many days ago, from the unit of Vezin to Rennes."""
    referral: Referral = ReferralFactory(
        mission_locale=OrganisationFactory(code="ml-rennes"),
        referred_by=OrganisationFactory(code="spip-35-vezin", spip=True),
        referred_on=ON - timedelta(days=days),
        **facts,
    )
    refresh([referral.person_id])
    return referral


def ask(referral: Referral, kind: RequestKind, by: User, **facts: Any) -> CaseRequest:
    return CaseRequest.objects.create(
        person=referral.person,
        unit=referral.referred_by,
        mission_locale=referral.mission_locale,
        kind=kind,
        asked_by=by,
        **{"asked_at": timezone.now() - timedelta(days=3), "due_on": ON + timedelta(days=4)} | facts,
    )


def blocks(user: User) -> dict[str, Any]:
    """The blocks of the user's home page, by id."""
    return {block.id: block for block in signed_in(user).get("/").context["blocks"]}


def told(block: Any) -> list[tuple[str, str, str]]:
    """What the lines of a block say: title, state, tone."""
    return [(line.title, line.state, line.tone) for line in block.lines]


def test_with_nothing_to_do_it_says_so(referent: User, cpip: User) -> None:
    assert {block.id: block.empty for block in blocks(referent).values()} == {
        "permanences": "Aucune permanence ces deux jours.",
        "attente": "Aucune orientation n’attend de réponse.",
        "imilo": "Tout ce qui est noté ici est reporté.",
    }
    assert set(blocks(cpip)) == {"attente", "places"}


def test_a_paper_that_has_not_come_back_is_first(referent: User, vezin: Site) -> None:
    late = permanence(vezin, -1, referent=referent)
    AppointmentFactory(permanence=late)
    PermanencePrinting.objects.create(permanence=late, kind="feuille", printed_at=timezone.now())
    first = next(iter(blocks(referent).values()))
    assert told(first) == [("Vezin, mercredi 25 novembre", "À saisir depuis 1 jour", "bad")]
    [line] = first.lines
    assert line.url == f"/permanences/{late.code}/saisie/"
    assert line.words.endswith("1 jeune, feuille imprimée")


def test_an_entry_that_is_begun_stays_to_be_finished(referent: User, vezin: Site) -> None:
    """As « Enregistrer, finir plus tard » leaves it, or « Rouvrir »; not one that came whole from elsewhere."""
    typed = {"attendance": Attendance.PRESENT, "entered_at": timezone.now()}
    for days, left in ((-1, 2), (0, 1), (-7, 0)):
        begun = permanence(vezin, days, referent=referent, was_held=True)
        AppointmentFactory(permanence=begun, **typed)
        for _ in range(left):
            AppointmentFactory(permanence=begun)
    AppointmentFactory(permanence=permanence(vezin, -2, was_held=True), attendance=Attendance.PRESENT)
    AppointmentFactory(permanence=permanence(vezin, -3, was_held=False))
    AppointmentFactory(permanence=permanence(vezin, -4, cancelled_at=timezone.now()))
    AppointmentFactory(permanence=permanence(vezin, -5, was_held=True, entered_at=timezone.now()), **typed)
    shown = blocks(referent)
    assert told(shown["saisir"]) == [
        ("Vezin, jeudi 19 novembre", "Saisie commencée, à clore", "bad"),
        ("Vezin, mercredi 25 novembre", "Saisie commencée, 2 lignes à régler", "bad"),
        ("Vezin, aujourd’hui", "Saisie commencée, 1 ligne à régler", "warn"),
    ]
    assert told(shown["permanences"]) == []


def test_permanences_of_today_and_of_the_next_working_day(referent: User, vezin: Site) -> None:
    outside = SiteFactory(name="Maurepas", is_inside=False)
    today = permanence(vezin, 0, referent=referent)
    printed = permanence(vezin, 1, referent=referent)
    PermanencePrinting.objects.create(permanence=printed, kind="feuille", printed_at=timezone.now())
    permanence(outside, 0, referent=None)
    permanence(vezin, 4, referent=referent)
    permanence(vezin, 0, cancelled_at=timezone.now())
    block = blocks(referent)["permanences"]
    assert told(block) == [
        ("Vezin, aujourd’hui, 8\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30", "Feuille à imprimer", "warn"),
        ("Maurepas, aujourd’hui, 8\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30", "Sans référent", "bad"),
        ("Vezin, demain, 8\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30", "Prête", "good"),
    ]
    assert block.lines[0].url == f"/permanences/{today.code}/"


@pytest.mark.parametrize(("days", "tone"), [(5, "waiting"), (6, "bad")])
def test_a_referral_that_waits_for_more_than_five_days_is_late(
    referent: User, cpip: User, days: int, tone: str
) -> None:
    referral = refer(days)
    for user in (referent, cpip):
        assert told(blocks(user)["attente"]) == [(str(referral.person), f"{days} jours", tone)]


def test_the_late_ones_rise_and_the_others_are_counted(referent: User) -> None:
    for _ in range(SHOWN):
        refer(2)
    late = refer(9)
    block = blocks(referent)["attente"]
    assert block.lines[0].person == late.person
    assert (len(block.lines), block.count) == (SHOWN, SHOWN + 1)


def test_only_those_named_are_in_the_journal(referent: User) -> None:
    for _ in range(SHOWN + 3):
        refer(7)
    signed_in(referent).get("/")
    assert AccessedPerson.objects.count() == SHOWN


def test_missed_twice_asks_the_unit_and_is_asked_of_it(referent: User, cpip: User, vezin: Site) -> None:
    referral = refer(20)
    for days in (-9, -2):
        past = permanence(vezin, days, entered_at=timezone.now(), was_held=True)
        AppointmentFactory(
            permanence=past, person=referral.person, referral=referral, attendance=Attendance.NOT_CALLED
        )
    assert told(blocks(referent)["absences"]) == [(str(referral.person), "À demander à l’unité", "warn")]
    asked = ask(referral, RequestKind.MISSED_TWICE, referent)
    assert told(blocks(referent)["absences"]) == [(str(referral.person), "Question posée à l’unité", "waiting")]
    [line] = blocks(cpip)["questions"].lines
    assert (line.title, line.url) == (str(referral.person), f"/demandes/{asked.code}/absences/")
    assert "demandes" not in blocks(referent)


def test_released_before_being_seen(referent: User, vezin: Site) -> None:
    referral = refer(20)
    JusticeMeasureFactory(
        person=referral.person, starts_on=ON - timedelta(days=90), ends_on=ON - timedelta(days=3), organisation=None
    )
    outside = permanence(SiteFactory(name="Maurepas", is_inside=False), 20)
    [line] = blocks(referent)["sortis"].lines
    assert (line.state, line.tone) == ("Sorti depuis 3 jours", "bad")
    assert f"{outside.site}, mercredi 16 décembre" in line.words
    for days in range(2, 16):
        permanence(vezin, days)
    form = signed_in(referent).get(line.url).context["form"]
    assert (form["answer"].value(), form["following"].value()) == ("revoir", outside.code)
    assert outside.code in dict(form.fields["following"].choices)


@pytest.mark.parametrize(
    ("due", "state", "tone"),
    [(-1, "En retard", "bad"), (0, "Pour aujourd’hui", "waiting"), (4, "Pour le lundi 30 novembre", "waiting")],
)
def test_a_request_comes_with_its_deadline(referent: User, cpip: User, due: int, state: str, tone: str) -> None:
    referral = refer(2)
    ask(referral, RequestKind.CALL_BACK, cpip, due_on=ON + timedelta(days=due))
    assert told(blocks(referent)["demandes"]) == [(str(referral.person), state, tone)]


def test_the_officer_reads_the_answers_of_two_weeks(cpip: User, referent: User) -> None:
    for days, shown in ((14, True), (15, False)):
        referral = refer(2)
        answered = {"answer": RequestAnswer.NOTED, "answered_at": timezone.now() - timedelta(days=days)}
        ask(referral, RequestKind.RELEASE_DATE, cpip, answered_by=referent, **answered)
        titles = [line.title for line in blocks(cpip)["reponses"].lines]
        assert (str(referral.person) in titles) is shown


def test_the_officer_sees_where_there_is_room(cpip: User, vezin: Site) -> None:
    full = permanence(vezin, 1)
    full.slots = 1
    full.save()
    AppointmentFactory(permanence=full)
    permanence(vezin, 0)
    free = permanence(vezin, 4)
    assert told(blocks(cpip)["places"]) == [
        ("Vezin, lundi 30 novembre, 8\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30", "8 places libres", "good")
    ]
    [line] = blocks(cpip)["places"].lines
    form = signed_in(cpip).get(line.url).context["form"]
    assert (form["permanence"].value(), form["establishment"].value()) == (free.code, vezin.organisation_id)


def test_the_lead_reads_counts_by_unit(lead: User, referent: User, cpip: User) -> None:
    late = refer(8)
    refer(1)
    DuplicateSuspicion.objects.create(first=late.person, second=YoungPersonFactory(), found_at=timezone.now())
    organisation = late.mission_locale
    BreakGlass.objects.create(
        person=late.person, user=lead, organisation=organisation, reason="menace", opened_at=timezone.now()
    )
    [line] = blocks(lead)["unites"].lines
    assert line.person is None
    assert line.words == "2 en attente, la plus ancienne depuis 8 jours"
    assert line.state == "1 depuis plus de 5 jours, rien à venir"
    figures = {figure["label"]: figure["value"] for figure in signed_in(lead).get("/").context["figures"]}
    assert figures == {"Doublons possibles": 1, "Ouvertures exceptionnelles": 1}


def test_another_mission_locale_sees_nothing_of_it(other_referent: User, referent: User, cpip: User) -> None:
    referral = refer(8)
    page = signed_in(other_referent).get("/").content.decode()
    assert referral.person.last_name not in page


@pytest.mark.parametrize("persona", ["referent", "cpip"])
def test_as_many_queries_for_many_as_for_one(
    persona: str, request: pytest.FixtureRequest, referent: User, cpip: User, vezin: Site
) -> None:
    client = signed_in(request.getfixturevalue(persona))

    def one_more() -> None:
        referral = refer(9)
        ask(referral, RequestKind.CALL_BACK, cpip)
        AppointmentFactory(permanence=permanence(vezin, -1, referent=referent))
        permanence(vezin, 1, referent=referent)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/").status_code == 200
        return len(captured)

    one_more()
    client.get("/")
    few = queries()
    for _ in range(4):
        one_more()
    assert queries() == few


def test_days_in_words() -> None:
    assert [days_in_words(days) for days in (0, 1, 12)] == ["aujourd’hui", "1 jour", "12 jours"]
    assert day_in_words(date(2026, 12, 1), ON) == "mardi 1er décembre"
    assert due_in_words(date(2026, 11, 27), ON) == "demain"
    assert due_in_words(date(2026, 12, 2), ON) == "le mercredi 2 décembre"
