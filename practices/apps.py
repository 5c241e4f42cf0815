from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = "Practices"

    def ready(self) -> None:
        from accounts.already_written import finders
        from accounts.parked import takers
        from practices import (
            checks,  # noqa: F401 - importing them registers them
            kit_forms,
            taking_back,
        )

        finders.append(kit_forms.words_in)
        takers.append(taking_back.to_its_page)
