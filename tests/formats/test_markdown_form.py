"""Forms as people fill them: printed empty, written by hand, opened and closed again."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from reflect.formats.markdown import is_untouched, parse, render, render_form
from reflect.guides import load, names
from reflect.model.commitment import Commitment
from reflect.model.entry import Answer, Entry, Rating
from tests.factories import NOW, TODAY, make_commitment, make_entry
from tests.formats.guides import EVERY

FORM = render_form(EVERY, occurred_on=TODAY)
BASE = Entry("0000000009", "", "every", "entry", TODAY, NOW, NOW)


def read(text: str, base: Entry = BASE) -> Entry:
    """Read a form with the guide of these tests."""
    return parse(text, base, guide=EVERY, today=TODAY, now=NOW)


def filled(**answers: str) -> str:
    """Fill the empty form: below a prompt's heading, or behind a key of the front matter."""
    text = FORM
    for name, answer in answers.items():
        if f"prompt {name} -->" in text:
            head, _, rest = text.partition(f"prompt {name} -->")
            before, blank, after = rest.partition("\n\n")
            text = f"{head}prompt {name} -->{before}{blank}{answer}\n{after}"
        else:
            text, found = re.subn(rf"\b{name}:(?=\s+#|$)", f"{name}: {answer}", text, flags=re.M)
            assert found == 1, name
    return text


class TestTheEmptyForm:
    """What `new --form` prints and `new --edit` opens."""

    def test_it_asks_each_question_and_explains_it(self) -> None:
        for told in (
            "## What happened?\n",
            "Facts only.",
            "Example: We launched.\n       Nobody was on call. -->",
            "- office: with others",
            "Only where this was answered: What happened?",
            "(complex) Which small signals came first?",
            "    value:  # 1 (never) to 5 (always)\n",
            "  intelligent: We tried something new, and it did not work out",
            "What do I call it?",
            "occurred_on: 2026-11-22",
        ):
            assert told in FORM

    def test_filled_in_it_is_the_entry(self) -> None:
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
        ).replace("\n#\n", "\n# A launch\n")

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

    def test_empty_answers_are_left_out(self) -> None:
        entry = read(filled(lesson="Ask."))

        assert entry.answers == (Answer("lesson", "What is the lesson?", "Ask."),)
        assert (entry.ratings, entry.commitments, entry.kind) == ((), (), "")

    def test_without_a_title_the_first_line_is_it(self) -> None:
        assert read(filled(happened="We launched.\nOn a Friday.")).title == "We launched."

    def test_a_commitment_is_due_in_two_weeks_unless_it_says_so(self) -> None:
        (made,) = read(filled(action="call support")).commitments

        assert (made.due, made.made_at) == (date(2026, 12, 6), NOW)

    def test_title_and_tags_given_beforehand_are_in_it(self) -> None:
        form = render_form(EVERY, occurred_on=TODAY, title="# One", tags=("on", "1e3"))

        entry = read(form)

        assert (entry.title, entry.tags) == ("# One", ("on", "1e3"))

    @pytest.mark.parametrize("name", names(None))
    def test_the_form_of_each_guide_can_be_filled(self, name: str) -> None:
        guide = load(name, None)
        form = render_form(guide, occurred_on=TODAY)
        first = guide.prompts[0].id
        text = form.replace(f"prompt {first} -->", f"prompt {first} -->\n\ntoday\n", 1)
        text = text.replace("    value: ", "    value: 2 ", 1)

        entry = parse(text, replace(BASE, guide=name), guide=guide, today=TODAY)

        answered = {answer.prompt for answer in entry.answers}
        assert first in answered | {rating.prompt for rating in entry.ratings}
        assert is_untouched(form)
        assert not is_untouched(text)


