"""Taking everything along, as one file in clear."""

from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.days import today_of
from accounts.requests import GET_POST, PersonRequest
from accounts.signin.password_prompt import (
    guesses_are_limited,
    keep_session_after_rehash,
    status_of,
)
from accounts.signin.unlock_forms import PasswordAgainForm
from journal.export import archive


@sensitive_post_parameters()
@require_http_methods(GET_POST)
@guesses_are_limited
def export(request: PersonRequest) -> HttpResponseBase:
    """For someone who gives the password: an open screen is not enough for all of it at once.

    Also on a full disk: whoever wants to take their words along then has reason to.
    """
    form = PasswordAgainForm(request.user, request.POST or None)
    if not form.is_bound or not form.is_valid():
        return render(request, "journal/export.html", {"form": form}, status=status_of(form))
    keep_session_after_rehash(request, form)
    packed = archive.zip_of_everything(request.user, request.vault)
    response = StreamingHttpResponse(packed, content_type="application/zip")
    name = f"dear-self-{today_of(request.user)}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
