from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate, pre_migrate


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Rapporter"

    def ready(self) -> None:
        from allauth.socialaccount.signals import social_account_added  # noqa: PLC0415  # apps are loaded first

        from reporting import checks  # noqa: F401, PLC0415  # registers the system checks
        from reporting.journal import triggers  # noqa: PLC0415  # models are loaded first
        from reporting.login import log, second_factor, sessions, single_sign_on  # noqa: PLC0415

        pre_migrate.connect(triggers.remove_before_migrate, sender=self)
        post_migrate.connect(triggers.install_after_migrate, sender=self)
        user_logged_in.connect(sessions.begin)
        second_factor.log_changes()
        social_account_added.connect(single_sign_on.on_connected)
        log.listen()
