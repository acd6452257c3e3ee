"""Whom a sheet is for: a partner, a funder, a programme; and which agreements it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from cases.models import Programme
from partners.models import Organisation, PartnerAgreement, PartnerMerge, User
from reporting.models import CommitteeAudience, CommitteeMeeting
from reporting.models import CommitteeMeetingQuerySet as Meetings
from reporting.monitoring import year_before

PARTNER, FUNDER, PROGRAMME = CommitteeAudience.PARTNER, CommitteeAudience.FUNDER, CommitteeAudience.PROGRAMME
Choices = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True)
class Span:
    """The days from one to another, both included."""

    first: date
    last: date

    def a_year_before(self) -> Span:
        """The same dates of the year before. 29 February has none: the 28th stands for it, so that the last day of
        February is compared with the last day of February."""
        return Span(year_before(self.first), year_before(self.last))


@dataclass(frozen=True)
class Subject:
    """A body or a programme, and as what its committee meets."""

    audience: CommitteeAudience
    body: Organisation | Programme

    def __str__(self) -> str:
        return self.body.name

    @property
    def key(self) -> str:
        """« partenaire-12 »: what a form and a draft know it by."""
        return f"{self.audience.value}-{self.body.pk}"

    def address(self, page: str, *more: object, **query: str) -> str:
        """Where one of its pages is."""
        args = [self.audience.value, self.body.pk, *more]
        return reverse(f"reporting:committeesheet_{page}", args=args, query=query or None)

    def meetings(self) -> Meetings:
        """Those of its committee."""
        return CommitteeMeeting.objects.held_with(self.audience, self.body.pk)

    def new_meeting(self, held_on: date) -> tuple[CommitteeMeeting, bool]:
        """Its meeting of that day, and whether it is made now."""
        is_programme = self.audience == PROGRAMME
        of = {"programme_id" if is_programme else "organisation_id": self.body.pk}
        return self.meetings().get_or_create(held_on=held_on, defaults={"audience": self.audience, **of})

    def agreements(self, span: Span) -> set[int]:
        """The ids of the agreements that the sheet is about: the partner's own; the programme's; those for which the
        funder gives, or is asked for, an amount in a year of the span, and those of the programmes that it pays for
        then."""
        known = PartnerAgreement.objects.all()
        if self.audience == PARTNER:
            return set(known.filter(organisation=self.body.pk).values_list("pk", flat=True))
        if self.audience == PROGRAMME:
            return set(known.filter(programmes=self.body.pk).values_list("pk", flat=True))
        years = (span.first.year, span.last.year)
        given = Q(amounts__funder=self.body.pk, amounts__year__range=years)
        of_programmes = Q(programmes__in=funded(self.body.pk, span))
        return set(known.filter(given | of_programmes).values_list("pk", flat=True))


def funded(funder: int, span: Span) -> list[int]:
    """The ids of the programmes that a funder pays for on a day of the span."""
    starts = Coalesce("fundings__starts_on", F("starts_on"))
    ends = Q(fundings__ends_on__isnull=True) | Q(fundings__ends_on__gte=span.first)
    paid = Programme.objects.alias(paid_from=starts).filter(ends, fundings__funder=funder, paid_from__lte=span.last)
    return list(paid.values_list("pk", flat=True).distinct())


def bodies_of(audience: str) -> QuerySet[Organisation]:
    """The bodies that a committee may be held with: those that have an agreement, those that pay."""
    if audience == PARTNER:
        known = Organisation.objects.filter(agreements__isnull=False)
    else:
        known = Organisation.objects.filter(Q(agreement_amounts__isnull=False) | Q(fundings__isnull=False))
    return known.distinct().order_by("name", "pk")


def audiences_of(body: Organisation) -> list[CommitteeAudience]:
    """As what its committee meets."""
    return [audience for audience in (PARTNER, FUNDER) if bodies_of(audience).filter(pk=body.pk).exists()]


def choices(user: User, on: date) -> Choices:
    """Whom the coordinator makes a sheet for, by kind."""
    programmes = Programme.objects.coordinated_by(user, on).order_by("name", "pk")
    found: list[tuple[CommitteeAudience, list[Organisation] | list[Programme]]] = [
        (PROGRAMME, list(programmes)),
        (FUNDER, list(bodies_of(FUNDER))),
        (PARTNER, list(bodies_of(PARTNER))),
    ]
    return [
        (f"{audience.label}s", [(Subject(audience, body).key, body.name) for body in bodies])
        for audience, bodies in found
        if bodies
    ]


def subject_or_404(user: User, audience: str, pk: int, on: date) -> Subject:
    """The one of an address; of a body that was merged since, the one that was kept. Raises Http404 for a body without
    agreement or funding, for a programme that the coordinator does not answer for."""
    if audience not in CommitteeAudience.values:
        raise Http404
    if audience == PROGRAMME:
        return Subject(PROGRAMME, get_object_or_404(Programme.objects.coordinated_by(user, on), pk=pk))
    kept = PartnerMerge.objects.followed(pk)
    return Subject(CommitteeAudience(audience), get_object_or_404(bodies_of(audience), pk=kept))


def kept_meetings(user: User, on: date) -> Meetings:
    """The meetings that the coordinator writes: those with bodies, those of the own programmes."""
    own = Programme.objects.coordinated_by(user, on).values("pk")
    return CommitteeMeeting.objects.filter(Q(programme__isnull=True) | Q(programme__in=own))
