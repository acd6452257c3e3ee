"""What a committee decided: noted, ticked, corrected, taken back; nothing is lost in silence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Draft
from partners.models import Organisation, User
from reporting.models import CommitteeDecision, CommitteeMeeting
from tests.factories import ProgrammeFactory
from tests.personas import signed_in
from tests.reporting.committees.given import hostel, places

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(coordinator: User) -> Client:
    return signed_in(coordinator)


@pytest.fixture
def body() -> Organisation:
    body = hostel()
    places(body, 4)
    return body


def page(body: Organisation) -> str:
    return f"/comites/partenaire/{body.pk}/"


def decision_of(body: Organisation, **more: object) -> dict[str, object]:
    return {"held_on": "2017-05-02", "text": "Visiter les chambres", "answers": body.pk, "due_on": "2017-06-01"} | more


def noted(office: Client, body: Organisation) -> CommitteeDecision:
    office.post(page(body), decision_of(body))
    return CommitteeDecision.objects.get()


def act(office: Client, decision: CommitteeDecision, verb: str, **data: str) -> None:
    assert office.post(f"/comites/decisions/{decision.pk}/{verb}/", data).status_code == 302


def history() -> list[str]:
    return [event.detail for event in CommitteeMeeting.objects.get().events.order_by("pk")]


def test_a_meeting_is_noted_with_its_first_decision_once(office: Client, body: Organisation) -> None:
    for _ in range(2):
        assert office.post(page(body), decision_of(body)).status_code == 302
    office.post(page(body), decision_of(body, text="Répondre sous dix jours"))
    meeting = CommitteeMeeting.objects.get()
    assert meeting.organisation == body
    assert [one.text for one in meeting.decisions.all()] == ["Visiter les chambres", "Répondre sous dix jours"]
    assert len(history()) == 3


@pytest.mark.parametrize(
    "wrong", [{"answers": ""}, {"text": ""}, {"held_on": ""}, {"held_on": "2098-01-01"}, {"text": "x" * 201}]
)
def test_what_is_missing_is_told_and_kept_as_a_draft(
    office: Client, body: Organisation, wrong: dict[str, object]
) -> None:
    token = office.get(page(body)).context["draft"].token
    answer = office.post(page(body), decision_of(body) | wrong | {"brouillon": token})
    assert answer.status_code == 400
    assert not CommitteeMeeting.objects.exists()
    assert Draft.objects.get().data["due_on"] == ["2017-06-01"]


def test_a_meeting_may_decide_nothing(office: Client, body: Organisation) -> None:
    office.post(page(body), {"held_on": "2017-05-02"})
    assert not CommitteeMeeting.objects.get().decisions.exists()


def test_a_state_holds_from_its_day_on_and_is_undone(office: Client, body: Organisation) -> None:
    decision = noted(office, body)
    act(office, decision, "etat", state="en_cours", since="2017-05-10")
    act(office, decision, "etat", state="faite", since="2017-06-10")
    days = [date(2017, 5, 9), date(2017, 5, 10), date(2017, 6, 10)]
    states = [step.state if (step := decision.state_on(day)) else "" for day in days]
    assert states == ["", "en_cours", "faite"]
    act(office, decision, "annuler")
    assert [step.state for step in decision.steps.all()] == ["en_cours"]
    assert "Annulé, faite depuis le 10 juin 2017" in history()[-1]


@pytest.mark.parametrize("since", ["2017-05-01", "", "2098-01-01"])
def test_no_state_before_the_meeting_nor_to_come(office: Client, body: Organisation, since: str) -> None:
    decision = noted(office, body)
    act(office, decision, "etat", state="faite", since=since)
    assert not decision.steps.exists()


def test_a_correction_says_what_it_was(office: Client, body: Organisation) -> None:
    decision = noted(office, body)
    address = f"/comites/decisions/{decision.pk}/modifier/"
    seen = office.get(address).context["form"]["seen"].value()
    sent = {"text": "Visiter les studios", "answers": body.pk, "due_on": "2017-06-01", "seen": seen}
    assert office.post(address, sent).status_code == 302
    assert history()[-1] == "Corrigé, Décision\N{NO-BREAK SPACE}: Visiter les chambres → Visiter les studios"
    assert office.post(address, sent | {"text": "Autre"}).status_code == 400


def test_what_is_withdrawn_is_off_the_sheet_and_comes_back(office: Client, body: Organisation) -> None:
    decision = noted(office, body)
    dates = {"du": "2017-01-01", "au": "2017-06-30"}
    for _ in range(2):
        act(office, decision, "retirer")
        assert office.get(page(body), dates).context["sheet"].decisions == []
    for _ in range(2):
        act(office, decision, "retirer", remettre="on")
    [line] = office.get(page(body), dates).context["sheet"].decisions
    assert (line.decision, line.is_late) == (decision, True)
    office.post(f"/comites/reunions/{decision.meeting_id}/retirer/")
    assert office.get(page(body), dates).context["sheet"].meeting is None
    assert len(history()) == 5


def test_one_stays_on_the_dates_of_the_sheet(office: Client, body: Organisation) -> None:
    decision = noted(office, body)
    dates = "?du=2017-01-01&au=2017-06-30"
    sheet = office.get(f"{page(body)}{dates}").content.decode()
    step = f"/comites/decisions/{decision.pk}/etat/{dates}"
    assert f'action="{step.replace("&", "&amp;")}"' in sheet
    answer = office.post(step, {"state": "faite", "since": "2017-05-10"})
    assert answer.headers["Location"] == f"{page(body)}{dates}#decisions"
    edited = office.get(f"/comites/decisions/{decision.pk}/modifier/{dates}")
    assert edited.context["view"].back_url == f"{page(body)}{dates}#decisions"


def test_the_meetings_of_a_programme_are_its_coordinators_alone(office: Client, coordinator: User) -> None:
    own, other = ProgrammeFactory(code="dernier-ecrou"), ProgrammeFactory(code="essai-cef")
    meeting = CommitteeMeeting.objects.create(audience="dispositif", programme=other, held_on=date(2017, 5, 2))
    decision = meeting.decisions.create(text="Écrire aux parents", answers=hostel())
    coordinator.memberships.get().programmes.add(own)
    assert office.get(f"/comites/dispositif/{own.pk}/").status_code == 200
    assert office.get(f"/comites/dispositif/{other.pk}/").status_code == 404
    assert office.post(f"/comites/decisions/{decision.pk}/etat/", {"state": "faite"}).status_code == 404
    assert office.post(f"/comites/reunions/{meeting.pk}/retirer/").status_code == 404
    assert "Essai" not in office.get("/comites/").content.decode()


def test_the_last_meetings_say_what_is_open_and_late(office: Client, body: Organisation) -> None:
    on = timezone.localdate()
    office.post(page(body), decision_of(body, held_on=(on - timedelta(days=9)).isoformat(), due_on=str(on)))
    office.post(page(body), decision_of(body, due_on="2017-06-01"))
    rows = office.get("/comites/").context["meetings"]
    assert [(row["open"], row["late"]) for row in rows] == [(1, 0), (1, 1)]
