from django.db import migrations, models

from partners.overlaps import NoOverlap, create_overlap_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0006_email_unique_in_french"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="membership",
            name="membership_overlap_officer",
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="membership_overlap_referent",
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="membership_overlap_coordinator",
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="membership_overlap_reader",
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="membership_overlap_administrator",
        ),
        migrations.AddField(
            model_name="membership",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="retirée le"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at__isnull", True),
                    models.Q(("ends_on", models.F("starts_on")), ("ends_on__isnull", False)),
                    _connector="OR",
                ),
                name="membership_withdrawn_on_its_first_day",
                violation_error_message="Seule une habilitation du jour se retire\xa0: une autre finit la veille.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=NoOverlap(
                end="ends_on",
                fields=("user", "organisation"),
                name="membership_overlap_officer",
                only=("role", "officer"),
                start="starts_on",
                unless="withdrawn_at",
                violation_error_code="already_held",
                violation_error_message="Cette personne a déjà ce rôle dans cette structure à ces dates\xa0: changez plutôt la fin de l’habilitation qu’elle a.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=NoOverlap(
                end="ends_on",
                fields=("user", "organisation"),
                name="membership_overlap_referent",
                only=("role", "referent"),
                start="starts_on",
                unless="withdrawn_at",
                violation_error_code="already_held",
                violation_error_message="Cette personne a déjà ce rôle dans cette structure à ces dates\xa0: changez plutôt la fin de l’habilitation qu’elle a.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=NoOverlap(
                end="ends_on",
                fields=("user", "organisation"),
                name="membership_overlap_coordinator",
                only=("role", "coordinator"),
                start="starts_on",
                unless="withdrawn_at",
                violation_error_code="already_held",
                violation_error_message="Cette personne a déjà ce rôle dans cette structure à ces dates\xa0: changez plutôt la fin de l’habilitation qu’elle a.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=NoOverlap(
                end="ends_on",
                fields=("user", "organisation"),
                name="membership_overlap_reader",
                only=("role", "reader"),
                start="starts_on",
                unless="withdrawn_at",
                violation_error_code="already_held",
                violation_error_message="Cette personne a déjà ce rôle dans cette structure à ces dates\xa0: changez plutôt la fin de l’habilitation qu’elle a.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=NoOverlap(
                end="ends_on",
                fields=("user", "organisation"),
                name="membership_overlap_administrator",
                only=("role", "administrator"),
                start="starts_on",
                unless="withdrawn_at",
                violation_error_code="already_held",
                violation_error_message="Cette personne a déjà ce rôle dans cette structure à ces dates\xa0: changez plutôt la fin de l’habilitation qu’elle a.",
            ),
        ),
        migrations.RunPython(create_overlap_triggers, migrations.RunPython.noop),
    ]
