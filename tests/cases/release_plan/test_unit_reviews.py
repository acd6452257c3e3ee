"""Le point: who is spoken of, ticked together, and what becomes the next step of each side."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pdfplumber
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.case_files import refresh
from cases.models import (
    Attendance,
    JusticeMeasure,
    NeedSide,
    NextStep,
    Referral,
    Restriction,
    RestrictionReason,
    ReviewLine,
    StepKind,
    UnitReview,
    UnitTransfer,
)
from cases.restricted_files import restrict
from partners.models import OrganisationKind, Role, User
from tests.cases.release_plan.given import ON, day, held
from tests.factories import (
    AppointmentFactory,
    JusticeMeasureFactory,
    OrganisationFactory,
    PermanenceFactory,
    ReferralFactory,
    ReleaseNeedFactory,
    SentenceAdjustmentFactory,
)
from tests.personas import member, signed_in

pytestmark = pytest.mark.django_db


def refer(measure: JusticeMeasure) -> None:
    """By the unit of the meeting, without an answer yet."""
    ReferralFactory(
        person=measure.person,
        referred_by=OrganisationFactory(code="spip-35-vezin"),
        mission_locale=OrganisationFactory(code="ml-rennes"),
        referred_on=day(-6),
    )
    refresh([measure.person_id])


def told(user: User, review: UnitReview) -> dict[str, list[str]]:
    """What each subject says."""
    page = signed_in(user).get(review.get_absolute_url()).context["page"]
    return {subject.id: [line.words for line in subject.lines] for subject in page.subjects}


def key(measure: JusticeMeasure, subject: str = "sortie") -> str:
    return f"{subject}:{measure.person.code}"


def test_each_reason_has_its_lines(referent: User, cpip: User, review: UnitReview) -> None:
    measure = held(20)
    refer(measure)
    permanence = PermanenceFactory(mission_locale=review.mission_locale, site__name="Vezin", planned_on=day(-3))
    AppointmentFactory(person=measure.person, permanence=permanence, attendance=Attendance.NOT_CALLED)
    SentenceAdjustmentFactory(person=measure.person, decision="en_preparation", hearing_on=day(7), kind="semi_liberte")
    for kind, side in (("fjt", NeedSide.MISSION_LOCALE), ("carte_identite", NeedSide.SPIP)):
        ReleaseNeedFactory(person=measure.person, measure=measure, type_id=kind, side=side, due_on=day(5))
    expected = {
        "orientation": ["Attend depuis 6 jours, absent le 23/11/2026\xa0: non appelé"],
        "non_appele": ["Non appelé\xa0: Vezin, le 23 novembre 2026"],
        "sortie": ["Sortie le 16 décembre 2026 (dans 20 jours)"],
        "amenagement": ["Semi-liberté, en préparation\xa0: audience le 3 décembre 2026"],
        "besoin": [
            "Mission Locale\xa0: Foyer de jeunes travailleurs (pour le 01/12). "
            "SPIP\xa0: Carte nationale d’identité (pour le 01/12)"
        ],
    }
    assert told(referent, review) == told(cpip, review) == expected


def test_who_waits_is_told_in_the_words_of_the_list(referent: User, review: UnitReview) -> None:
    """Someone who was absent, or is invited without a result yet, is not « sans rendez-vous »."""
    measure = held(200)
    refer(measure)
    permanence = PermanenceFactory(mission_locale=review.mission_locale, planned_on=day(-1))
    appointment = AppointmentFactory(person=measure.person, permanence=permanence)
    expected = "Attend depuis 6 jours, invité le 25/11/2026, résultat pas encore saisi"
    assert told(referent, review)["orientation"] == [expected]
    appointment.attendance = Attendance.DECLINED
    appointment.save()
    [words] = told(referent, review)["orientation"]
    assert words.startswith("Attend depuis 6 jours, absent le 25/11/2026")
    Referral.objects.update(referred_on=ON)
    assert told(referent, review)["orientation"][0].startswith("Attend depuis aujourd’hui, ")


def test_a_release_beyond_ninety_days_waits_and_one_to_confirm_does_not(referent: User, review: UnitReview) -> None:
    held(91)
    assert told(referent, review) == {}
    held(90)
    held(-2)
    assert told(referent, review)["sortie"] == [
        "Sortie prévue le 24 novembre 2026, à confirmer",
        "Sortie le 24 février 2027 (dans 90 jours)",
    ]


def test_who_is_of_another_unit_is_not_spoken_of(referent: User, review: UnitReview) -> None:
    measure = held(20)
    JusticeMeasure.objects.filter(pk=measure.pk).update(organisation=OrganisationFactory(prison=True))
    assert told(referent, review) == {}


def test_a_restricted_file_stays_out_for_those_not_named(referent: User, cpip: User, review: UnitReview) -> None:
    measure = held(20)
    at = timezone.now()
    restrict(Restriction(person=measure.person, reason=RestrictionReason.THREAT, marked_at=at), [referent])
    assert set(told(referent, review)) == {"sortie"}
    assert told(cpip, review) == {}
    assert signed_in(cpip).post(f"{review.get_absolute_url()}cocher/", {"vu": key(measure)}).status_code == 302
    assert not ReviewLine.objects.exists()


def test_it_is_opened_once_for_a_day_by_either_side(referent: User, cpip: User) -> None:
    refer(held(20))
    for user in (referent, cpip, referent):
        page = signed_in(user).get("/points/")
        [(pair, _)] = page.context["form"].fields["pair"].choices
        response = signed_in(user).post("/points/ouvrir/", {"pair": pair, "held_on": str(ON)})
        assert response["Location"] == UnitReview.objects.get().get_absolute_url()
    assert signed_in(cpip).post("/points/ouvrir/", {"pair": "1-1", "held_on": ""}).status_code == 400


def test_lines_are_ticked_together(referent: User, cpip: User, review: UnitReview) -> None:
    first, second = held(10), held(20)
    address = f"{review.get_absolute_url()}cocher/"
    signed_in(referent).post(address, {"vu": key(first)})
    # Shown before the other one's tick: it stays.
    signed_in(cpip).post(address, {"vu": key(second)})
    assert set(ReviewLine.objects.values_list("person", flat=True)) == {first.person_id, second.person_id}
    signed_in(cpip).post(address, {"vu": key(first), "etait": [key(first), key(second)]})
    assert ReviewLine.objects.get().person == first.person
    assert ReviewLine.objects.get().ticked_by == referent


@pytest.mark.parametrize("button", ["decider", "etapes", "cocher", "clore"])
def test_whichever_button_is_used_what_was_typed_stays(referent: User, review: UnitReview, button: str) -> None:
    """All controls of the page are of one form, which works without JavaScript: its ticks, and the step."""
    measure = held(20)
    typed = {"person": measure.person_id, "kind": "hebergement", "side": "mission_locale", "vu": key(measure)}
    extra = {"decider": key(measure)} if button == "decider" else {}
    page = signed_in(referent).get(review.get_absolute_url()).content.decode()
    assert f'name="decider" value="{key(measure)}"' in page
    address = "cocher" if button == "decider" else button
    signed_in(referent).post(f"{review.get_absolute_url()}{address}/", typed | extra)
    assert ReviewLine.objects.get().person == NextStep.objects.get().person == measure.person
    review.refresh_from_db()
    assert review.closed_at is None


def test_a_step_that_lacks_something_keeps_the_ticks_on_screen(referent: User, review: UnitReview) -> None:
    measure = held(20)
    data = {"person": measure.person_id, "vu": key(measure)}
    refused = signed_in(referent).post(f"{review.get_absolute_url()}etapes/", data)
    assert (refused.status_code, [line.is_ticked for line in refused.context["page"].lines]) == (400, [True])


def decide(user: User, review: UnitReview, measure: JusticeMeasure, **changes: Any) -> int:
    data = {"person": measure.person_id, "kind": "hebergement", "side": "mission_locale", "due_on": str(day(7))}
    return signed_in(user).post(f"{review.get_absolute_url()}etapes/", data | changes).status_code


def steps(user: User) -> list[str]:
    """Those on the user's home page."""
    blocks = {block.id: block for block in signed_in(user).get("/").context["blocks"]}
    return [line.words for line in blocks["etapes"].lines] if "etapes" in blocks else []


