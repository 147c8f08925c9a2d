from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Rapporter"

    def ready(self) -> None:
        from reporting import checks  # noqa: F401, PLC0415  # registers the system checks
        from reporting.journal.triggers import install_after_migrate  # noqa: PLC0415  # models are loaded first

        post_migrate.connect(install_after_migrate, sender=self)
