"""Tells a form that somebody filled from one that was only opened and closed."""

from reflect.formats.markdown.errors import FormError
from reflect.formats.markdown.front_matter import Value
from reflect.formats.markdown.parser import Form, read

_Plain = str | list["_Plain"] | dict[str, "_Plain"]
# What an empty form brings along.
_GIVEN = ("guide", "occurred_on", "date", "tags")


def is_untouched(text: str, form: str = "") -> bool:
    """Whether a form says nothing that the empty one did not; help and blanks do not count.

    Args:
        text: the form as it came back.
        form: the empty form as it was handed out; "" where that is not known any more, and then
            title, answers, ratings, commitments and kind must all be missing.
    """
    if not text.removeprefix("\ufeff").strip():
        return True
    try:
        found = read(text)
    except FormError:
        return False
    if form:
        return _said(found) == _said(read(form))
    front, title, answers = _said(found)
    return not title and not answers and not (front.keys() - set(_GIVEN))


def _said(form: Form) -> tuple[dict[str, _Plain], str, list[tuple[str, str]]]:
    front = {key: _plain(value, key) for key, value in form.front.items()}
    answers = [(section.question, section.text) for section in form.body.sections if section.text]
    return {key: value for key, value in front.items() if value}, form.body.title or "", answers


def _plain(value: Value, key: str) -> _Plain:
    """Give a value without what is empty, and without the scale of a rating that has no value."""
    if isinstance(value.content, str):
        return value.text.strip()
    if isinstance(value.content, tuple):
        return [plain for item in value.content if (plain := _plain(item, key))]
    if key == "ratings" and not _text_of(value.content, "value"):
        return ""
    fields = {name: _plain(item, name) for name, item in value.content.items()}
    return {name: plain for name, plain in fields.items() if plain}


def _text_of(fields: dict[str, Value], name: str) -> str:
    value = fields.get(name)
    return value.content.strip() if value and isinstance(value.content, str) else ""
