"""Writing back to something written before."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.requests import GET_POST, PersonRequest
from journal.models import Draft
from journal.reading import thread
from journal.views import letters
from journal.views.access import entry_of, returning_words_if_gone
from journal.views.writing import asked_for_draft, resume
from journal.writing.forms import page_form
from journal.writing.reply import answer_to


@require_http_methods(GET_POST)
def reply(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """GET goes on with the last answer that was begun, or begins one.

    Its form is sent to `letter-new`, which keeps the words also where what they answer has gone
    meanwhile. What is sent here is taken in the same way.
    """
    with returning_words_if_gone(request):
        original = entry_of(request, uuid)
    if request.method == "POST":
        return letters.keep_letter(request)
    draft = asked_for_draft(request, form=Draft.Form.LETTER)
    draft = draft or thread.last_begun_answer(request.user, request.vault, original)
    return letters.show(request, resume(request, draft, page_form("letter")), answer_to(original))
