"""Deleting pictures that nothing shows. Needs no key: which row shows which is stored in clear."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.disk import vacuum
from accounts.hosting.chores import one_by_one
from accounts.models import InboxForm, Picture, PictureQuerySet, User

# A page that is not saved yet may show a picture that no row names: in an open tab, in words
# that wait in a browser or in the inbox.
UNSHOWN_FOR = timedelta(days=7)
# A form that waits in the inbox may show what was brought in the week before it came.
FORMS_THAT_MAY_SHOW_IT = InboxForm.objects.filter(
    owner=OuterRef("owner"),
    created__gte=OuterRef("created"),
    created__lte=OuterRef("created") + UNSHOWN_FOR,
)


def delete_unshown(rows: PictureQuerySet) -> int:
    """Delete those of `rows` that nothing shows, and return how many. Inside the owner's lock."""
    # Nothing points to them, so no row has to be read first: one statement, whatever their number.
    return rows.unshown()._raw_delete(rows.db)


def sweep_of(owner: User) -> None:
    """Delete what nothing shows of all that came a week ago or longer. Inside the owner's lock."""
    if delete_unshown(_old().filter(owner=owner)):
        vacuum.after_delete()


def sweep() -> None:
    """A chore: delete what nothing shows of everybody, one person at a time."""
    one_by_one(User.objects.filter(pk__in=_old().unshown().values("owner")), sweep_of)


def _old() -> PictureQuerySet:
    old = Picture.objects.filter(created__lt=timezone.now() - UNSHOWN_FOR)
    return old.exclude(Exists(FORMS_THAT_MAY_SHOW_IT))
