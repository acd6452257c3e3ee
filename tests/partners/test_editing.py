"""Two people at the same moment: the second is told, and nothing is made twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.account_forms import MembershipForm
from partners.models import Membership, User
from partners.overlaps import NoOverlap
from tests.factories import MembershipFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


def test_what_somebody_wrote_at_the_same_moment_is_told(administrator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The form finds nothing wrong, then the database refuses: the other one's record came in between."""
    held: Membership = MembershipFactory()
    validate, save = NoOverlap.validate, MembershipForm.save
    came_in: list[bool] = []

    def validate_late(rule: NoOverlap, *args: Any, **kwargs: Any) -> None:
        if came_in:
            validate(rule, *args, **kwargs)

    def save_late(form: MembershipForm, *args: Any, **kwargs: Any) -> Membership:
        came_in.append(True)
        return save(form, *args, **kwargs)

    monkeypatch.setattr(NoOverlap, "validate", validate_late)
    monkeypatch.setattr(MembershipForm, "save", save_late)
    response = signed_in(administrator).post(
        reverse("partners:membership_create", args=[held.user_id]),
        {"organisation": held.organisation_id, "role": held.role, "starts_on": timezone.localdate().isoformat()},
    )
    assert came_in
    assert response.status_code == 400
    assert "a déjà ce rôle dans cette structure" in response.content.decode()
    assert held.user.memberships.get() == held


def test_a_form_that_says_nothing_of_what_was_seen_changes_nothing(administrator: User) -> None:
    user = MembershipFactory().user
    response = signed_in(administrator).post(
        reverse("partners:user_edit", args=[user.pk]), {"first_name": "A", "last_name": "B", "email": user.email}
    )
    assert response.status_code == 400
    assert User.objects.get(pk=user.pk).last_name == user.last_name
