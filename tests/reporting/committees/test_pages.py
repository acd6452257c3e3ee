"""The coordinator's pages of a sheet: seen, printed on one page, traced."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pdfplumber
import pikepdf
import pytest
from django.test import Client

from cases.models import Restriction, RestrictionReason
from partners.models import Organisation, User
from reporting.committees.paper import lines_in
from reporting.committees.subject import PARTNER, Subject
from reporting.models import CommitteeMeeting
from tests.factories import CommitmentFactory, OrganisationFactory, PartnerAgreementFactory, SituationFactory
from tests.personas import signed_in
from tests.reporting.committees.given import ended, hostel, moment, places, stay

pytestmark = pytest.mark.django_db
DATES = {"du": "2017-01-01", "au": "2017-06-30"}
WIDE = "M" * 200
KINDS = ("cdi", "preformation", "pmsmp", "scolarite", "incarceration")


@pytest.fixture
def office(coordinator: User) -> Client:
    return signed_in(coordinator)


@pytest.fixture
def body() -> Organisation:
    return hostel()


def address(body: Organisation, page: str = "") -> str:
    return f"/comites/partenaire/{body.pk}/{page}"


def meeting_with(body: Organisation, texts: list[str], held_on: date = date(2017, 5, 2)) -> CommitteeMeeting:
    """A meeting and what it decided."""
    meeting, _ = Subject(PARTNER, body).new_meeting(held_on)
    for text in texts:
        decision = meeting.decisions.create(text=text, answers=body, due_on=date(2017, 6, 1))
        decision.steps.create(state="en_cours", since=date(2017, 5, 20))
    return meeting


def test_one_chooses_for_whom_and_reads_the_sheet(office: Client, body: Organisation) -> None:
    places(body, 4)
    answer = office.get("/comites/", {"pour": f"partenaire-{body.pk}"} | DATES)
    assert answer.status_code == 302
    page = office.get(answer.url)
    assert page.context["sheet"].span.last == date(2017, 6, 30)
    assert "Foyer" in page.content.decode()


def test_the_dates_are_this_year_so_far_unless_said(office: Client, body: Organisation) -> None:
    places(body, 4)
    span = office.get(address(body)).context["sheet"].span
    assert (span.first.month, span.first.day, span.first.year) == (1, 1, span.last.year)


@pytest.mark.parametrize(("first", "last"), [("2017-06-30", "2017-01-01"), ("2017-01-01", "2098-01-01"), ("x", "")])
def test_dates_that_cannot_be_are_told(office: Client, body: Organisation, first: str, last: str) -> None:
    places(body, 4)
    query = {"du": first, "au": last}
    assert office.get(address(body), query).status_code == 400
    assert office.get(address(body, "fiche.pdf"), query).status_code == 404


def test_a_body_without_agreement_has_no_sheet(office: Client, body: Organisation) -> None:
    assert office.get(address(body)).status_code == 404


@pytest.mark.parametrize("is_full", [False, True])
def test_the_paper_is_one_tagged_page(office: Client, is_full: bool) -> None:
    body = hostel(name=WIDE if is_full else "Foyer")
    stock = places(body, 90)
    for rank in range(5 if is_full else 0):
        funder = OrganisationFactory(name=f"{rank} {WIDE}", funder=True)
        stock.agreement.amounts.create(funder=funder, year=2017, amount=1234567)
        ended(stock, 5, "autre", situation=SituationFactory(kind=KINDS[rank]))
    for rank in range(30 if is_full else 0):
        agreement = PartnerAgreementFactory(
            organisation=body, subject=f"{rank} {WIDE}", starts_on=date(2016, 1, 1), ends_on=date(2019, 1, 1)
        )
        for kind in ("places", "jeunes_par_an", "jours", "temps_de_travail"):
            CommitmentFactory(agreement=agreement, kind=kind, quantity=300, starts_on=date(2016, 1, 1))
    for result in ("mene_a_terme", "vers_solution", "arrete_jeune", "arrete_partenaire", "autre", ""):
        ended(stock, 5 if is_full else 0, result)
    meeting_with(body, [f"{rank} {WIDE}"[:200] for rank in range(20)] if is_full else [])
    content = office.get(address(body, "fiche.pdf"), DATES).getvalue()
    with pikepdf.open(BytesIO(content)) as document:
        assert len(document.pages) == 1
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "fr"
    with pdfplumber.open(BytesIO(content)) as document:
        text = document.pages[0].extract_text()
    assert ("que la page ne peut contenir" in text) is is_full


def test_a_text_takes_the_lines_that_its_words_need() -> None:
    assert [lines_in(text, 34) for text in ("Places", "M" * 34, "M" * 35, "0 " + "M" * 68)] == [1, 1, 2, 3]
    assert lines_in("FJT Les Amitiés Sociales\N{NO-BREAK SPACE}: Places en foyer de jeunes travailleurs", 34) == 2


def test_the_paper_says_the_state_of_the_decisions_on_its_last_day(office: Client, body: Organisation) -> None:
    places(body, 4)
    [decision] = meeting_with(body, ["Visiter chaque chambre"]).decisions.all()
    decision.steps.create(state="faite", since=date(2017, 7, 3))
    meeting_with(body, ["Plus tard"], held_on=date(2017, 7, 1))
    content = office.get(address(body, "fiche.pdf"), DATES).getvalue()
    with pdfplumber.open(BytesIO(content)) as document:
        text = " ".join(document.pages[0].extract_text().split())
    assert "Visiter chaque chambre" in text
    assert "En cours depuis le" in text and "en retard" in text
    assert "Plus tard" not in text and "Faite" not in text


def test_a_figure_opens_on_references_and_reserved_files_are_counted(office: Client, body: Organisation) -> None:
    stock = places(body, 4)
    shown, reserved = stay(stock, date(2017, 2, 1)), stay(stock, date(2017, 2, 1))
    Restriction.objects.create(
        person=reserved.person, reason=RestrictionReason.RELATIVE, marked_at=moment(date(2017, 2, 1))
    )
    page = office.get(address(body, "chiffres/commencees/"), DATES).content.decode()
    assert shown.code in page and reserved.code not in page
    assert "1 dossier réservé" in page
    assert shown.person.last_name not in page
    assert office.get(address(body, "chiffres/rien/"), DATES).status_code == 404


def test_the_agreements_of_a_figure_are_opened_from_it(office: Client, body: Organisation) -> None:
    stock = places(body, 4)
    page = office.get(address(body, "chiffres/places/"), DATES | {"avant": "1"}).content.decode()
    assert stock.agreement.get_absolute_url() in page


def test_what_the_paper_hides_is_marked_and_explained_once(office: Client, body: Organisation) -> None:
    stay(places(body, 4), date(2017, 2, 1))
    page = office.get(address(body), DATES)
    [use] = [group for group in page.context["groups"] if group["title"] == "Utilisation"]
    assert [(line["hides_now"], line["hides_before"]) for line in use["lines"][:2]] == [(True, False)] * 2
    assert page.content.decode().count("suivis de *") == 1
