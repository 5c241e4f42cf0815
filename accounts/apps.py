from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from accounts import (
            ballast,
            checks,  # noqa: F401 - importing it registers them
            leaving,
            lingering,
            outbox,
            parked,
            sessions,
        )
        from accounts.chores import chore

        chore("send mail", every_hours=2 / 3600)(outbox.deliver)
        chore("fill the ballast", every_hours=1 / 60)(ballast.make_whole)
        chore("end old sessions", every_hours=6)(sessions.end_old_ones)
        chore("forget parked words", every_hours=0.25)(parked.forget_old_ones)
        chore("finish leaving", every_hours=0.25)(leaving.finish_all)
        chore("let nothing linger", every_hours=0.25)(lingering.let_nothing_linger)