class TestUntouched:
    """A form that was only opened and closed saves nothing."""

    @pytest.mark.parametrize(
        "text",
        [
            FORM,
            FORM.replace("\n", "\r\n"),
            "\n" + FORM.replace("\n\n", "\n\n\n") + "\n \n",
            FORM.replace("Facts only.", "Whatever."),
            FORM.replace("# The day it happened", "# The day"),
            "",
            "\ufeff\n\n",
        ],
    )
    def test_it_says_nothing(self, text: str) -> None:
        assert is_untouched(text, FORM)
        assert is_untouched(text)

    @pytest.mark.parametrize(
        "text",
        [
            filled(happened="x"),
            filled(value="3"),
            filled(kind="complex"),
            filled(action="x"),
            FORM.replace("\n#\n", "\n# A title\n"),
            FORM + "\n## Mine\n\nx\n",
            FORM.replace("guide: every", "guide: 'every"),
        ],
    )
    def test_it_says_something(self, text: str) -> None:
        assert not is_untouched(text, FORM)
        assert not is_untouched(text)

    def test_what_the_form_was_given_is_not_of_the_user(self) -> None:
        form = render_form(EVERY, occurred_on=TODAY, title="A title", tags=("one",))

        assert is_untouched(form, form)
        assert not is_untouched(form.replace("A title", "Another"), form)
        assert not is_untouched(form.replace("[one]", "[one, two]"), form)


class TestWrittenByHand:
    """Without our comments, in whatever way an editor saves it."""

    def test_headings_are_matched_to_the_guide(self) -> None:
        text = "# Launched\n\n## what happened\nWe launched.\n## Lesson:\nAsk.\n## Mine ##\nMore.\n"

        entry = read(text)

        assert entry.title == "Launched"
        assert entry.answers == (
            Answer("happened", "What happened?", "We launched."),
            Answer("lesson", "What is the lesson?", "Ask."),
            Answer("", "Mine", "More."),
        )

    def test_a_heading_that_is_there_twice_answers_once(self) -> None:
        entry = read("## What happened?\none\n## What happened?\ntwo\n")

        assert [answer.prompt for answer in entry.answers] == ["happened", ""]

    def test_without_a_guide_each_heading_is_an_answer(self) -> None:
        entry = parse("## What happened?\nx\n", BASE, today=TODAY)

        assert entry.answers == (Answer("", "What happened?", "x"),)

    def test_the_guide_is_the_one_that_the_form_names(self) -> None:
        asked: list[str] = []

        parse(
            "---\nguide: mine\n---\n## x\ny\n",
            BASE,
            guide=lambda name: asked.append(name),
            today=TODAY,
        )

        assert asked == ["mine"]

    def test_line_ends_marks_and_trailing_blanks_do_not_matter(self) -> None:
        text = (
            "\ufeff---  \r\ntags: [a]\r\n---\r\n\r\n# Title  \r\n## What happened?\t\r\nx  \r\ny \r"
        )

        entry = read(text)

        assert (entry.title, entry.tags) == ("Title", ("a",))
        assert entry.answers[0].text == "x\ny"

    def test_what_it_does_not_say_stays(self) -> None:
        base = make_entry()

        entry = parse("---\ntags: [new]\n---\n## Mine\nx\n", base, today=TODAY)

        assert entry == replace(base, tags=("new",), answers=(Answer("", "Mine", "x"),))

    def test_what_it_says_is_empty_becomes_empty(self) -> None:
        text = "---\nkind:\nreason: ~\ntags:\ncommitments: null\n---\n#\n## Mine\nx\n"

        entry = parse(text, make_entry(), today=TODAY)

        assert (entry.kind, entry.reason, entry.tags, entry.commitments) == ("", "", (), ())

    def test_a_new_kind_does_not_keep_the_old_ones_reason(self) -> None:
        entry = parse("---\nkind: Preventable\n---\n## x\ny\n", make_entry(), today=TODAY)

        assert (entry.kind, entry.reason) == ("preventable", "")

    @pytest.mark.parametrize(
        ("tags", "found"),
        [
            ("Delegation, launch", ("delegation", "launch")),
            ("[a, A, b, a]", ("a", "b")),
            ("[2026-11-01, 1e3, null, on, 010]", ("2026-11-01", "1e3", "null", "on", "010")),
            ("\n- one\n- two", ("one", "two")),
            ("''", ()),
        ],
    )  # fmt: skip
    def test_tags(self, tags: str, found: tuple[str, ...]) -> None:
        assert read(f"---\ntags: {tags}\n---\n## x\ny\n").tags == found

    @pytest.mark.parametrize(
        ("words", "day"),
        [
            ("2026-11-01", date(2026, 11, 1)),
            ("yesterday", TODAY - timedelta(days=1)),
            ('"last friday"', date(2026, 11, 20)),
        ],
    )
    @pytest.mark.parametrize("key", ["occurred_on", "date"])
    def test_the_day(self, key: str, words: str, day: date) -> None:
        assert read(f"---\n{key}: {words}\n---\n## x\ny\n").occurred_on == day

    def test_our_comments_vanish_and_others_stay(self) -> None:
        text = (
            "# T\n<!-- reflect: a\n## b\n-->\n## What happened?\n<!-- reflect: help -->\n"
            "one\n<!-- reflect: in the\nmiddle --> two\n<!-- mine\n## still mine\n-->\nthree\n"
        )

        (answer,) = read(text).answers

        assert answer.text == "one\n two\n<!-- mine\n## still mine\n-->\nthree"

    def test_code_is_left_alone(self) -> None:
        code = "```sh\n# a comment\n## another\n\\# x\n<!-- reflect: y -->\n```"

        (answer,) = read(f"## What happened?\n{code}\n").answers

        assert answer.text == code
        assert read(render(replace(BASE, answers=(answer,)))).answers == (answer,)

    def test_smaller_headings_and_hashtags_are_text(self) -> None:
        (answer,) = read("## What happened?\n### small\n#tag\n    # code\n").answers

        assert answer.text == "### small\n#tag\n    # code"

    def test_a_backslash_keeps_a_line_from_being_a_heading(self) -> None:
        (answer,) = read("## What happened?\n\\# one\n\\## two\n\\<!-- reflect: x -->\n").answers

        assert answer.text == "# one\n## two\n<!-- reflect: x -->"


