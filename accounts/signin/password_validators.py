"""Django's password validators, in this house's words."""

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _

from accounts.models import User

ENOUGH = 10  # characters


class LongEnough(password_validation.MinimumLengthValidator):
    def __init__(self, min_length: int = ENOUGH) -> None:
        super().__init__(min_length)

    def get_error_message(self) -> str:
        return _("A little longer, please: a password of ten characters or more.")


class NotOneOfMany(password_validation.CommonPasswordValidator):
    """A short one is told so by `LongEnough`: one thing to mend at a time."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) >= ENOUGH:
            super().validate(password, user)

    def get_error_message(self) -> str:
        return _(
            "Many people use this password, so it is easy to guess. Three or four unrelated words "
            "would do well."
        )


class NotTheAddress(password_validation.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _(
            "This password is close to your email, so it is easy to guess. Something else would do."
        )
