"""Private pictures, shown to their owner alone."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from accounts.pictures.store import visible_pictures
from accounts.requests import PersonRequest
from accounts.vault.sealing import Damaged

ONLY_A_PICTURE = csp_override({"default-src": [CSP.NONE], "sandbox": [""]})


@require_safe
@ONLY_A_PICTURE
def whole(request: PersonRequest, uuid: UUID) -> HttpResponse:
    return _shown(request, uuid, "image")


@require_safe
@ONLY_A_PICTURE
def small(request: PersonRequest, uuid: UUID) -> HttpResponse:
    return _shown(request, uuid, "thumbnail")


def _shown(request: PersonRequest, uuid: UUID, name: str) -> HttpResponse:
    """The WebP in this field. Text with 404 where it is damaged: a page then shows its words.

    One that is hidden now answers as one that is not there.
    """
    rows = visible_pictures(request.user).only("owner", "uuid", name)
    row = rows.filter(uuid=uuid).first()
    if row is None:
        raise Http404
    try:
        answer = HttpResponse(
            request.vault.open(row, name, getattr(row, name)), content_type="image/webp"
        )
    except Damaged:
        message = _("This picture is damaged and cannot be shown. Nothing else is affected.")
        answer = HttpResponse(message, content_type="text/plain; charset=utf-8", status=404)
    answer["Content-Disposition"] = "inline"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
