"""Adjustments: written by both sides, step by step, with what the Mission Locale supplies."""

from __future__ import annotations

from typing import Any

import pytest

from cases.models import AdjustmentState, JusticeMeasure, SentenceAdjustment, Snapshot, YoungPerson
from partners.models import User
from tests.cases.adjustments.given import ON, day, send
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


def step(user: User, adjustment: SentenceAdjustment, **given: Any) -> Any:
    page = adjustment.get_absolute_url()
    return send(user, f"{page}etape/", given, shown_on=page)


def state(adjustment: SentenceAdjustment) -> AdjustmentState:
    adjustment.refresh_from_db()
    return adjustment.state(ON)


def piece(user: User, adjustment: SentenceAdjustment, **given: Any) -> Any:
    return signed_in(user).post(f"{adjustment.get_absolute_url()}pieces/", given)


def test_from_its_preparation_to_its_end_by_both_sides(
    custody: JusticeMeasure, malo: YoungPerson, referent: User, cpip: User
) -> None:
    response = send(referent, f"/jeunes/{malo.code}/amenagements/preparer/", {"kind": "ddse"})
    adjustment = SentenceAdjustment.objects.get()
    assert response["Location"] == adjustment.get_absolute_url()
    assert (adjustment.measure, state(adjustment)) == (custody, AdjustmentState.PREPARED)
    for user, given, reached in (
        (cpip, {"requested_on": day(-5)}, AdjustmentState.REQUESTED),
        (referent, {"hearing_on": day(-2)}, AdjustmentState.HEARING),
        (cpip, {"decision": "accorde", "decided_on": day(-2)}, AdjustmentState.GRANTED),
        (referent, {"starts_on": day(-1), "ends_on": day(60)}, AdjustmentState.STARTED),
        (cpip, {"ends_on": ON, "outcome": "sortie_positive"}, AdjustmentState.ENDED),
    ):
        assert step(user, adjustment, **given).status_code == 302
        assert state(adjustment) == reached
    assert "Enregistrer cette étape" not in signed_in(cpip).get(adjustment.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("facts", "reached"),
    [
        ({"decision": "en_preparation"}, AdjustmentState.PREPARED),
        ({"decision": "en_preparation", "requested_on": day(-9)}, AdjustmentState.REQUESTED),
        ({"decision": "en_preparation", "hearing_on": day(9)}, AdjustmentState.HEARING),
        ({"decision": "refuse"}, AdjustmentState.REFUSED),
        ({"decision": "accorde"}, AdjustmentState.GRANTED),
        ({"decision": "accorde", "starts_on": day(1)}, AdjustmentState.GRANTED),
        ({"decision": "accorde", "starts_on": ON}, AdjustmentState.STARTED),
        ({"decision": "accorde", "starts_on": day(-9), "ends_on": day(-1)}, AdjustmentState.ENDED),
        (
            {"decision": "accorde", "starts_on": day(-9), "ends_on": day(-1), "outcome": "en_cours"},
            AdjustmentState.STARTED,
        ),
        ({"decision": "accorde", "starts_on": day(-9), "outcome": "retour_detention"}, AdjustmentState.WITHDRAWN),
    ],
)
def test_where_it_stands(facts: dict[str, Any], reached: AdjustmentState) -> None:
    assert SentenceAdjustment(**facts).state(ON) == reached


@pytest.mark.parametrize(
    ("facts", "following", "coming"),
    [
        ({}, "Requête à déposer", ("Requête", "À venir")),
        ({"hearing_on": day(1)}, "Audience le 27 novembre 2026", ("Audience", "27 nov. 2026")),
        ({"hearing_on": day(-1)}, "Décision à noter", ("Décision", "À venir")),
        ({"decision": "accorde", "starts_on": day(5)}, "Commence le 1er décembre 2026", ("Début", "1er déc. 2026")),
        ({"decision": "accorde", "starts_on": day(-5), "ends_on": day(-1)}, "Issue à noter", None),
        ({"decision": "refuse"}, "", None),
    ],
)
def test_what_comes_next(
    facts: dict[str, Any], following: str, coming: tuple[str, str] | None, adjustment: SentenceAdjustment, cpip: User
) -> None:
    SentenceAdjustment.objects.update(**facts)
    shown = signed_in(cpip).get(adjustment.get_absolute_url()).context
    assert shown["following"] == following
    assert [(step.label, step.when) for step in shown["steps"] if step.is_next] == ([coming] if coming else [])


def test_how_it_ended_is_noted_after_its_last_day(adjustment: SentenceAdjustment, referent: User) -> None:
    SentenceAdjustment.objects.update(decision="accorde", starts_on=day(-60), ends_on=day(-1))
    assert state(adjustment) == AdjustmentState.ENDED
    assert step(referent, adjustment, outcome="sortie_positive").status_code == 302
    adjustment.refresh_from_db()
    assert (adjustment.outcome, adjustment.ends_on) == ("sortie_positive", day(-1))
    assert "step_form" not in signed_in(referent).get(adjustment.get_absolute_url()).context


