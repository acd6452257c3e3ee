from django.apps import AppConfig

from reporting import checks  # noqa: F401  registers them


class ReportingConfig(AppConfig):
    """What goes out, and comes in, in bulk: the report and the data package."""

    name = "reporting"
    verbose_name = "bilans"
    default_auto_field = "django.db.models.BigAutoField"
