from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from django.core.management import call_command

        from accounts import checks  # noqa: F401 - importing registers the checks
        from accounts.chores import chore

        chore("end old sessions", every_hours=6)(lambda: call_command("clearsessions"))
