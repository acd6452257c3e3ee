"""Every table that is about a young person says who sees its rows, or belongs to one that does."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Field, Model

from cases import models as cases
from partners.models import AccountEvent
from tests.access.rows import own_models

# Read through the row that they belong to, which says it: nothing fetches them by themselves.
THROUGH_ITS_PARENT: dict[type[Model], str] = {
    cases.ServiceAxis: "contact",
    cases.Restriction: "person",
    cases.RestrictionReader: "restriction",
    cases.UnitTransfer: "person",
    cases.DuplicateAgreement: "suspicion",
    cases.PersonAlias: "person",
}
# Without a foreign key, so that it outlives an erasure: a lead's own body's, one's own, or without the person.
BY_KEY = {cases.AccessEntry, cases.AccessedPerson}


def ways_to_a_person(model: type[Model]) -> Iterator[Field[object, object]]:
    """The foreign keys of a model that lead to a young person, straight or through other models."""
    for field in model._meta.concrete_fields:
        target = field.related_model
        if isinstance(target, type) and target is not model and leads_to_a_person(target):
            yield field


def leads_to_a_person(model: type[Model]) -> bool:
    """Whether it is a young person, or its rows belong to one."""
    return model is cases.YoungPerson or any(ways_to_a_person(model))


def says_who_sees_it(model: type[Model]) -> bool:
    """Whether its rows are narrowed for each reader."""
    return hasattr(model._default_manager, "visible_to")


def test_every_table_about_a_person_says_who_sees_its_rows() -> None:
    personal = [model for model in own_models() if leads_to_a_person(model)]
    assert len(personal) > 15
    open_to_all = [
        model.__name__ for model in personal if not says_who_sees_it(model) and model not in THROUGH_ITS_PARENT
    ]
    assert open_to_all == []


def test_what_is_read_through_its_parent_has_one_that_says_it() -> None:
    for model, name in THROUGH_ITS_PARENT.items():
        field = model._meta.get_field(name)
        assert field in list(ways_to_a_person(model))
        assert not says_who_sees_it(model)
        parent = field.related_model
        assert says_who_sees_it(parent) or parent in THROUGH_ITS_PARENT


def test_only_the_journal_names_people_without_a_foreign_key() -> None:
    """Any other column that looks like the key of a person would go unseen by the two tests above."""
    named = {
        model
        for model in own_models()
        for field in model._meta.concrete_fields
        if field.name in {"person_key", "user_key"}
    }
    # What is done to an account names no young person.
    assert named == BY_KEY | {AccountEvent}
