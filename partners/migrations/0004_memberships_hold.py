import django.db.models.lookups
from django.db import migrations, models

import partners.constraints
import partners.overlaps
from partners.overlaps import create_overlap_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0003_cache_table"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="session_version",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="version des sessions"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_lead", False), models.Q(("is_trainee", False), ("replaces__isnull", True)), _connector="OR"
                ),
                name="membership_lead_is_staff",
                violation_error_message="Un stagiaire ou un remplaçant n’est pas responsable.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replaces__isnull", True),
                    models.Q(
                        ("is_trainee", False),
                        ("role", "referent"),
                        django.db.models.lookups.LessThanOrEqual(
                            partners.constraints.DaysBetween("ends_on", "starts_on"), 29
                        ),
                    ),
                    _connector="OR",
                ),
                name="membership_substitute_is_brief",
                violation_error_message="Un remplacement donne les droits d’un référent, pour 30 jours au plus.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=partners.overlaps.NoOverlap(
                end="ends_on",
                fields=("user", "organisation"),
                name="membership_overlap_officer",
                only=("role", "officer"),
                start="starts_on",
                violation_error_message="Cette personne a déjà ce rôle dans cette structure à ces dates : changez plutôt la fin de l’habilitation qu’elle a.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=partners.overlaps.NoOverlap(
                end="ends_on",
                fields=("user", "organisation"),
                name="membership_overlap_referent",
                only=("role", "referent"),
                start="starts_on",
                violation_error_message="Cette personne a déjà ce rôle dans cette structure à ces dates : changez plutôt la fin de l’habilitation qu’elle a.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=partners.overlaps.NoOverlap(
                end="ends_on",
                fields=("user", "organisation"),
                name="membership_overlap_coordinator",
                only=("role", "coordinator"),
                start="starts_on",
                violation_error_message="Cette personne a déjà ce rôle dans cette structure à ces dates : changez plutôt la fin de l’habilitation qu’elle a.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=partners.overlaps.NoOverlap(
                end="ends_on",
                fields=("user", "organisation"),
                name="membership_overlap_reader",
                only=("role", "reader"),
                start="starts_on",
                violation_error_message="Cette personne a déjà ce rôle dans cette structure à ces dates : changez plutôt la fin de l’habilitation qu’elle a.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=partners.overlaps.NoOverlap(
                end="ends_on",
                fields=("user", "organisation"),
                name="membership_overlap_administrator",
                only=("role", "administrator"),
                start="starts_on",
                violation_error_message="Cette personne a déjà ce rôle dans cette structure à ces dates : changez plutôt la fin de l’habilitation qu’elle a.",
            ),
        ),
        migrations.RunPython(create_overlap_triggers, migrations.RunPython.noop),
    ]
