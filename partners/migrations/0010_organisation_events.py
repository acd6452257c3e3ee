from django.db import migrations, models

from partners.append_only import append_only

ACTIONS = [
    ("invited", "Compte ouvert, personne invitée"),
    ("invited_again", "Invitation renvoyée"),
    ("changed", "Nom ou adresse changés"),
    ("disabled", "Compte désactivé"),
    ("enabled", "Compte réactivé"),
    ("factor_reset", "Seconde vérification retirée"),
    ("unlinked", "Délié de l’authentification unique"),
    ("codes_printed", "Feuille de codes imprimée"),
    ("membership_given", "Habilitation donnée"),
    ("membership_changed", "Habilitation modifiée"),
    ("membership_ended", "Habilitation terminée"),
    ("membership_moved", "Changement d’unité"),
    ("organisation_disabled", "Structure désactivée"),
    ("organisation_enabled", "Structure réactivée"),
]


class Migration(migrations.Migration):
    """Closing a body closes its accounts: their history says so."""

    dependencies = [
        ("partners", "0009_organisation_phones"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="accountevent", name="account_event_action_listed"),
        migrations.AlterField(
            model_name="accountevent",
            name="action",
            field=models.CharField(choices=ACTIONS, verbose_name="action"),
        ),
        migrations.AddConstraint(
            model_name="accountevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("action__in", [action for action, _ in ACTIONS])),
                name="account_event_action_listed",
                violation_error_message="Cette valeur n’est pas dans la liste.",
            ),
        ),
        migrations.RunPython(append_only("partners_accountevent"), migrations.RunPython.noop),
    ]
