"""Blank forms, and when a form counts as blank."""

import re
from dataclasses import replace
from datetime import date

from reflect.formats.markdown.blank_form import is_blank_form, render_blank_form
from reflect.formats.markdown.comments import is_prose
from reflect.formats.markdown.parser import parse_entry
from reflect.guides.loader import guide_names, load_guide
from reflect.model.commitment import Commitment
from reflect.model.entry import Answer, Entry, Rating
from tests.factories import NOW, TODAY
from tests.formats.helpers_guides import EVERY

FORM = render_blank_form(EVERY, occurred_on=TODAY)
BASE = Entry("0000000009", "", "every", "entry", TODAY, NOW, NOW)


def read(text: str, base: Entry = BASE) -> Entry:
    """Parse a form with the test guide."""
    return parse_entry(text, base, guide=EVERY, today=TODAY, now=NOW)


def filled(**answers: str) -> str:
    """Fill in a blank form, by prompt id or the name of a value."""
    text = FORM
    for name, answer in answers.items():
        prompt = EVERY.prompt(name)
        if prompt is not None and f"## {prompt.ask}\n" in text:
            head, _, rest = text.partition(f"## {prompt.ask}\n")
            before, comment, after = rest.partition(" -->\n") if name != "again" else (rest, "", "")
            blank, _, after = after.partition("\n") if comment else ("", "", before)
            before = before if comment else ""
            text = f"{head}## {prompt.ask}\n{before}{comment}{blank}\n{answer}\n{after}"
        else:
            key = {"cue": "when", "action": "I will", "value": "I was heard."}.get(name, name)
            text, found = re.subn(rf"^(  - |    |)({key}):$", rf"\1\2: {answer}", text, flags=re.M)
            assert found == 1, name
    return text


class TestRenderBlankForm:
    """The form that `new --form` prints and `new --edit` opens."""

    def test_form_asks_and_explains_each_question(self) -> None:
        for told in (
            "## What happened?\n",
            "Facts only.",
            "Example: We launched.\n       Nobody was on call. -->",
            "- office: with others",
            "Only where this was answered: What happened?",
            "(complex) Which small signals came first?",
            "# From 1 (never) to 5 (always).\nratings:\n",
            "  intelligent: We tried something new, and it did not work out",
            "What do I call it?",
            "day: 2026-11-22",
        ):
            assert told in FORM

    def test_first_question_is_in_sight_on_a_small_screen(self) -> None:
        for name in guide_names(None):
            guide = load_guide(name, None)
            top = render_blank_form(guide, occurred_on=TODAY).split("\n")[:20]
            if any(is_prose(prompt) for prompt in guide.prompts):
                assert next(filter(is_prose, guide.prompts)).ask in "\n".join(top)

    def test_filled_form_is_parsed_into_an_entry(self) -> None:
        text = filled(
            happened="We launched.\n\nAnd then?",
            causes="  The date was set\n\nNobody asked  ",
            where="Office",
            value="4",
            kind="complex",
            reason="uncertainty",
            lesson="Ask who is\non call.",
            again="in 2 weeks",
            cue="I am asked",
            action="call support",
            due="next friday",
            forecast="a calm launch",
            percent="80 %",
        ).replace("#\n", "# A launch\n", 1)

        assert read(text) == replace(
            BASE,
            title="A launch",
            kind="complex",
            reason="uncertainty",
            answers=(
                Answer("happened", "What happened?", "We launched.\n\nAnd then?"),
                Answer("causes", "What made it likely?", "The date was set\nNobody asked"),
                Answer("where", "Where was it?", "office"),
                Answer("lesson", "What is the lesson?", "Ask who is on call."),
                Answer("again", "When will I look again?", "2026-12-06"),
            ),
            ratings=(Rating("heard", "I was heard.", 4, 1, 5, reversed=True),),
            commitments=(
                Commitment(
                    "I am asked", "call support", date(2026, 11, 27), NOW, "a calm launch", 80
                ),
            ),
        )

    def test_empty_answers_are_dropped(self) -> None:
        entry = read(filled(lesson="Ask."))

        assert entry.answers == (Answer("lesson", "What is the lesson?", "Ask."),)
        assert (entry.ratings, entry.commitments, entry.kind) == ((), (), "")

    def test_missing_title_is_taken_from_the_first_line(self) -> None:
        assert read(filled(happened="We launched.\nOn a Friday.")).title == "We launched."

    def test_commitment_without_a_due_day_is_due_in_two_weeks(self) -> None:
        (made,) = read(filled(action="call support")).commitments

        assert (made.due, made.made_at) == (date(2026, 12, 6), NOW)

    def test_title_and_tags_are_prefilled(self) -> None:
        form = render_blank_form(EVERY, occurred_on=TODAY, title="# One", tags=("on", "1e3"))

        entry = read(form)

        assert (entry.title, entry.tags) == ("# One", ("on", "1e3"))

    def test_form_for_each_guide_can_be_filled_in(self) -> None:
        for name in guide_names(None):
            guide = load_guide(name, None)
            form = render_blank_form(guide, occurred_on=TODAY)
            first = guide.prompts[0].id
            text = form.replace(" -->\n\n\n## ", " -->\n\ntoday\n\n## ", 1)
            text = re.sub(r"^(ratings:\n.*\n  - .*):$", r"\1: 2", text, flags=re.M)

            entry = parse_entry(text, replace(BASE, guide=name), guide=guide, today=TODAY)

            answered = {answer.prompt for answer in entry.answers}
            assert first in answered | {rating.prompt for rating in entry.ratings}
            assert is_blank_form(form)
            assert not is_blank_form(text)


class TestIsBlankForm:
    """A form that was opened and closed without changes is blank."""

    def test_unfilled_form_is_blank(self) -> None:
        cases = [
            FORM,
            FORM.replace("\n", "\r\n"),
            "\n" + FORM.replace("\n\n", "\n\n\n") + "\n \n",
            FORM.replace("Facts only.", "Whatever."),
            FORM.replace("# The day it happened", "# The day"),
            "",
            "\ufeff\n\n",
        ]
        for text in cases:
            assert is_blank_form(text, FORM)
            assert is_blank_form(text)

    def test_filled_form_is_not_blank(self) -> None:
        cases = [
            filled(happened="x"),
            filled(value="3"),
            filled(kind="complex"),
            filled(action="x"),
            FORM.replace("#\n", "# A title\n", 1),
            FORM + "\n## Mine\n\nx\n",
            FORM.replace("guide: every", "guide: 'every"),
        ]
        for text in cases:
            assert not is_blank_form(text, FORM)
            assert not is_blank_form(text)

    def test_prefilled_values_do_not_count_as_answers(self) -> None:
        form = render_blank_form(EVERY, occurred_on=TODAY, title="A title", tags=("one",))

        assert is_blank_form(form, form)
        assert not is_blank_form(form.replace("A title", "Another"), form)
        assert not is_blank_form(form.replace("tags: one", "tags: one, two"), form)
