"""`{% committee_audiences organisation as audiences %}`: as what a body's steering committee meets, for a
page of another app to lead to its sheets."""

from __future__ import annotations

from django import template

from partners.models import Organisation
from reporting.committees.subject import audiences_of

register = template.Library()


@register.simple_tag
def committee_audiences(organisation: Organisation) -> list[str]:
    """The words of the address of each sheet."""
    return [audience.value for audience in audiences_of(organisation)]
