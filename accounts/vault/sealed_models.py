"""Every kind of row that holds sealed fields, found by what it says of itself.

A model is one of them when it names `sealed_as`, `sealed_under` and `sealed_fields`
(see `vault.Sealable`) and has an `owner`. New keys, starting over, leaving and the
quota go over all of them, so that a new model is covered from its first day.
"""

from django.apps import apps
from django.db.models import Model


def sealed_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if hasattr(model, "sealed_as")]
