from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = "Practices"

    def ready(self) -> None:
        from accounts.inbox.inbox import to_draft
        from accounts.inbox.rescue import finders
        from practices import checks  # noqa: F401 - importing them registers them
        from practices.kit import forms, from_inbox

        finders.append(forms.typed_in_kit)
        to_draft.append(from_inbox.to_be_copied)
