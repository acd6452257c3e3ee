"""« Découvrir en cinq minutes »: the steps that lead a newcomer through the application. A step more is one here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse

from cases.models import Permanence
from partners.models import Role
from reporting.demonstration.accounts import account_for

REPORT = [["dernier-ecrou"], 2016]
# What the session keeps: the slugs of the steps begun.
SESSION_KEY = "visit"


@dataclass(frozen=True)
class Step:
    """What one does, as whom (the code of a card), on which page as of a day."""

    slug: str
    title: str
    role_code: str
    who: str
    do: str
    address: Callable[[date], str]


def permanence_to_enter(on: date) -> Permanence | None:
    """The last permanence of the prison of Rennes-Vezin before that day: its paper waits, unless someone typed it."""
    past = Permanence.objects.filter(site__code="cp-vezin", planned_on__lt=on, cancelled_at__isnull=True)
    return past.order_by("planned_on").last()


def entry_address(on: date) -> str:
    """The page on which that permanence is entered; home, should there be none."""
    permanence = permanence_to_enter(on)
    return reverse("cases:permanence_entry", args=[permanence.code]) if permanence else reverse("home")


def history_address(on: date) -> str:
    """Who opened the file of the first of those on it; the journal, should there be nobody."""
    permanence = permanence_to_enter(on)
    appointment = permanence.appointments.select_related("person").first() if permanence else None
    if appointment is None:
        return reverse("cases:accessentry_list")
    return reverse("cases:accessentry_person", args=[appointment.person.code])


STEPS = (
    Step(
        "orienter",
        "Orienter un jeune",
        Role.OFFICER.value,
        "Sandrine Lozachmeur, conseillère du SPIP à Rennes-Vezin. Deux minutes, un poste verrouillé.",
        "Inventez un jeune, choisissez sa permanence, vérifiez, envoyez\N{NO-BREAK SPACE}: la référence se lit au "
        "téléphone. L’éligibilité se dit critère par critère et n’empêche rien.",
        lambda on: reverse("cases:referral_create"),
    ),
    Step(
        "saisir",
        "Saisir une permanence",
        Role.REFERENT.value,
        "Yann Kerbellec, référent justice de We Ker, de retour de prison avec sa feuille de papier.",
        "Dites si la permanence a eu lieu, puis chaque jeune, dans l’ordre de la feuille, au clavier seul. "
        "Admettez quelqu’un\N{NO-BREAK SPACE}: son unité le verra.",
        entry_address,
    ),
    Step(
        "bilan",
        "Lire le bilan de 2016",
        Role.COORDINATOR.value,
        "Maëlle Trévignon, coordinatrice. Elle répond du dispositif devant ses financeurs.",
        "Parcourez le bilan, calculé à partir des dossiers\N{NO-BREAK SPACE}: chaque tableau, chaque graphique.",
        lambda on: reverse("reporting:annualreport_detail", args=REPORT),
    ),
    Step(
        "controler",
        "Contrôler ses chiffres",
        Role.COORDINATOR.value,
        "toujours Maëlle Trévignon.",
        "Chaque chiffre imprimé en 2016 est à côté de celui que l’application calcule. Cherchez les écarts.",
        lambda on: reverse("reporting:annualreport_control", args=REPORT),
    ),
    Step(
        "telecharger",
        "Télécharger le PDF",
        Role.COORDINATOR.value,
        "encore elle, la veille d’un comité de pilotage.",
        "En haut du bilan, cliquez sur «\N{NO-BREAK SPACE}Télécharger le PDF\N{NO-BREAK SPACE}» et ouvrez-le.",
        lambda on: reverse("reporting:annualreport_detail", args=REPORT),
    ),
    Step(
        "consultations",
        "Voir qui a ouvert un dossier",
        "lead",
        "Rozenn Le Bihan, responsable de l’équipe des référents justice.",
        "Un jeune de la permanence de tout à l’heure\N{NO-BREAK SPACE}: qui a lu son dossier, quand, à quel titre. "
        "Vous y êtes. Rien ne s’efface.",
        history_address,
    ),
)


def step_named(slug: str) -> Step | None:
    """The step of an address, or None."""
    return next((step for step in STEPS if step.slug == slug), None)


def begun(request: HttpRequest) -> list[str]:
    """The slugs of the steps that this browser has begun."""
    session = getattr(request, "session", None)
    known = session.get(SESSION_KEY, []) if session is not None else []
    return [step.slug for step in STEPS if step.slug in known]


def visit_page(request: HttpRequest) -> dict[str, object]:
    """The context of the page: each step with its rank, the name of its card, whether it is behind or next."""
    done = begun(request)
    following = next((step.slug for step in STEPS if step.slug not in done), None)
    steps = [
        {
            "step": step,
            "rank": rank,
            "account": account_for(step.role_code),
            "is_done": step.slug in done,
            "is_next": step.slug == following,
        }
        for rank, step in enumerate(STEPS, start=1)
    ]
    return {"steps": steps, "done": len(done), "total": len(STEPS)}
