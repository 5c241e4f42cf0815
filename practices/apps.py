from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = "Practices"

    def ready(self) -> None:
        from accounts.already_written import finders
        from practices import checks, kit_forms  # noqa: F401 - importing checks registers them

        finders.append(kit_forms.words_in)
