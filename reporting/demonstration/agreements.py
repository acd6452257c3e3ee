"""The agreements of the demonstration, once its accounts are there: those of the 2016 report, closed or forgotten
since, and those that run today, dated so that some of them ask for something. Amounts and notices are invented;
partners and numbers are the report's."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from cases.models import Programme
from partners.agreements.periods import ONE_DAY, months_after
from partners.agreements.steps import keep_places, next_code, sign_amendment
from partners.models import (
    AgreementAmount,
    AgreementEvent,
    AgreementState,
    AgreementStep,
    Amendment,
    AmendmentState,
    AmountState,
    Commitment,
    CommitmentKind,
    Organisation,
    PartnerAgreement,
    Renewal,
    Role,
    User,
)

FIRST, LAST = date(2017, 1, 1), date(2017, 12, 31)
OVER = {"state": AgreementState.ENDED, "closed_on": LAST, "starts_on": FIRST, "ends_on": LAST}
RENNES = "ml-rennes"

# Code, partner, subject, and the rest of the agreement; then its commitments (kind, label, number, shortest stay).
OF_2016: tuple[tuple[str, str, str, dict[str, Any], tuple[tuple[Any, ...], ...]], ...] = (
    (
        "ibep-2017",
        "ibep",
        "Neuf logements pour des placements à l’extérieur, six mois au moins",
        {"state": AgreementState.TO_SIGN, "starts_on": FIRST},
        ((CommitmentKind.PLACES, "Logements en placement à l’extérieur", 9, 6),),
    ),
    (
        "agir-abcd-2017",
        "agir-abcd",
        "Bénévoles pour les démarches administratives",
        OVER,
        ((CommitmentKind.DAYS, "Permanences des bénévoles", 40, None),),
    ),
    (
        "alfadi-2017",
        "alfadi",
        "Logement accompagné : six places pour douze jeunes par an, demandées au FIPD",
        {"starts_on": FIRST, "ends_on": LAST},
        (
            (CommitmentKind.PLACES, "Logements accompagnés", 6, None),
            (CommitmentKind.PEOPLE_A_YEAR, "Jeunes logés", 12, None),
            (CommitmentKind.STAFF, "Deux postes à mi-temps", 1, None),
        ),
    ),
    (
        "cef-2017",
        "cef-geveze",
        "Essai avec des mineurs de 16 et 17 ans",
        OVER | {"ends_on": date(2018, 6, 30), "closed_on": date(2018, 6, 30)},
        ((CommitmentKind.PEOPLE_A_YEAR, "Jeunes de 16 et 17 ans", 5, None),),
    ),
    (
        "compagnons-batisseurs-2017",
        "compagnons-batisseurs",
        "Chantier qualifiant",
        OVER,
        ((CommitmentKind.PEOPLE_A_YEAR, "Jeunes sur le chantier", 4, None),),
    ),
    (
        "declic-2017",
        "afpa",
        "Déclic : reprendre pied avant une formation",
        OVER,
        ((CommitmentKind.PEOPLE_A_YEAR, "Jeunes en Déclic", 6, None),),
    ),
    (
        "permis-2017",
        "ville-rennes",
        "Financement du permis de conduire",
        OVER,
        ((CommitmentKind.PEOPLE_A_YEAR, "Permis financés", 5, None),),
    ),
    ("cao-2017", "cao-rennes", "Domiciliation de ceux qui n’ont pas d’adresse", OVER, ()),
)
ASKED = {"alfadi-2017": ("fipd-35", 2017, None, AmountState.ASKED, None)}


def create_agreements(on: date) -> None:
    """Make them; the package's organisations and programmes are there already."""
    bodies = {body.code: body for body in Organisation.objects.all()}
    programmes = {programme.code: programme for programme in Programme.objects.all()}
    create_fjt(bodies, programmes["dernier-ecrou"])
    for code, partner, subject, facts, commitments in OF_2016:
        agreement = create_agreement(bodies, code, partner, subject, facts, commitments)
        programmes["dernier-ecrou"].agreements.add(agreement)
    trial = PartnerAgreement.objects.get(code="cef-2017")
    programmes["essai-cef"].agreements.add(trial)
    entered = programmes["essai-cef"].enrolments.filter(entered_on__year=2017).count()
    read(trial, "Jeunes de 16 et 17 ans", date(2017, 12, 31), entered)
    create_spip_funding(bodies)
    create_living(bodies, programmes["dedans-dehors"], on)