def test_deleted_by_mistake_it_comes_back_with_its_pieces(adjustment: SentenceAdjustment, referent: User) -> None:
    person, browser = adjustment.person, signed_in(referent)
    adjustment.supplies.create(kind="hebergement", due_on=day(3))
    browser.post(f"/jeunes/{person.code}/parcours/amenagement/{adjustment.pk}/supprimer/")
    assert not person.adjustments.exists()
    browser.post(f"/suppressions/{Snapshot.objects.get().code}/annuler/")
    assert [supply.kind for supply in person.adjustments.get().supplies.all()] == ["hebergement"]


def test_a_step_sent_twice_is_taken_once(adjustment: SentenceAdjustment, referent: User) -> None:
    browser, address = signed_in(referent), f"{adjustment.get_absolute_url()}etape/"
    seen = browser.get(adjustment.get_absolute_url()).context["step_form"].initial["seen"]
    sent = {"etape": "prepare", "requested_on": f"{day(-5)}", "seen": seen}
    assert browser.post(address, sent).status_code == 302
    assert "déjà notée" in browser.post(address, sent, follow=True).content.decode()
    assert state(adjustment) == AdjustmentState.REQUESTED


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"requested_on": ""}, "obligatoire"),
        ({"requested_on": day(1)}, "n’est pas encore arrivé"),
        ({"requested_on": day(-2), "hearing_on": day(-4)}, "précède la requête"),
    ],
)
def test_days_that_do_not_follow_are_said(
    adjustment: SentenceAdjustment, referent: User, given: dict[str, Any], said: str
) -> None:
    response = step(referent, adjustment, **given)
    assert response.status_code == 400
    assert said in response.content.decode()
    assert state(adjustment) == AdjustmentState.PREPARED


def test_withdrawn_it_is_a_return_to_custody(adjustment: SentenceAdjustment, cpip: User) -> None:
    running = {"decision": "accorde", "starts_on": day(-9), "ends_on": day(60), "outcome": "en_cours"}
    SentenceAdjustment.objects.update(**running)
    page = adjustment.get_absolute_url()
    given = {"retrait-withdrawn_on": day(-1), "retrait-return_cause": "autre_ecrou"}
    assert send(cpip, f"{page}retrait/", given, shown_on=page).status_code == 302
    assert state(adjustment) == AdjustmentState.WITHDRAWN
    assert (adjustment.ends_on, adjustment.outcome) == (day(-1), "retour_detention")


def test_what_is_only_prepared_is_not_withdrawn(adjustment: SentenceAdjustment, cpip: User) -> None:
    given = {"retrait-withdrawn_on": f"{day(-1)}", "retrait-return_cause": "inconnue"}
    assert signed_in(cpip).post(f"{adjustment.get_absolute_url()}retrait/", given).status_code == 302
    assert state(adjustment) == AdjustmentState.PREPARED


def test_a_modality_is_a_liberation_sous_contrainte_s(adjustment: SentenceAdjustment, referent: User) -> None:
    address = f"{adjustment.get_absolute_url()}modifier/"
    response = send(referent, address, {"modality": "ddse"})
    assert response.status_code == 400
    assert "Seule une libération sous contrainte" in response.content.decode()
    assert send(referent, address, {"kind": "liberation_sous_contrainte", "modality": "ddse"}).status_code == 302


def test_what_is_refused_has_no_days(adjustment: SentenceAdjustment, referent: User) -> None:
    SentenceAdjustment.objects.update(requested_on=day(-9), hearing_on=day(-2), starts_on=None, ends_on=None)
    refused = {"decision": "refuse", "decided_on": day(-1)}
    assert "videz ces dates" in step(referent, adjustment, **refused | {"starts_on": day(1)}).content.decode()
    assert step(referent, adjustment, **refused).status_code == 302


def test_pieces_are_asked_for_a_day_then_ticked(adjustment: SentenceAdjustment, referent: User, cpip: User) -> None:
    asked = {"piece-kind": "hebergement", "piece-due_on": f"{day(3)}"}
    assert piece(cpip, adjustment, **asked).status_code == 302
    assert piece(cpip, adjustment, **asked | {"piece-due_on": f"{day(5)}"}).status_code == 302
    [supply] = adjustment.supplies.all()
    assert (supply.kind, supply.due_on, supply.supplied_on) == ("hebergement", day(5), None)
    page = signed_in(cpip).get(adjustment.person.get_absolute_url()).content.decode()
    assert "Justificatif d’hébergement (pour le 01/12/2026)" in page
    for act, supplied in (("fournie", ON), ("attendue", None)):
        assert piece(referent, adjustment, kind="hebergement", acte=act).status_code == 302
        assert adjustment.supplies.get().supplied_on == supplied
    assert piece(referent, adjustment, kind="hebergement", acte="retirer").status_code == 302
    assert not adjustment.supplies.missing().exists()


