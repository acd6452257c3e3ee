"""A draft that waits is told on the home page, to its author, with the way back to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cases.case_files import refresh
from cases.models import AccessedPerson, CaseFile, Draft, Permanence, YoungPerson
from partners.models import User
from tests.cases.entry.sheets import permanence_of
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


def keep(author: User, page: str, subject: str = "") -> None:
    Draft.objects.keep(author, f"cases:{page}", subject, {"last_name": ["Kerdoncuff"]}, timezone.now())


def waiting(user: User) -> list[tuple[str, str]]:
    """What the block says: title, address."""
    blocks: list[Any] = signed_in(user).get("/").context["blocks"]
    return [(line.title, line.url) for block in blocks if block.id == "brouillons" for line in block.lines]


def test_of_a_referral(cpip: User, referent: User) -> None:
    keep(cpip, "referral_create")
    page = signed_in(cpip).get("/").content.decode()
    assert "Un brouillon vous attend" in page and "Gardé aujourd’hui à" in page and "Kerdoncuff" not in page
    assert waiting(cpip) == [("Orientation commencée", "/orientations/nouvelle/")]
    assert waiting(referent) == []
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=8))
    assert waiting(cpip) == []


def test_of_an_entry_until_it_is_closed(referent: User) -> None:
    permanence = permanence_of(1)
    keep(referent, "permanence_entry", permanence.code)
    [(title, address)] = waiting(referent)
    assert title.startswith("Saisie commencée, Centre pénitentiaire") and address.endswith(
        f"{permanence.code}/saisie/"
    )
    Permanence.objects.update(entered_at=timezone.now())
    assert waiting(referent) == []


def test_of_a_contact_it_names_those_whom_one_still_meets(malo: YoungPerson, referent: User) -> None:
    refresh([malo.pk])
    keep(referent, "contact_create", malo.code)
    assert waiting(referent) == [(str(malo), f"/jeunes/{malo.code}/contacts/noter/")]
    assert malo.journal_key in AccessedPerson.objects.values_list("person_key", flat=True)
    CaseFile.objects.all().delete()
    assert waiting(referent) == []


def test_not_to_whoever_has_no_right_any_more(cpip: User, referent: User) -> None:
    for user, page in ((cpip, "referral_create"), (referent, "contact_several")):
        keep(user, page)
        assert len(waiting(user)) == 1
        user.memberships.all().delete()
        assert waiting(user) == []
