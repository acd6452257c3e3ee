"""The needs of a release: begun, changed together, never overwritten in silence, each side its own."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpResponse

from cases.models import JusticeMeasure, NeedSide, NeedState, ReleaseNeed, UnitTransfer
from cases.release_plan.needs import due_on
from partners.models import User
from tests.cases.release_plan.given import ON, day, held
from tests.factories import OrganisationFactory, ReleaseNeedFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure(referent: User, cpip: User) -> JusticeMeasure:
    return held(60)


def address(measure: JusticeMeasure) -> str:
    return f"/jeunes/{measure.person.code}/besoins/"


def sent(user: User, measure: JusticeMeasure, **changes: Any) -> dict[str, Any]:
    """What the page would send as it is shown, with these changes."""
    page = signed_in(user).get(address(measure)).context["page"]
    values: dict[str, Any] = {}
    for form in page.forms:
        for name in form.fields:
            value = form.initial.get(name)
            values[form.add_prefix(name)] = "" if value is None else str(value)
    return values | changes


def needs(measure: JusticeMeasure) -> dict[str, ReleaseNeed]:
    return {need.type_id: need for need in ReleaseNeed.objects.filter(person=measure.person)}


def ticked(user: User, measure: JusticeMeasure) -> list[str]:
    """The needs that the page shows as ticked."""
    page = signed_in(user).get(address(measure)).content.decode()
    return re.findall(r'name="commencer" value="(\w+)"[^>]* checked', page)


def begin(user: User, measure: JusticeMeasure) -> HttpResponse:
    """Begin the plan with what is ticked as the page is shown."""
    data = sent(user, measure, commencer=ticked(user, measure))
    return signed_in(user).post(address(measure), data, follow=True)


def test_the_plan_begins_with_what_the_catalogue_says(referent: User, measure: JusticeMeasure) -> None:
    data = sent(referent, measure, commencer=ticked(referent, measure))
    browser = signed_in(referent)
    browser.post(address(measure), data)
    begun = needs(measure)
    # At the entry and at three months; what begins a month before waits.
    assert {"carte_identite", "assurance_maladie", "fjt", "permis"} <= set(begun)
    assert not {"france_travail", "billet_sortie"} & set(begun)
    card, hostel = begun["carte_identite"], begun["fjt"]
    assert (card.side, card.state, card.opened_on, card.measure) == (NeedSide.SPIP, NeedState.TO_DO, ON, measure)
    assert (hostel.side, hostel.due_on) == (NeedSide.MISSION_LOCALE, day(29))
    twice = browser.post(address(measure), data, follow=True)
    assert twice.status_code == 200
    assert "Rien n’a changé." in twice.content.decode()
    assert ReleaseNeed.objects.count() == len(begun)


def test_what_does_not_concern_the_person_is_unticked(referent: User, measure: JusticeMeasure) -> None:
    signed_in(referent).post(address(measure), sent(referent, measure, commencer=["fjt", "permis"]))
    assert set(needs(measure)) == {"fjt", "permis"}
    # Who left the others out is not asked again by a tick.
    assert ticked(referent, measure) == []
    signed_in(referent).post(address(measure), sent(referent, measure, commencer=["tous"]))
    assert {"fjt", "permis", "carte_identite", "assurance_maladie"} < set(needs(measure))


def test_what_is_typed_and_what_is_ticked_are_kept_together(referent: User, measure: JusticeMeasure) -> None:
    ReleaseNeedFactory(person=measure.person, measure=measure, type_id="assurance_maladie", state=NeedState.UNDER_WAY)
    changes = {"assurance_maladie-state": "regle", "permis-state": "en_cours", "permis-side": "partenaire"}
    data = sent(referent, measure, commencer=["fjt", "permis"], **changes)
    response = signed_in(referent).post(address(measure), data, follow=True)
    assert "2 besoins sont enregistrés. Un besoin est ajouté au plan." in response.content.decode()
    told = {code: (need.state, need.side) for code, need in needs(measure).items()}
    assert told == {
        "assurance_maladie": (NeedState.SETTLED, ""),
        "permis": (NeedState.UNDER_WAY, NeedSide.PARTNER),
        "fjt": (NeedState.TO_DO, NeedSide.MISSION_LOCALE),
    }


def test_with_a_line_to_correct_the_ticks_stay(referent: User, measure: JusticeMeasure) -> None:
    data = sent(referent, measure, commencer=["fjt"], **{"permis-due_on": str(day(9))})
    response = signed_in(referent).post(address(measure), data)
    assert response.status_code == 400
    assert re.findall(r'name="commencer" value="(\w+)"[^>]* checked', response.content.decode()) == ["fjt"]
    assert needs(measure) == {}


def test_what_was_added_is_taken_back_at_once(referent: User, measure: JusticeMeasure) -> None:
    ReleaseNeedFactory(person=measure.person, measure=measure, type_id="rqth", opened_on=ON)
    signed_in(referent).post(address(measure), sent(referent, measure, commencer=["fjt"]))
    added = ReleaseNeed.objects.get(type_id="fjt").code
    page = signed_in(referent).get(f"{address(measure)}?ajoutes={added}+7K3M2P").content.decode()
    assert f'name="retirer" value="{added} "' in page
    data = sent(referent, measure, retirer=added, **{"rqth-state": "en_cours"})
    for _ in range(2):
        response = signed_in(referent).post(address(measure), data, follow=True)
        assert response.status_code == 200
    assert {code: need.state for code, need in needs(measure).items()} == {"rqth": NeedState.UNDER_WAY}


def test_one_added_today_is_taken_back_by_its_line(referent: User, measure: JusticeMeasure) -> None:
    before = day(-1)
    for kind, facts in {"fjt": {"opened_on": ON}, "rqth": {"opened_on": before}}.items():
        ReleaseNeedFactory(person=measure.person, measure=measure, type_id=kind, **facts)
    data = sent(referent, measure, **{"fjt-state": ""})
    told = [signed_in(referent).post(address(measure), data, follow=True).content.decode() for _ in range(2)]
    assert "Un besoin est retiré du plan." in told[0]
    assert "Rien n’a changé." in told[1]
    assert set(needs(measure)) == {"rqth"}
    # One of another day has a history: it is settled, refused, or without object.
    assert signed_in(referent).post(address(measure), data | {"rqth-state": ""}).status_code == 400
    assert set(needs(measure)) == {"rqth"}


def test_what_was_taken_up_is_not_taken_back(referent: User, measure: JusticeMeasure) -> None:
    need = ReleaseNeedFactory(person=measure.person, measure=measure, type_id="fjt", opened_on=ON)
    data = sent(referent, measure, retirer=need.code)
    ReleaseNeed.objects.update(state=NeedState.UNDER_WAY)
    signed_in(referent).post(address(measure), data)
    assert needs(measure)["fjt"].state == NeedState.UNDER_WAY


@pytest.mark.parametrize(
    ("moment", "out_in", "due"),
    [("entree", 200, 108), ("3_mois", 60, 29), ("1_mois", 20, 13), ("sortie", 3, 3), ("entree", 10, 10)],
)
def test_a_need_is_due_when_the_next_ones_begin(moment: str, out_in: int, due: int) -> None:
    assert due_on(moment, day(out_in), ON) == day(due)


def test_without_a_date_nothing_is_due_and_only_the_entry_has_begun(referent: User) -> None:
    measure = held(None)
    begin(referent, measure)
    assert {need.type.when_to_start for need in ReleaseNeed.objects.all()} == {"entree"}
    assert {need.due_on for need in ReleaseNeed.objects.all()} == {None}


def test_several_are_changed_at_once(referent: User, measure: JusticeMeasure) -> None:
    ReleaseNeedFactory(person=measure.person, measure=measure, type_id="carte_identite")
    changes = {
        "carte_identite-state": "regle",
        "carte_identite-side": "spip",
        "fjt-state": "en_cours",
        "fjt-side": "mission_locale",
        "fjt-due_on": str(day(20)),
    }
    response = signed_in(referent).post(address(measure), sent(referent, measure, **changes), follow=True)
    assert "2 besoins sont enregistrés." in response.content.decode()
    told = needs(measure)
    assert (told["carte_identite"].state, told["carte_identite"].settled_on) == (NeedState.SETTLED, ON)
    assert (told["fjt"].state, told["fjt"].due_on, told["fjt"].measure) == (NeedState.UNDER_WAY, day(20), measure)
    assert len(told) == 2


def test_two_people_on_two_lines_both_keep_theirs(referent: User, measure: JusticeMeasure) -> None:
    for kind in ("carte_identite", "fjt"):
        ReleaseNeedFactory(person=measure.person, measure=measure, type_id=kind)
    first = sent(referent, measure, **{"carte_identite-state": "en_cours"})
    second = sent(referent, measure, **{"fjt-state": "refuse"})
    for data in (first, second):
        assert signed_in(referent).post(address(measure), data).status_code == 302
    told = needs(measure)
    assert (told["carte_identite"].state, told["fjt"].state) == (NeedState.UNDER_WAY, NeedState.REFUSED)


def test_a_line_sent_twice_is_kept_once(referent: User, measure: JusticeMeasure) -> None:
    ReleaseNeedFactory(person=measure.person, measure=measure, type_id="fjt")
    data = sent(referent, measure, **{"fjt-state": "regle"})
    answers = [signed_in(referent).post(address(measure), data).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert needs(measure)["fjt"].settled_on == ON


def test_two_people_on_one_line_see_what_is_stored(referent: User, measure: JusticeMeasure) -> None:
    ReleaseNeedFactory(person=measure.person, measure=measure, type_id="fjt")
    data = sent(referent, measure, **{"fjt-state": "refuse"})
    ReleaseNeed.objects.update(state=NeedState.UNDER_WAY)
    response = signed_in(referent).post(address(measure), data)
    assert response.status_code == 400
    assert "tel qu’enregistré" in response.content.decode()
    assert needs(measure)["fjt"].state == NeedState.UNDER_WAY


def test_a_line_opened_meanwhile_is_not_lost(referent: User, measure: JusticeMeasure) -> None:
    data = sent(referent, measure, **{"fjt-state": "en_cours"})
    ReleaseNeedFactory(person=measure.person, measure=measure, type_id="fjt", state=NeedState.REFUSED)
    assert signed_in(referent).post(address(measure), data).status_code == 400
    assert needs(measure)["fjt"].state == NeedState.REFUSED


def test_nothing_is_settled_tomorrow(referent: User, measure: JusticeMeasure) -> None:
    data = sent(referent, measure, **{"fjt-state": "regle", "fjt-settled_on": str(day(1))})
    response = signed_in(referent).post(address(measure), data)
    assert response.status_code == 400
    assert "Ce jour n’est pas encore arrivé." in response.content.decode()


def test_an_officer_reads_all_and_writes_the_spip_s_side(cpip: User, measure: JusticeMeasure) -> None:
    ReleaseNeedFactory(person=measure.person, measure=measure, type_id="fjt", side=NeedSide.MISSION_LOCALE)
    ReleaseNeedFactory(person=measure.person, measure=measure, type_id="carte_identite", side=NeedSide.SPIP)
    page = signed_in(cpip).get(address(measure))
    assert "Foyer de jeunes travailleurs" in page.content.decode()
    data = sent(
        cpip, measure, **{"carte_identite-state": "regle", "fjt-state": "regle", "etat_civil-state": "a_faire"}
    )
    assert signed_in(cpip).post(address(measure), data).status_code == 302
    told = needs(measure)
    assert told["carte_identite"].state == NeedState.SETTLED
    assert told["fjt"].state == NeedState.TO_DO
    assert told["etat_civil"].side == NeedSide.SPIP


def test_an_officer_begins_and_takes_back_the_needs_of_the_spip(cpip: User, measure: JusticeMeasure) -> None:
    other = ReleaseNeedFactory(
        person=measure.person, measure=measure, type_id="fjt", side=NeedSide.MISSION_LOCALE, opened_on=ON
    )
    signed_in(cpip).post(address(measure), sent(cpip, measure, commencer=["tous"]))
    begun = ReleaseNeed.objects.exclude(pk=other.pk)
    assert {need.side for need in begun} == {NeedSide.SPIP}
    codes = " ".join(need.code for need in ReleaseNeed.objects.all())
    signed_in(cpip).post(address(measure), sent(cpip, measure, retirer=codes))
    assert [need.type_id for need in ReleaseNeed.objects.all()] == ["fjt"]


def test_a_unit_that_passed_the_person_on_reads_and_writes_no_more(cpip: User, measure: JusticeMeasure) -> None:
    units = {"from_unit": measure.organisation.parent, "to_unit": OrganisationFactory(code="spip-22", spip=True)}
    UnitTransfer.objects.create(person=measure.person, passed_on=ON, **units)
    assert signed_in(cpip).get(measure.person.get_absolute_url()).status_code == 200
    assert signed_in(cpip).get(address(measure)).status_code == 403


def test_elsewhere_it_does_not_exist(other_referent: User, measure: JusticeMeasure) -> None:
    assert signed_in(other_referent).get(address(measure)).status_code == 404
    assert signed_in(other_referent).post(address(measure), {"commencer": "tous"}).status_code == 404
