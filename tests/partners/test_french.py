"""Days, hours and lists in French, wherever they are shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.template import Context, Template

from partners.french import alternatives, day_words, euros_words, hour_words, hours_words, of_words


@pytest.mark.parametrize(
    ("day", "form", "words"),
    [
        (date(2026, 9, 1), "j F Y", "1er septembre 2026"),
        (date(2026, 9, 11), "j F Y", "11 septembre 2026"),
        (date(2026, 12, 1), "l j F", "mardi 1er décembre"),
        (date(2026, 11, 26), "D j N Y", "jeu. 26 nov. 2026"),
        (date(2026, 5, 1), "D j N", "ven. 1er mai"),
        (None, "j F Y", ""),
    ],
)
def test_a_day(day: date | None, form: str, words: str) -> None:
    assert day_words(day, form) == words


@pytest.mark.parametrize(
    ("at", "words"), [(time(8, 30), "8 h 30"), (time(14), "14 h"), (time(9, 5), "9 h 05"), (None, "")]
)
def test_an_hour(at: time | None, words: str) -> None:
    assert hour_words(at).replace("\N{NO-BREAK SPACE}", " ") == words


def test_from_an_hour_to_another() -> None:
    assert hours_words(time(9), time(12, 15)) == "9\N{NO-BREAK SPACE}h – 12\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}15"
    assert hours_words(time(9), None) == "9\N{NO-BREAK SPACE}h" and hours_words(None, None) == ""


def test_a_template_writes_them_in_the_time_of_here() -> None:
    page = Template("{{ at|day }}, {{ at|hour }}{{ none|day }}{{ none|hour }}")
    evening = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    said = page.render(Context({"at": evening, "none": None}))
    assert said == "1er juillet 2026, 0\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Malo", "de Malo"),
        ("Émeric Le Goff", "d’Émeric Le Goff"),
        ("anna", "d’anna"),
        ("Yves", "d’Yves"),
        ("Yanis", "de Yanis"),
        ("Hugo", "d’Hugo"),
        ("Hélène", "d’Hélène"),
        ("henri-louis", "d’henri-louis"),
        ("Hyacinthe", "d’Hyacinthe"),
        ("Hadrien", "d’Hadrien"),
        ("Hamza", "de Hamza"),
        ("Hicham", "de Hicham"),
        ("Houda", "de Houda"),
        ("Helmut", "de Helmut"),
        ("Hend", "de Hend"),
        ("Hilal", "de Hilal"),
        ("", "de "),
    ],
)
def test_of_someone(name: str, words: str) -> None:
    assert of_words(name) == words
    assert Template("{{ name|of }}").render(Context({"name": name})) == words


def test_one_among_some() -> None:
    assert alternatives(["condamné", "prévenu", "placé"]) == "condamné, prévenu ou placé"
    assert alternatives(["condamné"]) == "condamné" and alternatives([]) == ""


def test_an_amount_has_two_decimals_or_none() -> None:
    amounts = [euros_words(Decimal(amount)) for amount in ("12500.5", "12500.00")]
    told = [amount.replace("\N{NARROW NO-BREAK SPACE}", " ") for amount in amounts]
    assert told == ["12 500,50\N{NO-BREAK SPACE}€", "12 500\N{NO-BREAK SPACE}€"]


@pytest.mark.parametrize(
    ("number", "words", "dialled"),
    [
        ("0612345678", "06 12 34 56 78", "+33612345678"),
        ("06.12.34.56.78", "06 12 34 56 78", "+33612345678"),
        ("+33612345678", "06 12 34 56 78", "+33612345678"),
        ("+32 2 123 45 67", "+32 2 123 45 67", "+3221234567"),
        ("115", "115", "115"),
    ],
)
def test_a_telephone_number_is_read_by_two_and_dialled(number: str, words: str, dialled: str) -> None:
    shown = Template("{{ number|phone }}/{{ number|phone_read }}").render(Context({"number": number}))
    assert shown == f'<a class="de-phone" href="tel:{dialled}">{words}</a>/{words}'


def test_no_number_is_no_link() -> None:
    assert Template("{{ number|phone }}").render(Context({"number": ""})) == ""


def test_a_number_that_is_markup_stays_text() -> None:
    assert "<b>" not in Template("{{ number|phone }}").render(Context({"number": '06"<b>'}))
