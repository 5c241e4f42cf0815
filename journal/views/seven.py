"""Seven letters: a path with no dates."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from journal.writing import seven_letters
from practices.library import evidence


@require_safe
def path(request: PersonRequest) -> HttpResponse:
    steps = seven_letters.path_of(request.user, request.vault)
    context = {
        "steps": steps,
        "all_written": all(step.letter for step in steps),
        "note": evidence.notes()["E1"],
    }
    return render(request, "journal/seven.html", context)
