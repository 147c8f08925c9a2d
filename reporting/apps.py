from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Rapporter"

    def ready(self) -> None:
        from reporting import checks  # noqa: F401, PLC0415  # registers the system checks
