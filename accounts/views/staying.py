"""A touch, from a page that asks the server for nothing else."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accounts.middleware import open_to_locked
from accounts.requests import PersonRequest


@require_POST
@open_to_locked
def stay(request: PersonRequest) -> HttpResponse:
    """204 while the journal is open, with the seconds it has left; 403 once it is locked.

    `Visit.close` stamps the key cookie anew, as with any answer. No redirect: a script asks.
    """
    if not request.vault.is_open:
        return HttpResponse(status=403)
    left = request.visit.idle_seconds_left
    return HttpResponse(status=204, headers={"Idle-Seconds": str(left)})
