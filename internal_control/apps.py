from django.apps import AppConfig


class InternalControlConfig(AppConfig):
    name = "internal_control"
    verbose_name = "Intern kontroll"
