"""Agreements with all that is read of them, asked once for a page, or held while one is written."""

from __future__ import annotations

from django.db.models import Case, Prefetch, Q, QuerySet, When
from django.shortcuts import get_object_or_404

from partners.models import AgreementAmount, AgreementState, Amendment, Commitment, PartnerAgreement

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


def agreements_listed() -> QuerySet[PartnerAgreement]:
    """The same, those that run or will before those that are over."""
    over = Q(state__in=[AgreementState.ENDED, AgreementState.DENOUNCED])
    return (
        agreements_whole()
        .alias(is_over=Case(When(over, then=1), default=0))
        .order_by("is_over", "organisation__name", "-starts_on", "code")
    )


def locked_agreement(pk: int) -> PartnerAgreement:
    """The agreement as it is stored, held until the end of the transaction, before what belongs to it. Its key is not:
    whoever holds places of it and names it in a request does not wait for this. Raises Http404 for one that is not
    there."""
    return get_object_or_404(PartnerAgreement.objects.select_for_update(no_key=True), pk=pk)
