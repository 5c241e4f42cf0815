"""What the boxes of a practice's questions take, and what no question can be kept as."""

from django import forms

LINE_LETTERS = 300
TEXT_LETTERS = 500_000  # as much as a letter
# What no question can be kept as: names that the form, its page or the browser need, or that
# drafts of earlier versions hold ("held").
RESERVED = {
    *{"entry", "base", "draft", "revision", "whose", "practice", "seconds", "response", "stop"},
    *{"note", "sitting", "told", "held", "also_say"},
    *{"form", "day", "csrfmiddlewaretoken", "of", "fields", "initial", "data", "draft_form"},
    *{"error_title", "goes_on_at", "boxes", "elements", "dataset", "submit", "autocomplete"},
    *{"kind", "parts", "section"},
    *{name for name in dir(forms.Form) if not name.startswith("_")},
}
