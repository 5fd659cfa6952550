"""A field for the kind of failure and its reason."""

from reflect.model.failure import KINDS, NO_MARK, NOT_SURE, find_kind
from reflect.practice.answers import Value
from reflect.tui.widgets.answers.choice import ChoiceField, find_name
from reflect.tui.widgets.answers.option_list import Option

LETTERS = "abcdefghi"


class KindField(ChoiceField):
    """A list of failure kinds; the reasons for the selected kind unfold below it."""

    NOTE = "And what comes closest? It may stay open."

    def options(self) -> list[Option]:
        """Return the kinds, each followed by its reasons, then "not sure yet"."""
        options = []
        for number, kind in enumerate(KINDS, 1):
            options.append(Option(kind.name, f"{kind.mark} {kind.sentence}", str(number)))
            options += [
                Option(reason.name, reason.sentence, letter, group=kind.name)
                for letter, reason in zip(LETTERS, kind.reasons, strict=False)
            ]
        return [*options, Option("", f"{NO_MARK} {NOT_SURE}", str(len(KINDS) + 1))]

    def parse(self, text: str) -> dict[str, str]:
        """Return the selection, by group, for `KIND`, `KIND/REASON` or "not sure yet"."""
        if not text and self.question.current is None:
            return {}
        name, _, reason = text.partition("/")
        names = [*(kind.name for kind in KINDS), NOT_SURE]
        found = find_name(names, name) if name else NOT_SURE
        if found is None:
            return {}
        picked = {"": "" if found == NOT_SURE else found}
        kind = find_kind(found)
        if kind is not None and reason in [known.name for known in kind.reasons]:
            picked[found] = reason
        return picked

    def value(self) -> Value | None:
        """Return `KIND` or `KIND/REASON`, "" for "not sure", or None if nothing is selected."""
        picked = self._options.picked
        if "" not in picked:
            return None
        name = picked[""]
        reason = picked.get(name, "") if name else ""
        return f"{name}/{reason}" if reason else name

    def text(self) -> str:
        """Return the selection as text, or "" if nothing is selected."""
        value = self.value()
        return "" if value is None else str(value) or NOT_SURE

    def unfinished_text(self) -> str:
        """Return the unsubmitted selection as text, or "" if nothing was changed."""
        return "" if self.value() == self.question.current else self.text()
