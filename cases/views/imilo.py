"""« À reporter dans i-milo »: copied line by line, ticked once typed, compared month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from cases.contacts.imilo import (
    WAITING,
    Month,
    chosen,
    differences,
    lines_of,
    months_to_type,
    rows_of,
    sight_of,
    text_of,
    tick,
    untick,
)
from cases.contacts.imilo_facts import ImiloStage
from cases.journal import disclose
from partners.access import signed_in, takes_part
from partners.models import Role, User

# The programme began in 2010.
FIRST_YEAR = 2010
LINES_A_PAGE = 100
TYPED, OWN = "saisies", "moi"
NONE_CHOSEN = {
    False: "Cochez les lignes que vous avez saisies dans i-milo.",
    True: "Cochez les lignes à remettre à saisir.",
}
CHANGED = (
    "a changé pendant que vous l’aviez sous les yeux\N{NO-BREAK SPACE}: relisez-la, corrigez-la dans i-milo, puis "
    "cochez-la."
)


def asked_month(text: str, on: date) -> Month:
    """« 2026-11 », or this month for what is none, or none that anything was noted in."""
    try:
        asked = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 -- a month has no time zone
    except ValueError:
        asked = on
    return Month((asked if FIRST_YEAR <= asked.year <= on.year else on).replace(day=1))


@dataclass(frozen=True)
class Asked:
    """What the address asks: a month, the lines typed already or those that wait, everybody's or one's own."""

    month: Month
    is_typed: bool
    is_own: bool

    @classmethod
    def of(cls, request: HttpRequest, on: date) -> Asked:
        """Of the page that is shown, or of the one from which a form was sent."""
        given = request.POST or request.GET
        month = asked_month(given.get("mois", ""), on)
        return cls(month, given.get("etat") == TYPED, given.get("qui") == OWN)

    def address(self, month: Month | None = None, is_typed: bool | None = None, is_own: bool | None = None) -> str:
        """The page, with these answers instead."""
        query = {"mois": f"{(month or self.month).first:%Y-%m}"}
        if self.is_typed if is_typed is None else is_typed:
            query["etat"] = TYPED
        if self.is_own if is_own is None else is_own:
            query["qui"] = OWN
        return reverse("cases:imilo_list", query=query)


@takes_part(Role.REFERENT)
@require_http_methods(["GET", "HEAD", "POST"])
def imilo_list(request: HttpRequest) -> HttpResponse:
    """The lines of a month that are not typed there yet, or are by now: those ticked go from one list to the other,
    and back."""
    user, at = signed_in(request), timezone.now()
    asked = Asked.of(request, localdate(at))
    if request.method == "POST":
        return lines_sent(request, asked, at)
    sight = sight_of(asked.month, user, at, is_own=asked.is_own)
    rows = rows_of(sight, [ImiloStage.TYPED] if asked.is_typed else WAITING)
    page = Paginator(rows, LINES_A_PAGE).get_page(request.GET.get("page"))
    lines = lines_of(list(page.object_list), sight)
    disclose(request, {line.person for line in lines}, at)
    compared = differences(sight)
    this, month = localdate(at).replace(day=1), asked.month
    context = {
        "asked": asked,
        "before": (month.before, asked.address(Month(month.before))),
        "following": (month.following, asked.address(Month(month.following))) if month.first != this else None,
        "of_whom": [("Toute l’équipe", asked.address(is_own=False)), ("Les miennes", asked.address(is_own=True))],
        "page_obj": page,
        "lines": lines,
        "choices": choices(asked, compared),
        "months": other_months(asked, user, at),
        "differences": compared,
        "undoable": request.session.pop("imilo_ticked", []),
    }
    return render(request, "cases/imilo_list.html", context)


def lines_sent(request: HttpRequest, asked: Asked, at: datetime) -> HttpResponse:
    """Tick the lines that were sent, or take them back, and show the page again."""
    keys, takes_back = request.POST.getlist("ligne"), "annuler" in request.POST
    sight = sight_of(asked.month, signed_in(request), at)
    with transaction.atomic():
        disclose(request, {row.person for row in chosen(keys, sight)}, at)
        done = untick(keys, sight) if takes_back else tick(keys, sight)
    if not keys:
        messages.error(request, NONE_CHOSEN[takes_back])
    for row in done.changed:
        messages.error(request, f"«\N{NO-BREAK SPACE}{text_of(row)}\N{NO-BREAK SPACE}» {CHANGED}")
    if (keys and not done.changed) or done.made:
        messages.success(request, (taken_back_in_words if takes_back else ticked_in_words)(done.made))
    if done.made and not takes_back:
        request.session["imilo_ticked"] = keys
    return redirect(asked.address())


def ticked_in_words(count: int) -> str:
    """« 2 lignes reportées dans i-milo. »"""
    if not count:
        return "Ces lignes étaient déjà notées comme saisies."
    return "1 ligne reportée dans i-milo." if count == 1 else f"{count} lignes reportées dans i-milo."


def taken_back_in_words(count: int) -> str:
    """« 2 lignes sont de nouveau à reporter. »"""
    if not count:
        return "Rien n’a changé\N{NO-BREAK SPACE}: déjà à reporter, ou saisi par une autre Mission Locale."
    return "1 ligne est de nouveau à reporter." if count == 1 else f"{count} lignes sont de nouveau à reporter."


def choices(asked: Asked, compared: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lists of the month: what waits, what was typed, each with how many; everybody's or one's own."""
    typed = sum(row["there"] for row in compared)
    waiting = sum(row["here"] for row in compared) - typed
    lists = ((False, "À saisir", waiting), (True, "Déjà saisies", typed))
    return [
        {"label": label, "count": count, "url": asked.address(is_typed=which), "current": which == asked.is_typed}
        for which, label, count in lists
    ]


def other_months(asked: Asked, user: User, at: datetime) -> list[dict[str, Any]]:
    """The other months in which lines wait, with how many and where they are."""
    return [
        {"first": one.first, "lines": one.lines, "url": asked.address(Month(one.first), is_typed=False, is_own=False)}
        for one in months_to_type(user, at)
        if one.first != asked.month.first
    ]
