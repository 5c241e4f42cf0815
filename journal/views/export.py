"""Taking everything along, as one file in clear."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.ballast import may_use_ballast
from accounts.days import today_of
from accounts.requests import GET_POST, PersonRequest
from accounts.vault_forms import PasswordAgainForm
from accounts.views.asking import follow_the_hash, guessed_too_often, status_of
from journal.export import archive


@sensitive_post_parameters()
@may_use_ballast
@require_http_methods(GET_POST)
def export(request: PersonRequest) -> HttpResponse:
    """For someone who gives the password: an open screen is not enough for all of it at once.

    Also on a full disk: whoever wants to take their words along then has reason to.
    """
    form = PasswordAgainForm(request.user, request.POST or None)
    if form.is_bound and guessed_too_often(request):
        return render(request, "429.html", status=429)
    if not form.is_bound or not form.is_valid():
        return render(request, "journal/export.html", {"form": form}, status=status_of(form))
    follow_the_hash(request, form)
    packed = archive.everything(request.user, request.vault)
    response = HttpResponse(packed, content_type="application/zip")
    name = f"dear-self-{today_of(request.user)}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
