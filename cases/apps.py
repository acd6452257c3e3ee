from django.apps import AppConfig


class CasesConfig(AppConfig):
    """A young person's path."""

    name = "cases"
    verbose_name = "dossiers"
    default_auto_field = "django.db.models.BigAutoField"