def test_a_piece_no_longer_asked_for_stays_and_is_asked_for_again(
    adjustment: SentenceAdjustment, referent: User, cpip: User
) -> None:
    adjustment.supplies.create(kind="hebergement", due_on=day(3))
    assert piece(referent, adjustment, kind="hebergement", acte="retirer").status_code == 302
    shown = signed_in(cpip).get(adjustment.get_absolute_url()).content.decode()
    assert "Plus demandée" in shown
    assert "Redemander" in shown
    assert piece(cpip, adjustment, kind="hebergement", acte="attendue").status_code == 302
    assert adjustment.supplies.missing().get().due_on == day(3)
    piece(referent, adjustment, kind="hebergement", acte="retirer")
    assert piece(cpip, adjustment, **{"piece-kind": "hebergement", "piece-due_on": f"{day(9)}"}).status_code == 302
    assert adjustment.supplies.missing().get().due_on == day(9)


def test_a_piece_that_was_supplied_stays_asked_for(adjustment: SentenceAdjustment, referent: User) -> None:
    supply = adjustment.supplies.create(kind="hebergement", supplied_on=day(0))
    assert piece(referent, adjustment, kind="hebergement", acte="retirer").status_code == 302
    supply.refresh_from_db()
    assert (supply.supplied_on, supply.withdrawn_on) == (day(0), None)


@pytest.mark.parametrize(
    ("facts", "is_late"),
    [
        ({}, True),
        ({"decision": "refuse"}, False),
        ({"decision": "accorde", "starts_on": day(-9), "withdrawn_on": day(-2)}, False),
        ({"decision": "accorde", "starts_on": day(-9), "ends_on": day(-1)}, False),
    ],
)
def test_a_piece_is_late_while_it_is_wanted(
    adjustment: SentenceAdjustment, cpip: User, facts: dict[str, Any], is_late: bool
) -> None:
    adjustment.supplies.create(kind="identite", due_on=day(-3))
    SentenceAdjustment.objects.update(**facts)
    for address in (adjustment.person.get_absolute_url(), adjustment.get_absolute_url()):
        assert ("En retard" in signed_in(cpip).get(address).content.decode()) == is_late


def test_a_piece_that_is_none_is_refused(adjustment: SentenceAdjustment, cpip: User) -> None:
    assert piece(cpip, adjustment, kind="autre chose", acte="fournie").status_code == 400


def test_a_permission_sent_again_otherwise_says_what_is_stored(malo: YoungPerson, referent: User) -> None:
    number = "6f1b3b0e-0b6e-4d4b-9a43-8f7a4a4c2f10"
    given = {"purpose": "famille", "starts_on": day(3), "number": number}
    address = f"/jeunes/{malo.code}/permissions/noter/"
    assert [send(referent, address, given).url for _ in range(2)] == [f"/jeunes/{malo.code}/#mesures"] * 2
    again = send(referent, address, given | {"starts_on": day(4)})
    permission = malo.release_permissions.get()
    assert (again.url, permission.starts_on) == (f"/permissions/{permission.code}/modifier/", day(3))


def test_an_adjustment_sent_again_otherwise_says_what_is_stored(custody: JusticeMeasure, referent: User) -> None:
    number = "6f1b3b0e-0b6e-4d4b-9a43-8f7a4a4c2f10"
    address = f"/jeunes/{custody.person.code}/amenagements/preparer/"
    first, same = (send(referent, address, {"kind": "semi_liberte", "number": number}).url for _ in range(2))
    assert first == same
    other = send(referent, address, {"kind": "liberation_conditionnelle", "number": number}).url
    assert other == f"{first}modifier/"


def test_a_permission_is_an_event_that_gets_its_answer(malo: YoungPerson, referent: User, cpip: User) -> None:
    given = {"purpose": "employeur", "starts_on": day(8), "is_granted": "unknown"}
    assert send(cpip, f"/jeunes/{malo.code}/permissions/noter/", given).status_code == 302
    permission = malo.release_permissions.get()
    assert permission.is_granted is None
    assert (
        "Rencontrer un employeur, pas encore de réponse"
        in signed_in(referent).get(malo.get_absolute_url()).content.decode()
    )
    assert send(referent, f"/permissions/{permission.code}/modifier/", {"is_granted": "true"}).status_code == 302
    page = signed_in(cpip).get(malo.get_absolute_url()).content.decode()
    assert "Accordée" in page
    assert "pas encore de réponse" not in page
    assert not malo.adjustments.exists()