def test_what_is_decided_becomes_the_next_step_of_each_side(referent: User, cpip: User, review: UnitReview) -> None:
    measure = held(20)
    assert decide(referent, review, measure) == 302
    assert decide(referent, review, measure) == 302  # sent twice
    assert decide(cpip, review, measure, kind="papiers", side="spip", due_on="") == 302
    assert decide(cpip, review, measure, kind="", side="spip") == 400
    assert steps(referent) == ["Chercher un hébergement, pour le jeudi 3 décembre"]
    assert steps(cpip) == ["Faire les papiers"]
    step = NextStep.objects.get(kind=StepKind.PAPERS)
    assert signed_in(cpip).post(f"/etapes/{step.code}/clore/", {"fait": "1"}).status_code == 302
    assert steps(cpip) == []
    step.refresh_from_db()
    assert (step.done_on, step.dropped_on) == (ON, None)


def test_an_officer_does_not_settle_the_other_side_s_step(referent: User, cpip: User, review: UnitReview) -> None:
    decide(referent, review, held(20))
    step = NextStep.objects.get()
    assert signed_in(cpip).post(f"/etapes/{step.code}/clore/", {"fait": "1"}).status_code == 403
    signed_in(referent).post(f"/etapes/{step.code}/clore/", {"fait": "0"})
    step.refresh_from_db()
    assert (step.done_on, step.dropped_on) == (None, ON)


