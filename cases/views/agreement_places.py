"""What a coordinator changes of an agreement that changes who has a place: those who wait get what it gives, and those
who are there are counted before it ends."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases.placements.ending import words_on_people
from cases.placements.giving import move_up_under
from cases.views.stocks import disclose_served, say_served
from partners.access import takes_part
from partners.models import Amendment, Commitment, PartnerAgreement, Role
from partners.views import agreement_parts, agreements


def serve_under(request: HttpRequest, agreement: PartnerAgreement, opened: Collection[Commitment] = ()) -> None:
    """Those who wait get the places that there are now, which is said. After the transaction of the change itself,
    which holds the agreement: a request holds its places first."""
    at = timezone.now()
    served = move_up_under(agreement, at, opened)
    disclose_served(request, served, at)
    say_served(request, served)


class AgreementEndView(agreements.AgreementEndView):
    """It stops; who is there is told first."""

    @property
    def note(self) -> str:
        return words_on_people(self.object, timezone.localdate())


class AgreementDenounceView(agreements.AgreementDenounceView):
    """A party gave notice; who is there is told first."""

    @property
    def note(self) -> str:
        return words_on_people(self.object, timezone.localdate())


class CommitmentCreateView(agreement_parts.CommitmentCreateView):
    """A further promise; of places, those who wait get them."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = super().post(request, *args, **kwargs)
        if self.object is not None:
            serve_under(request, self.object.agreement, [self.object])
        return answer


class CommitmentEditView(agreement_parts.CommitmentEditView):
    """A promise, corrected; of more places, those who wait get them."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = super().post(request, *args, **kwargs)
        serve_under(request, self.object.agreement)
        return answer


@takes_part(Role.COORDINATOR)
@require_POST
def amendment_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Everyone signed: those who wait get the places that it brings."""
    answer = agreement_parts.amendment_sign(request, pk)
    amendment = get_object_or_404(Amendment.objects.select_related("agreement"), pk=pk)
    serve_under(request, amendment.agreement, [*amendment.commitments.all()])
    return answer


@takes_part(Role.COORDINATOR)
@require_POST
def partneragreement_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """The last step was a mistake: where it was the end, those who wait may have a place again."""
    answer = agreements.partneragreement_undo(request, pk)
    serve_under(request, get_object_or_404(PartnerAgreement, pk=pk))
    return answer
