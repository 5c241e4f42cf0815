from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = "Practices"

    def ready(self) -> None:
        from accounts.inbox.parked import takers
        from accounts.inbox.rescue import finders
        from practices import checks  # noqa: F401 - importing them registers them
        from practices.kit import forms, from_inbox

        finders.append(forms.words_in)
        takers.append(from_inbox.to_its_page)
