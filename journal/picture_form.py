"""Pictures in a form for writing."""

from journal.writing_form import PageForm


class WithPictures(PageForm):
    """A page that can hold pictures, each with words for those who do not see it."""
