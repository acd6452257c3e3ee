"""Agreements with all that is read of them, asked once for a page, or held while one is written."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404

from partners.models import AgreementAmount, AgreementState, Amendment, Commitment, PartnerAgreement
from partners.names import fold

# What `partners.agreements.in_force` reads of an agreement.
IN_FORCE = ("commitments", "amendments__replaced")
# What `same_places` reads besides.
SAME_PLACES = ("amendments__commitments", "amendments__ended_commitments")


def amendments_whole() -> QuerySet[Amendment]:
    """Amendments with the terms that they replaced, and what they begin, end and give."""
    return Amendment.objects.select_related("replaced").prefetch_related(
        "ended_commitments", "commitments", Prefetch("amounts", AgreementAmount.objects.select_related("funder"))
    )


def agreements_whole() -> QuerySet[PartnerAgreement]:
    """Agreements with their partner, parties, amendments, commitments and their readings, amounts."""
    return PartnerAgreement.objects.select_related("organisation").prefetch_related(
        "parties",
        Prefetch("amendments", amendments_whole()),
        Prefetch("commitments", Commitment.objects.select_related("amendment").prefetch_related("uses")),
        Prefetch("amounts", AgreementAmount.objects.select_related("funder", "amendment")),
    )


def agreements_listed(agreements: Iterable[PartnerAgreement]) -> list[PartnerAgreement]:
    """These, those that run or will before those that are over; by partner, the latest first. Sorted here, as names
    are searched: neither database sorts alike, and agreements are tens."""
    return sorted(agreements, key=listed_by)


def listed_by(agreement: PartnerAgreement) -> tuple[bool, str, int, str]:
    """Where it stands in the list."""
    is_over = agreement.state in (AgreementState.ENDED, AgreementState.DENOUNCED)
    start = agreement.starts_on.toordinal() if agreement.starts_on else 0
    return is_over, fold(agreement.organisation.name), -start, agreement.code


def locked_agreement(pk: int) -> PartnerAgreement:
    """The agreement as it is stored, held until the end of the transaction, before what belongs to it. Its key is not:
    whoever holds places of it and names it in a request does not wait for this. Raises Http404 for one that is not
    there."""
    return get_object_or_404(PartnerAgreement.objects.select_for_update(no_key=True), pk=pk)
