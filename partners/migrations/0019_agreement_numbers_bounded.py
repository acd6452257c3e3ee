"""Lengths of time that can be reckoned with, stocks of places that fit on a page.

Irreversible for what was above: it is brought back to the limit, and what it was is said on the way, not kept.
"""

import sys

from django.db import migrations, models
from django.db.models import Q

TERMS = ("renewal_months", "notice_length")
TABLES = {
    "partneragreement": ("agreement_few_months", TERMS),
    "amendment": ("amendment_few_months", TERMS),
    "replacedterms": ("replaced_few_months", TERMS),
    "commitment": ("commitment_few_months", ("minimum_months",)),
}
MOST_MONTHS, MOST_PLACES = 1200, 300
# Triggers of another app's table that read commitments: SQLite rebuilds no table that a trigger reads. A migration of
# that app, that depends on this one, makes them again.
READ_COMMITMENTS = ("placement_within_stock_insert", "placement_within_stock_update")


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in READ_COMMITMENTS:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


def shorten(apps, schema_editor):
    """What forms took before they had a limit is brought back to it; what that was is said."""
    for model, (_, fields) in TABLES.items():
        rows = apps.get_model("partners", model).objects.using(schema_editor.connection.alias)
        for field in fields:
            bring_back(rows, field, MOST_MONTHS)
        if model == "commitment":
            bring_back(rows.filter(kind="places"), "quantity", MOST_PLACES)


def bring_back(rows, field, most):
    """Those above the limit, to it."""
    above = rows.filter(**{f"{field}__gt": most})
    for key, number in above.values_list("pk", field):
        sys.stderr.write(f"{rows.model.__name__} {key}: {field} {number} -> {most}\n")
    above.update(**{field: most})


def few_months(name, fields):
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__lte": MOST_MONTHS})
    return models.CheckConstraint(
        condition=condition, name=name, violation_error_message="Cette durée est trop longue."
    )


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0018_partner_merges"),
    ]

    operations = [
        migrations.RunPython(shorten, migrations.RunPython.noop),
        migrations.RunPython(drop_triggers, migrations.RunPython.noop),
        *(migrations.AddConstraint(model, few_months(name, fields)) for model, (name, fields) in TABLES.items()),
        migrations.AddConstraint(
            "commitment",
            models.CheckConstraint(
                condition=~Q(kind="places") | Q(quantity__lte=MOST_PLACES),
                name="commitment_places_few",
                violation_error_message="Un engagement compte 300 places au plus.",
            ),
        ),
    ]
