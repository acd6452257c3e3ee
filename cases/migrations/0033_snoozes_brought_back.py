"""Alerts put off for longer than their kind allows come back as soon as it does; the next migration refuses more."""

from datetime import timedelta

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F

LONGEST = {
    "sortie_proche": 7,
    "apres_sortie": 7,
    "relais_sans_reponse": 10,
    "fin_situation": 14,
    "fin_amenagement": 14,
    "sans_contact": 30,
    "vingt_six_ans": 30,
    "fin_convention": 30,
    "champ_manquant": 60,
}


def bring_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Each to the last day that its kind allows."""
    snoozes = apps.get_model("cases", "AlertSnooze").objects.using(schema_editor.connection.alias)
    for alert, days in LONGEST.items():
        for snooze in snoozes.filter(alert=alert, until__gt=F("snoozed_on") + timedelta(days=days)):
            snooze.until = snooze.snoozed_on + timedelta(days=days)
            snooze.save(update_fields=["until"])


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0032_placements_hold_their_place"),
    ]

    operations = [migrations.RunPython(bring_back, migrations.RunPython.noop)]