def test_a_step_follows_the_person_to_another_unit(referent: User, cpip: User, review: UnitReview) -> None:
    measure = held(20)
    decide(referent, review, measure, side="spip")
    other = member(Role.OFFICER, "spip-22", OrganisationKind.SPIP)
    JusticeMeasureFactory(
        person=measure.person, setting="milieu_ouvert", organisation=OrganisationFactory(code="spip-22")
    )
    assert (len(steps(cpip)), steps(other)) == (1, [])
    units = {"from_unit": review.unit, "to_unit": OrganisationFactory(code="spip-22")}
    UnitTransfer.objects.create(person=measure.person, passed_on=ON, **units)
    assert len(steps(other)) == 1


def test_a_closed_meeting_changes_no_more(referent: User, review: UnitReview) -> None:
    measure = held(20)
    signed_in(referent).post(f"{review.get_absolute_url()}clore/")
    assert decide(referent, review, measure) == 302
    signed_in(referent).post(f"{review.get_absolute_url()}cocher/", {"vu": key(measure)})
    assert not NextStep.objects.exists() and not ReviewLine.objects.exists()


def test_closed_by_mistake_it_goes_on_the_same_day(referent: User, cpip: User, review: UnitReview) -> None:
    measure = held(20)
    signed_in(referent).post(f"{review.get_absolute_url()}clore/")
    address = f"{review.get_absolute_url()}rouvrir/"
    assert address in signed_in(cpip).get(review.get_absolute_url()).content.decode()
    for _ in range(2):  # a double click
        assert signed_in(cpip).post(address).status_code == 302
    assert decide(referent, review, measure) == 302
    assert NextStep.objects.exists()


def test_closed_the_day_before_it_stays_so(referent: User, review: UnitReview) -> None:
    UnitReview.objects.update(closed_at=timezone.now() - timedelta(days=1))
    browser, address = signed_in(referent), f"{review.get_absolute_url()}rouvrir/"
    assert address not in browser.get(review.get_absolute_url()).content.decode()
    browser.post(address)
    review.refresh_from_db()
    assert review.closed_at is not None


def test_on_paper_each_person_has_one_row(referent: User, review: UnitReview) -> None:
    for out_in in range(1, 15):
        held(out_in)
    measure = held(20, person={"last_name": "Tanguy"})
    refer(measure)
    decide(referent, review, measure)
    response = signed_in(referent).get(f"{review.get_absolute_url()}imprimer/")
    with pdfplumber.open(BytesIO(response.content)) as paper:
        text = "\n".join(page.extract_text() for page in paper.pages)
    assert (len(paper.pages), text.count("Tanguy")) == (1, 1)
    assert "Chercher un hébergement" in text
    assert response["Content-Disposition"] == 'attachment; filename="point-2026-11-26.pdf"'


def test_elsewhere_it_does_not_exist(other_referent: User, review: UnitReview) -> None:
    for page in ("", "imprimer/"):
        assert signed_in(other_referent).get(f"{review.get_absolute_url()}{page}").status_code == 404
    assert signed_in(other_referent).post(f"{review.get_absolute_url()}clore/").status_code == 404


def test_as_many_queries_for_one_as_for_many(referent: User, cpip: User, review: UnitReview) -> None:
    def count(user: User) -> int:
        browser = signed_in(user)
        with CaptureQueriesContext(connection) as queries:
            browser.get(review.get_absolute_url())
        return sum(query["sql"].startswith(("SELECT", "(SELECT")) for query in queries.captured_queries)

    refer(held(20))
    before = [count(user) for user in (referent, cpip)]
    for out_in in range(1, 9):
        refer(held(out_in))
    assert [count(user) for user in (referent, cpip)] == before
    assert max(before) <= 10
