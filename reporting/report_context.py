"""What the report says beside its figures: rules, funders, words, agreements, read from the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from django.db.models import Count, Q

from cases.models import CaseFile, DuplicateSuspicion, Enrolment, Funding, Programme
from partners.agreements import in_force
from partners.agreements.periods import ONE_DAY
from partners.agreements.reading import IN_FORCE
from partners.models import AgreementState, Organisation, PartnerAgreement, Renewal
from partners.models.agreements import Terms
from reporting.document import Agreement, Context, Rules
from reporting.document.french import enumeration
from reporting.models import AnnualReport, Demonstration
from reporting.scope import Scope

SUSPICION = ("first", "second", "dismissed_at")
NOT_RENEWED = "Non reconduite"
NAMESAKE = ("folded_name", "person__birth_date", "person")


def report_context(programmes: Sequence[Programme], year: int, organisation: Organisation | None) -> Context:
    """Everything but the figures of these programmes' report for that year, at one Mission Locale or all."""
    return Context(
        programmes=tuple(rules(programme, year) for programme in programmes),
        organisation=organisation.name if organisation else None,
        publisher=publisher(programmes, year, organisation),
        funders=funders(programmes, year),
        texts=texts(programmes, year),
        agreements=agreements(programmes, year),
        demonstration=Demonstration.objects.exists(),
        suspected_duplicates=suspected_duplicates(programmes, year, organisation),
    )


def rules(programme: Programme, year: int) -> Rules:
    """The programme's criteria as they stood on 31 December of the year, or at the programme's end before it."""
    end = date(year, 12, 31)
    criteria = programme.criteria_on(min(end, programme.ends_on or end))
    return Rules(programme.name, tuple(criteria.in_words()) if criteria else ())


def publisher(programmes: Sequence[Programme], year: int, organisation: Organisation | None) -> str:
    """The Mission Locale in scope, or the Missions Locales that hold an enrolment of the year, by name."""
    if organisation:
        return organisation.name
    holding = Enrolment.objects.filter(programme__in=programmes).counted_in(year)
    names = Organisation.objects.filter(pk__in=holding.values("mission_locale")).values_list("name", flat=True)
    return enumeration(list(names))


def funders(programmes: Sequence[Programme], year: int) -> tuple[str, ...]:
    """Who funded one of the programmes in the year, by name; a funding without dates always does."""
    in_year = Funding.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=date(year, 12, 31)),
        Q(ends_on__isnull=True) | Q(ends_on__gte=date(year, 1, 1)),
        programme__in=programmes,
    )
    return tuple(in_year.order_by("funder__name").values_list("funder__name", flat=True).distinct())


def texts(programmes: Sequence[Programme], year: int) -> dict[str, str]:
    """The words written for the year's reports, by section; those of several programmes one after the other."""
    written = list(AnnualReport.objects.filter(programme__in=programmes, year=year).order_by("programme"))
    sections = {
        section: "\n\n".join(text for report in written if (text := getattr(report, section)))
        for section in ("context", "circuit", "partnerships")
    }
    return {section: text for section, text in sections.items() if text}


def agreements(programmes: Sequence[Programme], year: int) -> tuple[Agreement, ...]:
    """The programmes' agreements that the year knew, by the terms it ended with: in force during it, or made ready
    for the next. One renewed tacitly goes on after its end, until it is closed."""
    first_day, last_day = date(year, 1, 1), date(year, 12, 31)
    begun = PartnerAgreement.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=date(year + 1, 12, 31)), programmes__in=programmes
    )
    known = begun.select_related("organisation").prefetch_related(*IN_FORCE).distinct()
    return tuple(
        as_known(agreement, last_day)
        for agreement in known
        if (last_known(agreement, last_day) or last_day) >= first_day
    )


def last_known(agreement: PartnerAgreement, on: date) -> date | None:
    """The day on which it stops, as the terms said that a year ended with on that day; None where it goes on by
    itself."""
    return in_force.last_day(agreement, terms_from(agreement, on))


def terms_from(agreement: PartnerAgreement, on: date) -> Terms:
    """Those that a year ending on that day hands on to the next: what is renewed on 1 January is renewed."""
    return in_force.terms_on(agreement, on + ONE_DAY)


def as_known(agreement: PartnerAgreement, on: date) -> Agreement:
    """What the report of a year that ends on that day says of one."""
    terms = terms_from(agreement, on)
    return Agreement(
        partner=agreement.organisation.name,
        subject=agreement.subject,
        starts_on=agreement.starts_on,
        ends_on=terms.ends_on,
        renewal=renewal_or_state(agreement, terms),
        places=in_force.places_on(agreement, on),
    )


def renewal_or_state(agreement: PartnerAgreement, terms: Terms) -> str:
    """How an agreement that was signed is renewed; what is left to do with another."""
    if agreement.state not in AgreementState.once_signed():
        return agreement.get_state_display()
    return NOT_RENEWED if terms.renewal == Renewal.NONE else terms.get_renewal_display()


def suspected_duplicates(programmes: Sequence[Programme], year: int, organisation: Organisation | None) -> int:
    """How many pairs of records may be one person, one of the two at least accompanied or referred in the year: those
    told to the leads, and those of the same name and date of birth; less those set aside since as two people."""
    scope = Scope(tuple(programmes), year, date(year, 12, 31), organisation)
    referred = scope.referrals().filter(referred_on__year=year).order_by()
    people = scope.accompanied().union(referred.values("person"))
    told = DuplicateSuspicion.objects.filter(Q(first__in=people) | Q(second__in=people))
    found = {(first, second): dismissed is None for first, second, dismissed in told.values_list(*SUSPICION)}
    return sum((dict.fromkeys(namesakes(scope), True) | found).values())


def namesakes(scope: Scope) -> Iterator[tuple[int, int]]:
    """The pairs of accompanied people of one name born on one day, the smaller id first."""
    files = CaseFile.objects.filter(person__in=scope.accompanied()).order_by()
    alike = files.values("folded_name", "person__birth_date").annotate(people=Count("person", distinct=True))
    names = [group["folded_name"] for group in alike.filter(people__gt=1)]
    people = defaultdict(set)
    for name, born, person in files.filter(folded_name__in=names).values_list(*NAMESAKE):
        people[name, born].add(person)
    for group in people.values():
        yield from combinations(sorted(group), 2)
