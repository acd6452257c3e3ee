"""What agreements ask of a coordinator."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from cases.homes.to_do import ToDo, ToDoLine
from partners.agreements.alarms import Alarm, alarms, pressing
from partners.agreements.reading import agreements_whole
from partners.models import PartnerAgreement


def agreements_to_do(on: date) -> ToDo:
    """One line for each thing that an agreement asks that day, the most pressing first, what is late last."""
    raised = [(alarm, agreement) for agreement in agreements_whole() for alarm in alarms(agreement, on)]
    raised.sort(key=lambda pair: pressing(pair[0], on))
    to_do = ToDo()
    to_do.add(
        "conventions",
        "Conventions à voir",
        [line(alarm, agreement, on) for alarm, agreement in raised],
        ("Toutes les conventions à voir", f"{reverse('partners:partneragreement_list')}?alarm=toutes"),
    )
    return to_do


def line(alarm: Alarm, agreement: PartnerAgreement, on: date) -> ToDoLine:
    """An alarm, with the day by which it is to be seen to."""
    tone = "warn" if alarm.due_on >= on else "bad"
    return ToDoLine(str(agreement), agreement.get_absolute_url(), alarm.text, alarm.kind.label, tone)
