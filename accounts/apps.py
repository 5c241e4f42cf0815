from datetime import timedelta

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from accounts import checks  # noqa: F401 - importing them registers them
        from accounts.disk import reserve, vacuum
        from accounts.hosting import outbox
        from accounts.hosting.chores import chore
        from accounts.inbox import parked_before
        from accounts.pictures import sweep
        from accounts.signin import delete_account, sessions

        chore("send mail", every=timedelta(seconds=2))(outbox.deliver)
        chore("look after the disk", every=timedelta(minutes=1))(reserve.look_after)
        chore("end old sessions", every=timedelta(hours=6))(sessions.delete_expired_sessions)
        chore("forget parked words", every=timedelta(minutes=15))(parked_before.forget_old_ones)
        chore("finish leaving", every=timedelta(minutes=15))(delete_account.finish_all_deletions)
        chore("let go of pictures that nothing shows", every=timedelta(days=1))(sweep.sweep)
        chore("vacuum", every=timedelta(minutes=15))(vacuum.clean)
