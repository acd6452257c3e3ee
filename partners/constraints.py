"""The two rules that most tables share, as database constraints with their French message."""

from __future__ import annotations

from django.db.models import CheckConstraint, F, Q, TextChoices


def listed(field: str, choices: type[TextChoices], *, name: str, optional: bool = False) -> CheckConstraint:
    """The column holds one of the choices' values (or nothing, when optional)."""
    values = [*choices.values, ""] if optional else choices.values
    return CheckConstraint(
        condition=Q(**{f"{field}__in": values}),
        name=name,
        violation_error_message="Cette valeur n’est pas dans la liste.",
    )


def ends_after(start: str, end: str, *, name: str, message: str) -> CheckConstraint:
    """The end, where both are known, is not before the start; the same day is accepted."""
    return CheckConstraint(
        condition=Q(**{f"{start}__isnull": True}) | Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": F(start)}),
        name=name,
        violation_error_message=message,
    )
