"""Django's password validators, in this house's words."""

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _


class LongEnough(password_validation.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("A little longer, please: ten characters or more.")


class NotOneOfMany(password_validation.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _(
            "Many people use this one, so it is easy to guess. Three or four unrelated words "
            "would do well."
        )


class NotTheAddress(password_validation.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("This is close to your email, so it is easy to guess. Something else would do.")
