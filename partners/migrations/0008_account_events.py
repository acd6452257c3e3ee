from django.db import migrations, models

from partners.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0007_withdrawn_memberships"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="date")),
                ("user_key", models.BigIntegerField(null=True, verbose_name="fait par")),
                ("account_key", models.BigIntegerField(verbose_name="compte")),
                (
                    "action",
                    models.CharField(
                        choices=[
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
                        ],
                        verbose_name="action",
                    ),
                ),
                ("detail", models.CharField(blank=True, verbose_name="détail")),
            ],
            options={
                "verbose_name": "événement de compte",
                "verbose_name_plural": "événements de compte",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["account_key", "at"], name="account_events_by_account")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "action__in",
                                [
                                    "invited",
                                    "invited_again",
                                    "changed",
                                    "disabled",
                                    "enabled",
                                    "factor_reset",
                                    "unlinked",
                                    "codes_printed",
                                    "membership_given",
                                    "membership_changed",
                                    "membership_ended",
                                    "membership_moved",
                                ],
                            )
                        ),
                        name="account_event_action_listed",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    )
                ],
            },
        ),
        migrations.RunPython(append_only("partners_accountevent"), migrations.RunPython.noop),
    ]
