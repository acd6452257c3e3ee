from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Who works here: organisations, accounts, agreements, territory."""

    name = "partners"
    verbose_name = "structures"
    default_auto_field = "django.db.models.BigAutoField"
