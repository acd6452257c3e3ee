"""The pages of hand-overs: what each side is shown, what a double click does, who is told by mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from cases.handovers.handing_over import ask, refuse
from cases.models import Enrolment, Handover, HandoverRefusal, YoungPerson
from partners.models import Organisation, OrganisationKind, User
from tests.cases.handovers.given import malo_at_rennes
from tests.factories import OrganisationFactory, ReferralFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

NAMES = ("Kerdoncuff", "7K3M-2P")


@pytest.fixture
def handover(enrolment: Enrolment, referent: User, other_referent: User) -> Handover:
    """Asked today."""
    at = timezone.now()
    return ask(enrolment, Organisation.objects.get(code="ml-saint-malo"), at.date(), referent, at)


def asked_for_long(handover: Handover) -> None:
    Handover.objects.update(asked_on=timezone.localdate() - timedelta(days=11))


def form_of(enrolment: Enrolment, code: str = "ml-saint-malo", **fields: str) -> dict[str, str]:
    today = timezone.localdate().isoformat()
    return {"enrolment": enrolment.code, "to_mission_locale": code, "consented": "on", "consented_on": today} | fields


def page_of(handover: Handover, verb: str = "") -> str:
    return reverse(f"cases:handover_{verb or 'detail'}", args=[handover.code])


def test_asked_from_the_file_the_other_side_is_told_by_reference(
    enrolment: Enrolment, referent: User, other_referent: User
) -> None:
    browser = signed_in(referent)
    record = browser.get(enrolment.person.get_absolute_url()).content.decode()
    assert "Demander un relais" in record
    address = reverse("cases:handover_create", args=[enrolment.person.code])
    assert "Ml Saint Malo" in browser.get(address).content.decode()
    answers = [browser.post(address, form_of(enrolment)) for _ in range(2)]
    handover = Handover.objects.get()
    assert [answer["Location"] for answer in answers] == [handover.get_absolute_url()] * 2
    [message] = mail.outbox
    assert message.to == [other_referent.email]
    assert handover.code in message.body
    assert f"http://testserver{handover.get_absolute_url()}" in message.body
    assert not [name for name in NAMES if name in message.subject + message.body]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"consented": ""}, "Sans l’accord du jeune"),
        ({"consented_on": "2098-01-01"}, "pas encore arrivée"),
        ({"to_mission_locale": ""}, "Choisissez la Mission Locale"),
        ({"to_mission_locale": "ml-rennes"}, "Sélectionnez un choix valide"),
    ],
)
def test_wrongly_filled_it_says_what_is_missing(
    enrolment: Enrolment, referent: User, other_referent: User, fields: dict[str, str], told: str
) -> None:
    address = reverse("cases:handover_create", args=[enrolment.person.code])
    refused = signed_in(referent).post(address, form_of(enrolment, **fields))
    assert (refused.status_code, Handover.objects.count()) == (400, 0)
    assert told in refused.content.decode()


def test_the_one_that_is_asked_sees_no_name_before_it_accepts(handover: Handover, other_referent: User) -> None:
    browser = signed_in(other_referent)
    pages = [
        "/",
        reverse("cases:handover_list"),
        page_of(handover),
        page_of(handover, "answer"),
        reverse("cases:youngperson_list"),
    ]
    for page in pages:
        shown = browser.get(page).content.decode()
        assert not [name for name in NAMES if name in shown], page
        assert (handover.code in shown) == (page != reverse("cases:youngperson_list")), page
    assert browser.get(handover.person.get_absolute_url()).status_code == 404


def test_accepted_it_opens_the_file(handover: Handover, other_referent: User, cpip: User) -> None:
    unit = Organisation.objects.get(code="spip-35-vezin")
    ReferralFactory(person=handover.person, referred_by=unit, mission_locale=handover.from_mission_locale)
    browser = signed_in(other_referent)
    sent = {"answer": "accepter", "referent": str(other_referent.pk)}
    shown = browser.post(page_of(handover, "answer"), sent, follow=True)
    assert shown.redirect_chain[0][0] == handover.person.get_absolute_url()
    assert "Ml Saint Malo suit ce jeune à partir d’aujourd’hui" in shown.content.decode()
    told = {address for message in mail.outbox for address in message.to}
    assert told == {handover.asked_by.email, cpip.email}  # type: ignore[union-attr]
    assert not [name for name in NAMES[:1] for message in mail.outbox if name in message.body]
    record = signed_in(cpip).get(handover.person.get_absolute_url()).content.decode()
    assert "De Ml Rennes à Ml Saint Malo" in record
    assert handover.code not in record


def test_the_same_answer_twice_is_one(handover: Handover, other_referent: User) -> None:
    browser = signed_in(other_referent)
    sent = {"answer": "accepter", "referent": str(other_referent.pk)}
    assert [browser.post(page_of(handover, "answer"), sent).status_code for _ in range(2)] == [302, 302]
    assert Enrolment.objects.count() == 2


def test_the_second_answer_is_told_that_it_comes_late(handover: Handover, referent: User, coordinator: User) -> None:
    asked_for_long(handover)
    browser = signed_in(coordinator)
    assert "Sans réponse" in browser.get(page_of(handover)).content.decode()
    stored = Handover.objects.get()
    refuse(stored, User.objects.get(email=coordinator.email), timezone.now(), HandoverRefusal.NO_REFERENT)
    late = signed_in(referent).post(page_of(handover, "withdraw"), follow=True).content.decode()
    assert "déjà sa réponse" in late


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Choisissez une réponse"),
        ({"answer": "accepter"}, "Choisissez le référent"),
        ({"answer": "refuser"}, "Choisissez un motif"),
        ({"answer": "refuser", "refusal": "retire"}, "Sélectionnez un choix valide"),
    ],
)
def test_an_answer_wants_its_particulars(
    handover: Handover, other_referent: User, sent: dict[str, str], told: str
) -> None:
    refused = signed_in(other_referent).post(page_of(handover, "answer"), sent)
    assert (refused.status_code, Handover.objects.get().is_pending) == (400, True)
    assert told in refused.content.decode()


def test_both_lists_say_for_how_long(handover: Handover, referent: User, other_referent: User) -> None:
    asked_for_long(handover)
    ours = signed_in(referent).get(reverse("cases:handover_list"), {"liste": "demandes"}).content.decode()
    theirs = signed_in(other_referent).get(reverse("cases:handover_list")).content.decode()
    assert "depuis 11 jours" in ours
    assert "Malo Kerdoncuff" in ours
    assert "depuis 11 jours" in theirs
    assert "Kerdoncuff" not in theirs


def test_a_list_takes_as_many_queries_for_one_as_for_many(
    handover: Handover, referent: User, django_assert_max_num_queries: object
) -> None:
    browser, address = signed_in(referent), reverse("cases:handover_list") + "?liste=demandes"

    def queries() -> int:
        with django_assert_max_num_queries(60) as asked:  # type: ignore[operator]
            browser.get(address)
        return len(asked)

    for_one = queries()
    for number in range(25):
        followed = malo_again(number)
        ask(followed, handover.to_mission_locale, timezone.localdate(), referent, timezone.now())
    assert queries() == for_one


def malo_again(number: int) -> Enrolment:
    """Someone else followed at Rennes."""
    YoungPerson.objects.filter(code="7K3M-2P").update(code=f"J-{number}")
    return malo_at_rennes()


def test_missions_locales_that_answer_here_come_first(
    enrolment: Enrolment, referent: User, other_referent: User
) -> None:
    OrganisationFactory(code="ml-arradon", kind=OrganisationKind.MISSION_LOCALE)
    page = signed_in(referent).get(reverse("cases:handover_create", args=[enrolment.person.code])).content.decode()
    assert page.index("Répond dans l’application") < page.index("Ml Saint Malo") < page.index("Hors de l’application")
    assert page.index("Hors de l’application") < page.index("Ml Arradon")