def create_agreement(
    bodies: dict[str, Organisation],
    code: str,
    partner: str,
    subject: str,
    facts: dict[str, Any],
    commitments: tuple[tuple[Any, ...], ...],
) -> PartnerAgreement:
    """One agreement with what it promises from its first day."""
    agreement = PartnerAgreement.objects.create(code=code, organisation=bodies[partner], subject=subject, **facts)
    agreement.parties.add(bodies[RENNES])
    for kind, label, quantity, months in commitments:
        promise(agreement, kind, label, quantity, minimum_months=months)
    for funder, year, amount, state, stops_on in [ASKED[code]] if code in ASKED else []:
        give(agreement, bodies[funder], year, amount, state=state, stops_on=stops_on)
    keep_places(agreement, agreement.starts_on or FIRST)
    return agreement


def promise(agreement: PartnerAgreement, kind: CommitmentKind, label: str, quantity: int, **more: Any) -> Commitment:
    """One of its commitments, from its first day unless said otherwise."""
    given = {"starts_on": agreement.starts_on} | more
    code = next_code(agreement)
    return Commitment.objects.create(
        agreement=agreement, code=code, kind=kind, label=label, quantity=quantity, **given
    )


def give(agreement: PartnerAgreement, funder: Organisation, year: int, amount: int | None, **more: Any) -> None:
    """What a funder gives for it in a year."""
    AgreementAmount.objects.create(agreement=agreement, funder=funder, year=year, amount=amount, **more)


def create_fjt(bodies: dict[str, Organisation], programme: Programme) -> None:
    """The one of the hostel: an amendment of 2016 renews it tacitly from 2017 on; it was denounced for a new one."""
    agreement = PartnerAgreement.objects.create(
        code="fjt-2016",
        organisation=bodies["fjt-amities-sociales"],
        subject="Places en foyer de jeunes travailleurs (avenant de 2016)",
        starts_on=date(2016, 1, 1),
        ends_on=date(2016, 12, 31),
        state=AgreementState.SIGNED,
    )
    agreement.parties.add(bodies[RENNES])
    programme.agreements.add(agreement)
    amendment = Amendment.objects.create(
        agreement=agreement,
        code=f"{agreement.code}-avenant-1",
        number=1,
        subject="Reconduction tacite à partir de 2017",
        takes_effect_on=FIRST,
        renewal=Renewal.TACIT,
        renewal_months=12,
        notice_length=3,
    )
    sign_amendment(amendment, date(2016, 12, 5), FIRST)
    agreement.refresh_from_db()
    agreement.state = AgreementState.DENOUNCED
    agreement.denounced_on, agreement.closed_on = date(2018, 9, 3), date(2018, 12, 31)
    agreement.save()


def create_spip_funding(bodies: dict[str, Organisation]) -> None:
    """The SPIP paid for 2016, and announced that it would stop in 2017."""
    facts = {"state": AgreementState.ENDED, "starts_on": date(2016, 1, 1), "closed_on": date(2016, 12, 31)}
    agreement = create_agreement(bodies, "spip-2016", "spip-35", "Participation au financement", facts, ())
    give(agreement, bodies["spip-35"], 2016, None, stops_on=date(2016, 12, 31))


def create_living(bodies: dict[str, Organisation], programme: Programme, on: date) -> None:
    """Those that run today."""
    made = [
        hostel(bodies, on),
        flats(bodies, on),
        accompanied(bodies, on),
        volunteers(bodies, on),
        workshop(bodies, on),
        licence(bodies, on),
    ]
    programme.agreements.add(*made)
    keeper = User.objects.filter(memberships__role=Role.COORDINATOR).earliest("pk")
    for agreement in made:
        tell(agreement, keeper, on)


def tell(agreement: PartnerAgreement, keeper: User, on: date) -> None:
    """Who wrote it, and had it signed three weeks before it began."""
    signed = agreement.state == AgreementState.SIGNED
    day = (agreement.starts_on or on) - timedelta(days=21) if signed else on - timedelta(days=3)
    written = [(AgreementStep.CREATED, day - timedelta(days=30)), (AgreementStep.TO_SIGN, day - timedelta(days=12))]
    for step, told_on in [*written, (AgreementStep.SIGNED, day)] if signed else [(AgreementStep.CREATED, day)]:
        AgreementEvent.record(keeper, agreement, step, timezone.make_aware(datetime.combine(told_on, time(10))))
    PartnerAgreement.objects.filter(pk=agreement.pk).update(signed_on=day if signed else None)


def year_before(on: date, years: int) -> date:
    """1 January, so many years before that day's."""
    return date(on.year - years, 1, 1)