class TestAnEdit:
    """The form of an entry that exists."""

    def test_open_prompts_of_the_guide_are_offered_in_their_place(self) -> None:
        entry = make_entry(guide="every")

        text = render(entry, guide=EVERY)

        headings = [line[3:] for line in text.split("\n") if line.startswith("## ")]
        assert headings == [
            "What happened?",
            "What made it likely?",
            "Where was it?",
            "What is the lesson?",
            "When will I look again?",
        ]
        assert "Which small signals came first?" in text
        assert parse(text, entry, guide=EVERY, today=TODAY) == entry

    def test_what_was_kept_once_is_not_read_anew(self) -> None:
        """Words for a day would mean another day by now; a lesson of two lines is one of two."""
        answers = (Answer("again", "When?", "yesterday"), Answer("lesson", "Lesson?", "a\nb"))
        entry = make_entry(answers=answers)

        assert parse(render(entry), entry, guide=EVERY, today=TODAY).answers == answers

    def test_a_day_to_come_that_is_there_may_stay(self) -> None:
        entry = make_entry(occurred_on=date(2999, 1, 1))

        assert parse(render(entry), entry, today=TODAY) == entry

    def test_sealed_forecasts_are_marked_and_carried(self) -> None:
        entry = make_entry(commitments=(make_commitment(),))

        fresh = render(entry, now=NOW + timedelta(hours=23))
        sealed = render(entry, now=NOW + timedelta(hours=24))

        assert "Sealed" not in fresh
        assert "    # Sealed until the look-back: a change to these two is refused.\n" in sealed
        assert parse(sealed, entry, today=TODAY) == entry

    def test_a_new_commitment_is_not_sealed_at_once(self) -> None:
        """Although the entry was changed long ago."""
        long_ago = datetime(2026, 1, 1, tzinfo=UTC)
        entry = make_entry(commitments=(), updated_at=long_ago)
        text = render(entry).replace("commitments: []", "commitments: [{action: call}]")

        (made,) = parse(text, entry, today=TODAY).commitments

        assert made.made_at.date() == TODAY
