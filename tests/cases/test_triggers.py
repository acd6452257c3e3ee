"""What a constraint cannot say is a trigger: a table that a migration rebuilds on SQLite loses its own."""

from __future__ import annotations

import pytest
from django.db import connection

from partners.models import Role

pytestmark = pytest.mark.django_db

OVERLAPS = [
    "enrolment_overlap",
    "measure_custody_overlap",
    *sorted(f"membership_overlap_{role}" for role in Role),
]
PLACES = ["placement_one_a_place", "placement_within_stock"]
TRIGGERS = {
    "sqlite": (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
        [
            "cases_accessedperson_no_delete",
            "cases_accessedperson_no_replace",
            "cases_accessedperson_no_update",
            "cases_accessentry_no_delete",
            "cases_accessentry_no_replace",
            "cases_accessentry_no_update",
            *(f"{rule}_{event}" for rule in OVERLAPS for event in ("insert", "update")),
            "partners_accountevent_no_delete",
            "partners_accountevent_no_replace",
            "partners_accountevent_no_update",
            "partners_agreementevent_no_delete",
            "partners_agreementevent_no_replace",
            "partners_agreementevent_no_update",
            *(f"{rule}_{event}" for rule in PLACES for event in ("insert", "update")),
            "reporting_committeeevent_no_delete",
            "reporting_committeeevent_no_replace",
            "reporting_committeeevent_no_update",
        ],
    ),
    "postgresql": (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname",
        [
            "cases_accessedperson_no_change",
            "cases_accessedperson_no_truncate",
            "cases_accessentry_no_change",
            "cases_accessentry_no_truncate",
            "partners_accountevent_no_change",
            "partners_accountevent_no_truncate",
            "partners_agreementevent_no_change",
            "partners_agreementevent_no_truncate",
            "placement_within_stock",
            "reporting_committeeevent_no_change",
            "reporting_committeeevent_no_truncate",
        ],
    ),
}


def test_the_triggers_are_there_after_every_migration() -> None:
    query, expected = TRIGGERS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        assert [name for (name,) in cursor.fetchall()] == expected
