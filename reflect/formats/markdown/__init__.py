"""The Markdown form: one renderer and one parser for editing, showing, exporting, importing."""

from reflect.formats.markdown.empty import render_form
from reflect.formats.markdown.problem import FormError
from reflect.formats.markdown.reading import parse
from reflect.formats.markdown.untouched import is_untouched
from reflect.formats.markdown.writing import render

__all__ = ["FormError", "is_untouched", "parse", "render", "render_form"]
