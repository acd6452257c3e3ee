"""Lengths of time that can be reckoned with, stocks of places that fit on a page."""

from django.db import migrations, models
from django.db.models import Q

TERMS = ("renewal_months", "notice_length")
TABLES = {
    "partneragreement": ("agreement_few_months", TERMS),
    "amendment": ("amendment_few_months", TERMS),
    "replacedterms": ("replaced_few_months", TERMS),
    "commitment": ("commitment_few_months", ("minimum_months",)),
}
MOST_MONTHS = 1200
# Triggers of another app's table that read commitments: SQLite rebuilds no table that a trigger reads. A migration of
# that app, that depends on this one, makes them again.
READ_COMMITMENTS = ("placement_within_stock_insert", "placement_within_stock_update")


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in READ_COMMITMENTS:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


def shorten(apps, schema_editor):
    """What forms took before they had a limit is brought back to it."""
    for model, (_, fields) in TABLES.items():
        rows = apps.get_model("partners", model).objects.using(schema_editor.connection.alias)
        for field in fields:
            rows.filter(**{f"{field}__gt": MOST_MONTHS}).update(**{field: MOST_MONTHS})


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
                condition=~Q(kind="places") | Q(quantity__lte=300),
                name="commitment_places_few",
                violation_error_message="Un engagement compte 300 places au plus.",
            ),
        ),
    ]
