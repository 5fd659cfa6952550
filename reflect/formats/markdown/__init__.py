"""The Markdown form: one renderer and one parser for editing, showing, exporting, importing."""

from reflect.formats.markdown.blank_form import render_form
from reflect.formats.markdown.errors import FormError
from reflect.formats.markdown.parser import parse
from reflect.formats.markdown.renderer import render
from reflect.formats.markdown.untouched import is_untouched

__all__ = ["FormError", "is_untouched", "parse", "render", "render_form"]
