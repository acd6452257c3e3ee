"""A refusal says its criterion without a second colon; what is stored is the label."""

from django.db import migrations

BEFORE_AFTER = [
    ("Critère : âge", "Âge hors des critères"),
    ("Critère : statut", "Statut hors des critères"),
    ("Critère : durée de la peine", "Durée de peine hors des critères"),
    ("Critère : résidence", "Résidence hors des critères"),
    ("Réorientation : autre Mission Locale", "Réorienté vers une autre Mission Locale"),
    ("Réorientation : partenaire", "Réorienté vers un partenaire"),
    ("Réorientation : droit commun", "Réorienté vers le droit commun"),
]


def reword(apps, schema_editor):
    for before, after in BEFORE_AFTER:
        apps.get_model("cases", "Referral").objects.filter(reason=before).update(reason=after)


def reword_back(apps, schema_editor):
    for before, after in BEFORE_AFTER:
        apps.get_model("cases", "Referral").objects.filter(reason=after).update(reason=before)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_pathway_and_releases"),
    ]

    operations = [
        migrations.RunPython(reword, reword_back),
    ]
