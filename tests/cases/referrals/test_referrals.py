"""The unit's referrals, and those addressed to a Mission Locale: in plain states, each with what one may do."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from cases.case_files import refresh
from cases.models import Attendance, ClosingReason, Referral, ReferralDecision, RefusalReason, YoungPerson
from cases.referrals.notice import NOTICE_VERSION
from partners.models import OrganisationKind, Role, User
from tests.cases.referrals.conftest import TODAY
from tests.factories import (
    AppointmentFactory,
    PermanenceFactory,
    ReferralFactory,
    YoungPersonFactory,
)
from tests.personas import member, signed_in

pytestmark = pytest.mark.django_db

LIST = "/orientations/"


@pytest.fixture
def referral(malo: YoungPerson) -> Referral:
    """Sent ten days ago."""
    malo.referrals.update(referred_on=TODAY - timedelta(days=10), officer_name="Annick Lescop")
    return malo.referrals.get()


def meet(referral: Referral, days: int, attendance: str = "") -> None:
    """An appointment of the person, in so many days, with what became of it."""
    permanence = PermanenceFactory(
        mission_locale=referral.mission_locale, planned_on=TODAY + timedelta(days=days), site__name="Maurepas"
    )
    AppointmentFactory(permanence=permanence, person=referral.person, referral=referral, attendance=attendance)


def page(user: User, address: str = LIST) -> str:
    response = signed_in(user).get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_unit_and_the_mission_locale_read_the_same_referral(
    cpip: User, referent: User, lead: User, referral: Referral
) -> None:
    colleague = member(Role.OFFICER, "spip-35-vezin", OrganisationKind.SPIP)
    for user in (cpip, colleague, referent, lead):
        listed = page(user)
        assert "Kerdoncuff Malo" in listed
        assert referral.code in listed
        assert '<td data-label="Jours d’attente" class="de-number">10</td>' in listed
    assert "Orientations de votre unité" in page(cpip)
    assert "Orientations reçues" in page(referent)


def test_another_unit_and_another_mission_locale_read_nothing(other_referent: User, referral: Referral) -> None:
    elsewhere = member(Role.OFFICER, "spip-22", OrganisationKind.SPIP)
    for user in (other_referent, elsewhere):
        assert "Aucune orientation pour l’instant" in page(user)
        assert signed_in(user).get(referral.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("meetings", "decision", "words"),
    [
        ([], {}, "Reçue"),
        ([(4, "")], {}, "Invité le"),
        ([(-4, "")], {}, "résultat pas encore saisi"),
        ([(-4, Attendance.LOCKED_DOWN)], {}, "mouvements bloqués"),
        ([(-4, Attendance.LOCKED_DOWN), (3, "")], {}, "Invité le"),
        ([(-4, Attendance.PRESENT)], {}, "Vu le"),
        ([(-20, Attendance.PRESENT)], {}, "Reçue"),
        ([(-4, Attendance.PRESENT)], {"decision": ReferralDecision.ADMITTED}, "Admis"),
        (
            [],
            {"decision": ReferralDecision.NOT_ADMITTED, "reason": RefusalReason.AGE.label},
            "Non admis\N{NO-BREAK SPACE}: âge hors des critères",
        ),
        (
            [],
            {"decision": ReferralDecision.CLOSED, "reason": ClosingReason.LOST.label},
            "Perdu avant un premier rendez-vous",
        ),
    ],
)
def test_the_state_is_said_in_plain_words(
    cpip: User, referral: Referral, meetings: list[tuple[int, str]], decision: dict[str, Any], words: str
) -> None:
    for days, attendance in meetings:
        meet(referral, days, attendance)
    if decision:
        Referral.objects.update(**decision, decided_on=TODAY)
    row = page(cpip).split("<tbody>")[1].split("</tbody>")[0]
    assert words in row
    assert words in page(cpip, referral.get_absolute_url())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("etat=recue", True),
        ("etat=admis", False),
        (f"mois={TODAY - timedelta(days=10):%Y-%m}", True),
        ("mois=2001-01", False),
        ("conseiller=Annick+Lescop", True),
    ],
)
def test_filters(cpip: User, referral: Referral, query: str, found: bool) -> None:
    assert ("Kerdoncuff Malo" in page(cpip, f"{LIST}?{query}")) is found


def test_a_filter_that_means_nothing_is_told(cpip: User, referral: Referral) -> None:
    assert signed_in(cpip).get(f"{LIST}?conseiller=Personne").status_code == 400


def test_the_longest_waiting_comes_first(cpip: User, referral: Referral) -> None:
    for name, days, decided in (("Ancien", 30, None), ("Decide", 50, TODAY)):
        ReferralFactory(
            person__last_name=name,
            referred_by=referral.referred_by,
            mission_locale=referral.mission_locale,
            referred_on=TODAY - timedelta(days=days),
            decision=ReferralDecision.ADMITTED if decided else ReferralDecision.PENDING,
            decided_on=decided,
        )
    listed = page(cpip)
    assert listed.index("Ancien") < listed.index("Kerdoncuff") < listed.index("Decide")


def test_as_many_queries_for_one_as_for_many(cpip: User, referral: Referral) -> None:
    client = signed_in(cpip)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
        for person in YoungPersonFactory.create_batch(6):
            other = ReferralFactory(
                person=person, referred_by=referral.referred_by, mission_locale=referral.mission_locale
            )
            meet(other, 3)
    assert counts[0] == counts[1]


def test_the_identity_is_corrected_until_the_referral_is_taken_up(
    cpip: User, referent: User, referral: Referral
) -> None:
    refresh([referral.person_id])
    address = f"{referral.get_absolute_url()}identite/"
    typed = {"last_name": "Kerdoncuf", "first_name": "Malo", "birth_date": "2004-05-06", "sex": "H"}
    client = signed_in(cpip)
    assert "Corriger l’identité" in page(cpip, referral.get_absolute_url())
    typed["seen"] = page(cpip, address).split('name="seen" value="')[1].split('"')[0]
    assert client.post(address, typed | {"birth_date": "3004-05-06"}).status_code == 400
    assert client.post(address, typed).status_code == 302
    person = YoungPerson.objects.get()
    assert person.last_name == "Kerdoncuf"
    assert person.case_files.get().folded_name == "kerdoncuf malo"
    assert signed_in(referent).post(address, typed).status_code == 403
    meet(referral, 3)
    assert client.post(address, typed).status_code == 403
    assert "Corriger l’identité" not in page(cpip, referral.get_absolute_url())


def test_of_two_who_correct_an_identity_the_second_is_shown_both(cpip: User, referral: Referral) -> None:
    address = f"{referral.get_absolute_url()}identite/"
    opened = page(cpip, address).split('name="seen" value="')[1].split('"')[0]
    YoungPerson.objects.update(last_name="Kerdonkuff")
    typed = {"last_name": "Kerdoncuf", "first_name": "Malo", "birth_date": "2004-05-06", "sex": "H", "seen": opened}
    response = signed_in(cpip).post(address, typed)
    assert response.status_code == 400
    assert "Nom, tel qu’enregistré\xa0: Kerdonkuff" in response.content.decode()
    assert YoungPerson.objects.get().last_name == "Kerdonkuff"


def test_whom_a_mission_locale_follows_is_not_renamed_by_being_referred_again(cpip: User, referral: Referral) -> None:
    ReferralFactory(person=referral.person, decision="admis", decided_on=referral.referred_on)
    address = f"{referral.get_absolute_url()}identite/"
    typed = {"last_name": "Changé", "first_name": "Malo", "birth_date": "1999-01-01", "sex": "H"}
    assert signed_in(cpip).post(address, typed).status_code == 403
    assert YoungPerson.objects.get().last_name != "Changé"


def test_withdrawn_its_place_is_given_back_until_tonight_it_can_be_undone(
    cpip: User, referent: User, referral: Referral
) -> None:
    meet(referral, 3)
    client = signed_in(cpip)
    withdraw, restore = (f"{referral.get_absolute_url()}{act}/" for act in ("retirer", "retablir"))
    assert client.get(withdraw).status_code == client.get(restore).status_code == 405
    assert signed_in(referent).post(withdraw).status_code == 403
    assert [client.post(withdraw).status_code for _ in range(2)] == [302, 302]
    referral.refresh_from_db()
    assert (referral.is_withdrawn, referral.decided_by, referral.appointments.count()) == (True, cpip, 0)
    assert "Retirée par le prescripteur" in page(cpip)
    assert signed_in(referent).post(restore).status_code == 403
    assert [client.post(restore).status_code for _ in range(2)] == [302, 302]
    referral.refresh_from_db()
    assert (referral.is_pending, referral.appointments.count()) == (True, 1)
    Referral.objects.update(decision=ReferralDecision.ADMITTED, decided_on=TODAY)
    assert client.post(withdraw).status_code == 403


def test_the_notice_is_one_page(cpip: User) -> None:
    assert "vous êtes libre d’accepter ou non" in page(cpip, f"{LIST}notice/")
    response = signed_in(cpip).get(f"{LIST}notice.pdf")
    assert response["Content-Type"] == "application/pdf"
    with pikepdf.open(BytesIO(response.content)) as document:
        assert len(document.pages) == 1


def test_the_notice_says_what_is_kept_who_reads_it_and_where_to_write(cpip: User) -> None:
    said = page(cpip, f"{LIST}notice/")
    for words in (
        "statut pénal",
        "la durée de votre peine",
        "combien d’entretiens",
        "adresse et téléphone",
        NOTICE_VERSION,
    ):
        assert words in said


def test_a_change_of_the_notice_s_text_changes_its_version() -> None:
    text = render_to_string("cases/_notice_text.html", {"version": "", "contact": ""})
    assert {NOTICE_VERSION: sha256(text.encode()).hexdigest()[:16]} == {"26 novembre 2026": "a9c5208f9371b1ca"}
