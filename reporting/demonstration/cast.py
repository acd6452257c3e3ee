"""Who is referred in the weeks around the day on which the demonstration is loaded, and what became of each.

Days are counted from that day, the past below zero; permanences by their rank at their site (`Timetable.at`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cases.models import (
    Attendance,
    ClosingReason,
    Origin,
    PenalStatus,
    ReferralDecision,
    RefusalReason,
    UnknownEndReason,
)
from reporting.demonstration.teams import DEDANS_DEHORS_RENNES, DEDANS_DEHORS_SAINT_MALO, Team
from reporting.demonstration.timetable import MALOUIN_PRISON, MAUREPAS_SITE, VEZIN_SITE, WOMEN_SITE

SANDRINE, RONAN, KATELL = "Sandrine Lozachmeur", "Ronan Le Dantec", "Katell Guéguen"
PRESENT = Attendance.PRESENT.value
EXPECTED = ""


@dataclass(frozen=True)
class Held:
    """Custody: since when, for how long, until when as planned (or why that is unknown), when it ended."""

    since: int
    until: int | None = None
    months: int | None = None
    status: PenalStatus = PenalStatus.CONVICTED
    unknown: str = ""
    ended: int | None = None


@dataclass(frozen=True)
class Told:
    """One young person of these weeks. `key` names those of whom more is told; the measure is custody, or none: in the
    community. `visits` are the attendances by rank of permanence. A decision is of the day of the last meeting, or of
    `decided`."""

    sent: int
    officer: str
    held: Held | None
    visits: dict[int, str] = field(default_factory=dict)
    decision: ReferralDecision = ReferralDecision.PENDING
    reason: str = ""
    decided: int | None = None
    key: str = ""
    sex: str = "H"
    unit: str = "spip-35-vezin"
    site: str = VEZIN_SITE
    team: Team = DEDANS_DEHORS_RENNES
    origin: Origin = Origin.SPIP
    needs: tuple[str, ...] = ()
    name: tuple[str, str] | None = None


ADMITTED, NOT_ADMITTED, CLOSED = (
    ReferralDecision.ADMITTED,
    ReferralDecision.NOT_ADMITTED,
    ReferralDecision.CLOSED,
)

VEZIN = (
    Told(0, SANDRINE, Held(-9, 118, 6), {1: EXPECTED}, needs=("carte_identite",)),
    Told(-2, RONAN, Held(-12, 74, 4), {0: EXPECTED}, needs=("assurance_maladie", "france_travail")),
    Told(-3, SANDRINE, Held(-20, 200, 10), {1: EXPECTED}),
    Told(-8, SANDRINE, Held(-61, 24, 4), needs=("hebergement_transition", "carte_identite")),
    Told(-13, RONAN, Held(-30, status=PenalStatus.ON_REMAND, unknown=UnknownEndReason.AWAITING_JUDGMENT)),
    Told(-9, SANDRINE, Held(-21, 96, 6), {-1: EXPECTED}, needs=("france_travail",)),
    Told(-10, RONAN, Held(-33, 150, 8), {-1: EXPECTED}, origin=Origin.CPU),
    Told(-12, SANDRINE, Held(-26, 65, 4), {-1: EXPECTED}),
    Told(
        -24,
        SANDRINE,
        Held(-45, 88, 6),
        {-5: Attendance.NOT_CALLED, -2: Attendance.DECLINED},
        key="missed_twice",
    ),
    Told(-20, RONAN, Held(-40, 170, 9), {-3: Attendance.VISITING_ROOM, 0: EXPECTED}),
    Told(-16, SANDRINE, Held(-75, months=3, ended=-3), {0: EXPECTED}, key="released"),
    # Moved to Saint-Malo two days ago, where he was typed afresh.
    Told(
        -22,
        SANDRINE,
        Held(-50, months=8, ended=-2),
        {-3: PRESENT},
        key="alike",
        name=("Kerdranvat", "Maël-Yann"),
    ),
    Told(
        -25,
        RONAN,
        Held(-58, 62, 5),
        {-4: PRESENT, -2: PRESENT, 1: EXPECTED},
        ADMITTED,
        key="hearing",
        needs=("compte_bancaire",),
    ),
    Told(
        -26,
        SANDRINE,
        Held(-100, 5, 5),
        {-5: PRESENT, -2: PRESENT, 0: EXPECTED},
        ADMITTED,
        key="call_back",
        needs=("hebergement_transition", "carte_identite", "france_travail"),
    ),
    Told(-27, RONAN, Held(-90, 80, 8), {-5: PRESENT, -1: EXPECTED}, ADMITTED, key="new_date"),
    Told(-26, SANDRINE, Held(-70, 33, 4), {-4: PRESENT}, NOT_ADMITTED, str(RefusalReason.DECLINED.label)),
    Told(-34, RONAN, Held(-80, months=3, ended=-11), {}, CLOSED, str(ClosingReason.LOST.label), decided=-9),
    Told(-25, RONAN, Held(-52, 110, 6), {-5: PRESENT}, ADMITTED, key="restricted"),
    Told(-28, SANDRINE, Held(-110, months=5, ended=-6), {-5: PRESENT}, ADMITTED, key="passed_on"),
)
WOMEN = tuple(
    Told(sent, "Assia Benhamou", held, visits, sex="F", unit="spip-35-rennes-femmes", site=WOMEN_SITE)
    for sent, held, visits in (
        (-17, Held(-38, 54, 4), {0: EXPECTED}),
        (-15, Held(-60, 130, 8), {0: EXPECTED}),
        (-14, Held(-29, 40, 3), {0: EXPECTED}),
        (-11, Held(-25, 84, 6), {}),
        (-6, Held(-18, 190, 10), {}),
    )
)
COMMUNITY = tuple(
    Told(sent, KATELL, None, visits, decision, unit="spip-35-rennes-mo", site=MAUREPAS_SITE)
    for sent, visits, decision in (
        (-4, {0: EXPECTED}, ReferralDecision.PENDING),
        (-7, {}, ReferralDecision.PENDING),
        (-19, {-3: PRESENT, 1: EXPECTED}, ADMITTED),
        (-21, {-2: Attendance.UNAVAILABLE, 0: EXPECTED}, ReferralDecision.PENDING),
    )
)
SAINT_MALO = tuple(
    Told(
        sent,
        "Loïg Désiré",
        held,
        visits,
        key=key,
        name=name,
        unit="spip-35-saint-malo",
        site=MALOUIN_PRISON,
        team=DEDANS_DEHORS_SAINT_MALO,
    )
    for sent, held, visits, key, name in (
        (-6, Held(-22, 71, 4), {0: EXPECTED}, "", None),
        (-9, Held(-31, 28, 3), {}, "", None),
        (-1, Held(-2, 120, 6), {0: EXPECTED}, "alike_elsewhere", ("Kerdranvat", "Maël Yann")),
    )
)
# Those of whom an adjustment is told (`adjusting`), besides some of the above.
ADJUSTED = (
    Told(-28, SANDRINE, Held(-55, 180, 10), {-7: PRESENT}, ADMITTED, key="prepared", needs=("carte_identite",)),
    Told(-28, SANDRINE, Held(-140, 95, 10), {-7: PRESENT, -3: PRESENT, 1: EXPECTED}, ADMITTED, key="granted"),
    Told(-28, RONAN, Held(-160, 60, 9), {-7: PRESENT}, ADMITTED, key="started"),
    Told(-28, SANDRINE, Held(-90, 45, 6), {-7: PRESENT}, ADMITTED, key="refused", needs=("carte_identite",)),
    Told(-28, RONAN, Held(-130, 70, 8), {-7: PRESENT, 0: EXPECTED}, ADMITTED, key="withdrawn"),
    Told(-28, SANDRINE, Held(-75, 100, 7), {-7: PRESENT, -4: PRESENT, 1: EXPECTED}, ADMITTED, key="decision_due"),
)
# Those who come out in these weeks, or have, and are in the programme.
LEAVING = (
    Told(-20, RONAN, Held(-85, 2, 4), {-3: PRESENT}, ADMITTED, needs=("carte_identite", "hebergement_urgence")),
    Told(-23, SANDRINE, Held(-140, 6, 6), {-4: PRESENT}, ADMITTED, needs=("fjt", "france_travail")),
    Told(-18, RONAN, Held(-66, 13, 3), {-2: PRESENT}, ADMITTED, needs=("assurance_maladie",)),
    Told(-24, SANDRINE, Held(-95, 19, 5), {-4: PRESENT}, ADMITTED, needs=("hebergement_transition",)),
    Told(-19, SANDRINE, Held(-75, 27, 4), {-3: PRESENT}, ADMITTED),
    Told(-26, RONAN, Held(-100, months=4, ended=-9), {-5: PRESENT}, ADMITTED, needs=("compte_bancaire",)),
    Told(
        -22,
        "Loïg Désiré",
        Held(-60, 9, 3),
        {-2: PRESENT},
        ADMITTED,
        unit="spip-35-saint-malo",
        site=MALOUIN_PRISON,
        team=DEDANS_DEHORS_SAINT_MALO,
    ),
)
CAST = VEZIN + WOMEN + COMMUNITY + SAINT_MALO + ADJUSTED + LEAVING