def hostel(bodies: dict[str, Organisation], on: date) -> PartnerAgreement:
    """Renewed tacitly: its notice comes in three weeks. An amendment for two places more waits for its signatures."""
    ends_on = months_after(on + timedelta(days=21) + ONE_DAY, 3) - ONE_DAY
    agreement = create_agreement(
        bodies,
        f"fjt-{on.year}",
        "fjt-amities-sociales",
        "Places en foyer de jeunes travailleurs",
        {
            "state": AgreementState.SIGNED,
            "starts_on": months_after(ends_on + ONE_DAY, -24),
            "ends_on": ends_on,
            "renewal": Renewal.TACIT,
            "renewal_months": 12,
            "notice_length": 3,
        },
        ((CommitmentKind.PLACES, "Chambres au foyer", 4, None),),
    )
    amendment = Amendment.objects.create(
        agreement=agreement,
        code=f"{agreement.code}-avenant-1",
        number=1,
        subject="Deux chambres de plus",
        state=AmendmentState.TO_SIGN,
        takes_effect_on=on + timedelta(days=12),
    )
    promise(
        agreement,
        CommitmentKind.PLACES,
        "Chambres supplémentaires",
        2,
        amendment=amendment,
        starts_on=amendment.takes_effect_on,
    )
    return agreement


def flats(bodies: dict[str, Organisation], on: date) -> PartnerAgreement:
    """Nine flats, six months at least; it ends in two months and wants to be renewed expressly."""
    facts = {
        "state": AgreementState.SIGNED,
        "starts_on": year_before(on, 2),
        "ends_on": months_after(on, 2),
        "renewal": Renewal.EXPRESS,
        "renewal_months": 24,
    }
    return create_agreement(
        bodies,
        f"ibep-{on.year}",
        "ibep",
        "Logements pour des placements à l’extérieur",
        facts,
        ((CommitmentKind.PLACES, "Logements en placement à l’extérieur", 9, 6),),
    )


def accompanied(bodies: dict[str, Organisation], on: date) -> PartnerAgreement:
    """Six places for six young people a year; the FIPD announced that it stops."""
    start = year_before(on, 1)
    facts = {"state": AgreementState.SIGNED, "starts_on": start, "ends_on": date(on.year + 1, 12, 31)}
    agreement = create_agreement(
        bodies,
        f"alfadi-{on.year}",
        "alfadi",
        "Logement accompagné",
        facts,
        (
            (CommitmentKind.PLACES, "Logements accompagnés", 6, None),
            (CommitmentKind.PEOPLE_A_YEAR, "Jeunes logés", 6, None),
            (CommitmentKind.STAFF, "Deux postes à mi-temps", 1, None),
        ),
    )
    stops_on = on + timedelta(days=90)
    give(agreement, bodies["fipd-35"], on.year - 1, 24000)
    give(agreement, bodies["fipd-35"], on.year, 24000, stops_on=stops_on)
    give(agreement, bodies["ville-rennes"], on.year, 8500)
    give(agreement, bodies["plie-rennes"], on.year + 1, 12000, state=AmountState.ASKED)
    return agreement


def volunteers(bodies: dict[str, Organisation], on: date) -> PartnerAgreement:
    """Days of volunteers, of which few were held so far."""
    facts = {
        "state": AgreementState.SIGNED,
        "starts_on": year_before(on, 3),
        "ends_on": date(on.year, 12, 31),
        "renewal": Renewal.TACIT,
        "renewal_months": 12,
        "notice_length": 2,
    }
    agreement = create_agreement(
        bodies,
        f"agir-abcd-{on.year}",
        "agir-abcd",
        "Bénévoles pour les démarches administratives",
        facts,
        ((CommitmentKind.DAYS, "Permanences des bénévoles", 40, None),),
    )
    read(agreement, "Permanences des bénévoles", on, max(on.month - 1, 1))
    return agreement


def workshop(bodies: dict[str, Organisation], on: date) -> PartnerAgreement:
    """A qualifying building site, that took in more than it promised."""
    facts = {"state": AgreementState.SIGNED, "starts_on": year_before(on, 0), "ends_on": date(on.year + 2, 12, 31)}
    return create_agreement(
        bodies,
        f"compagnons-batisseurs-{on.year}",
        "compagnons-batisseurs",
        "Chantier qualifiant",
        facts,
        ((CommitmentKind.PEOPLE_A_YEAR, "Jeunes sur le chantier", 2, None),),
    )


def licence(bodies: dict[str, Organisation], on: date) -> PartnerAgreement:
    """Driving licences paid for, still being written."""
    return create_agreement(
        bodies,
        f"permis-{on.year}",
        "ville-rennes",
        "Financement du permis de conduire",
        {"starts_on": date(on.year + 1, 1, 1), "ends_on": date(on.year + 1, 12, 31)},
        ((CommitmentKind.PEOPLE_A_YEAR, "Permis financés", 5, None),),
    )


def read(agreement: PartnerAgreement, label: str, on: date, quantity: int) -> None:
    """What was used of a commitment since 1 January, read that day."""
    agreement.commitments.get(label=label).uses.create(read_on=on, quantity=quantity)
