"""Taking in a picture while someone writes."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import refused
from accounts.pictures.files import Busy, CannotBeTaken, TooLarge, TooLargeTogether, UnknownKind
from accounts.pictures.store import open_pictures
from accounts.requests import PersonRequest
from journal.writing.pictures import Box, Pictures, PicturesForm

BOX = "journal/partials/picture_boxes.html#box"


@require_POST
def add(request: PersonRequest) -> HttpResponse:
    """Keep one `file`, and answer with the box for it.

    With it come the `pictures` that stand on the page, and which of them are `left_out`.
    """
    pictures = Pictures(PicturesForm(request.POST, user=request.user))
    with refused.caught() as attempt:
        pictures.take_in(request.vault, request.FILES.getlist("file")[:1], alone=True)
        for left in pictures.not_taken:
            return _not_taken(str(left.why), _status(left.why))
        return _taken(request, pictures)
    return attempt.as_json()


def _taken(request: PersonRequest, pictures: Pictures) -> HttpResponse:
    if not pictures.taken:
        return _not_taken(_("No picture came with this."), 422)
    picked = pictures.picked()
    came = picked[-1]
    shown = open_pictures(request.user, request.vault, [came.uuid])[came.uuid]
    box = Box(came, shown, len(picked))
    answer = {
        "picture": shown.uuid,
        "url": shown.url,
        "small": shown.small_url,
        "width": shown.width,
        "height": shown.height,
        "box": render(request, BOX, {"box": box}).content.decode(),
    }
    return JsonResponse(answer)


def _status(why: CannotBeTaken) -> int:
    if isinstance(why, Busy):
        return 503
    if isinstance(why, TooLarge | TooLargeTogether):
        return 413
    return 415 if isinstance(why, UnknownKind) else 422


def _not_taken(error: str, status: int) -> HttpResponse:
    return JsonResponse({"error": error}, status=status)
