"""Errors in guides name the file, the line and the remedy, on one line."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reflect.errors import FileError, ReflectError
from reflect.guides.errors import GuideError
from reflect.guides.loader import check_guide
from tests.guides.helpers_files import GOOD, line, write

FIRST = 'ask = "What happened?"\n'
SECOND = 'ask = "How often?"\n'
LAST = 'ask = "What is the lesson?"\n'
END = '[[prompt]]\nid = "lesson"'
SCALE = 'answer = "scale"\nscale = '


def prompt(prompt_id: str, rest: str, stage: str = "reflection") -> str:
    """Return a prompt to append to the valid guide."""
    return f'\n[[prompt]]\nid = "{prompt_id}"\nstage = "{stage}"\nask = "{prompt_id}?"\n{rest}\n'


def test_valid_guide_is_accepted(tmp_path: Path) -> None:
    guide = check_guide(write(tmp_path, GOOD))
    assert guide.name == "team-week"
    assert [one.optional for one in guide.prompts] == [False, True, True]


# The text to replace in the valid guide (None to append), its replacement, the text on the line of
# the error, and words of the message.
BROKEN = {
    "unknown key": (FIRST, FIRST + 'exmaple = "x"\n', "exmaple", "did you mean 'example'?"),
    "unknown key of the guide": ("need =", "needs =", "needs", "did you mean 'need'?"),
    "key far from any": (FIRST, FIRST + "zzzz = 1\n", "zzzz", "known are id, stage, ask"),
    "key of the guide in a prompt": (None, "period = true\n", "period", "above the first"),
    "key of a prompt in the guide": ("need =", "answer =", "answer", "below a [[prompt]]"),
    "a word for a key": (FIRST, 'question = "What?"\n', "question", 'write ask = "…"'),
    "single brackets": (END, '[prompt]\nid = "lesson"', "[prompt]\n", "its own [[prompt]]"),
    "no title": ('title = "Team week"\n', "", "about", 'add title = "…"'),
    "no id": ('id = "how_often"\n', "", '[[prompt]]\nstage = "reflection"', 'add id = "…"'),
    "no ask": (SECOND, "", '[[prompt]]\nid = "how_often"', "prompt 'how_often' has no ask"),
    "empty ask": (SECOND, 'ask = " "\n', 'ask = " "', "is empty; write it out"),
    "no stage": ('stage = "action"\n', "", "[[prompt]]", "one of 'action', 'reflection'"),
    "unknown stage": ('"action"', '"acton"', 'stage = "acton"', "did you mean 'action'?"),
    "unknown answer": ('"choice"', '"vote"', 'answer = "vote"', "one of 'line', 'text'"),
    "unknown need": ('"more"', '"decision"', 'need = "dec', "did you mean 'a decision'?"),
    "unknown feeds": ('feeds = "lesson"', 'feeds = "mood"', "feeds", "one of 'title'"),
    "unknown offers": (
        FIRST,
        FIRST + 'offers = "tea"\n',
        "offers",
        "one of 'lessons', 'lowest', 'forecast'",
    ),
    "forecast of a text": (FIRST, FIRST + 'offers = "forecast"\n', "offers", '"commitment"'),
    "id with a blank": ('"happened"', '"what happened"', 'id = "what', "a-z, 0-9 and _"),
    "number for a text": ('"Friday afternoon"', "5", "about = 5", "put it in quotes"),
    "text for a list": ('["Our own"]', '"Our own"', "sources", "put it in [ ]"),
    "text for true": (FIRST, FIRST + 'optional = "no"\n', "optional", "without quotes"),
    "stage out of order": (None, prompt("x", "", "action"), 'stage = "action"\nask = "x', "order"),
    "same id": ('"how_often"', '"happened"', 'id = "happened"\nstage = "refl', "choose another"),
    "same question": (SECOND, 'ask = "what happened?"\n', 'ask = "what h', "same as 'happened'"),
    "too long": (SECOND, f'ask = "{"w" * 121}"\n', 'ask = "ww', "cut it to 120 at most"),
    "two lines": (SECOND, 'ask = """a\nb"""\n', 'ask = """', "more than one line; make it one"),
    "escape": (SECOND, 'ask = "\\u001b[2J"\n', 'ask = "\\u001b', "control character"),
    "bidi": ("Our own", "Our \u202e own", "sources", "control character"),
    "comment mark": (SECOND, 'ask = "--> x"\n', 'ask = "-->', "take it out"),
    "when later": (SECOND, SECOND + 'when = "lesson"\n', 'when = "lesson"', "move that prompt up"),
    "when missing": ('"how_often", is', '"how_oftn", is', "when", "did you mean 'how_often'?"),
    "when itself": (SECOND, SECOND + 'when = "how_often"\n', "when", "name an earlier one"),
    "when no answer": ('["often"]', '["never"]', "when", "one of once, often"),
    "when freely": ('{ prompt = "how_often"', '{ prompt = "happened"', "when", "leave is out"),
    "when with nothing": ('["often"]', "[]", "when", "list the answers it waits for"),
    "when of a number": ('{ prompt = "how_often", is = ["often"] }', "3", "when", "not a table"),
    "lesson elsewhere": ('id = "lesson"', 'id = "gist"', 'id = "gist"', 'id = "lesson"'),
    "lesson unfed": ('feeds = "lesson"\n', "", 'id = "lesson"', 'add feeds = "lesson"'),
    "fed twice": (
        None,
        prompt("a", 'answer = "line"\nfeeds = "title"')
        + prompt("b", 'answer = "line"\nfeeds = "title" # again'),
        'feeds = "title" # again',
        "fed by prompt 'a' already",
    ),
    "feeds unfit": (FIRST, FIRST + 'feeds = "occurred_on"\n', "feeds", 'needs answer = "date"'),
    "commitment feeds": (
        None,
        prompt("x", 'answer = "commitment"\nfeeds = "tags"'),
        'feeds = "tags"',
        'answer = "line"',
    ),
    "no choices": ('choices = ["once", "often"]\n', "", 'answer = "choice"', 'add choices = ["…"'),
    "choices twice": ('"once", "often"', '"Once", "once"', "choices", "make each its own"),
    "choice of another sort": ('["once", "often"]', "[1, 2]", "choices", "is not a table"),
    "choices of no choice": ('answer = "choice"\n', "", "choices", 'add answer = "choice"'),
    "choices of the kind": (
        None,
        prompt("k", 'answer = "choice"\nfeeds = "kind"\nchoices = ["a", "b"] # mine'),
        'choices = ["a"',
        "leave them out",
    ),
    "scale upside down": (None, prompt("x", SCALE + "{ low = 7, high = 1 }"), "scale =", "0 ≤ low"),
    "scale too wide": (None, prompt("x", SCALE + "{ high = 11 }"), "scale =", "high ≤ 10"),
    "scale of texts": (None, prompt("x", SCALE + '{ low = "1" }'), "scale =", "whole number"),
    "scale of true": (None, prompt("x", SCALE + "{ low = true }"), "scale =", "whole number"),
    "scale of no scale": (FIRST, FIRST + "scale = {}\n", "scale", 'add answer = "scale"'),
    "two scales": (
        None,
        prompt("x", SCALE + "{ high = 5 }") + prompt("y", SCALE + "{ high = 7 }"),
        "scale = { high = 7 }",
        "the same low and high",
    ),
    "help by an unknown kind": (
        LAST,
        LAST + 'help_by_kind.complx = "x"\n',
        "help_by_kind",
        "did you mean 'complex'?",
    ),
    "help by a kind never asked": (
        LAST,
        LAST + 'help_by_kind.complex = "x"\n',
        "help_by_kind",
        'feeds = "kind"',
    ),
    "another name": ("need =", 'name = "week"\nneed =', "name", 'write name = "team-week"'),
    "not TOML": (SECOND, "ask = How often?\n", "ask = How", "not TOML"),
    "key twice": (SECOND, SECOND * 2, SECOND + 'answer = "choice"', "not TOML"),
    "string without an end": (LAST, 'ask = "What\n', 'ask = "What\n', "not TOML"),
    "list without an end": ('["once", "often"]', '["once", "often"', END, "not TOML"),
}


def test_error_names_the_line_and_the_remedy(tmp_path: Path) -> None:
    for old, new, place, words in BROKEN.values():
        assert old is None or old in GOOD
        text = GOOD + new if old is None else GOOD.replace(old, new, 1)
        path = write(tmp_path, text)
        with pytest.raises(GuideError) as caught:
            check_guide(path)
        message = caught.value.message
        assert message.startswith(f"{path}, line {line(text, place)}: ")
        assert words in message
        assert "\n" not in message
        assert message.isprintable()
        assert caught.value.exit_code == 2


def test_guide_without_prompts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match=r"line 1: the guide has no prompts; add a \[\[prompt\]\]"):
        check_guide(write(tmp_path, 'title = "Empty"\n'))


def test_single_brackets_are_refused(tmp_path: Path) -> None:
    text = 'title = "T"\n\n[prompt]\nid = "a"\nstage = "action"\nask = "A?"\n'
    with pytest.raises(GuideError, match=r"line 3: .*write \[\[prompt\]\] above each prompt"):
        check_guide(write(tmp_path, text))


def test_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match="line 1: the guide has no title; add"):
        check_guide(write(tmp_path, ""))


def test_text_that_looks_like_a_key_is_ignored(tmp_path: Path) -> None:
    text = GOOD.replace(
        FIRST,
        '# ask = "it\'s a comment"\n'
        'example = """\n[[prompt]]\n[[prompt]]\nid = "x" # no\nexmaple = "y"\n"""\n' + FIRST,
    ).replace(
        'choices = ["once", "often"]\n',
        'choices = [\n  "once", # "\n  "of[ten",\n  "exmaple = 1",\n]\nexmaple = "here"\n',
    )
    with pytest.raises(GuideError) as caught:
        check_guide(write(tmp_path, text))
    assert caught.value.line == line(text, 'exmaple = "here"')


def test_inline_list_of_prompts_is_accepted(tmp_path: Path) -> None:
    text = 'title = "T"\n\nprompt = [{ id = "a", stage = "action", ask = "A?" }]\n'
    assert check_guide(write(tmp_path, text)).prompts[0].ask == "A?"
    with pytest.raises(GuideError, match="line 3: unknown key 'aks'"):
        check_guide(write(tmp_path, text.replace("ask", "aks")))


def test_tables_below_a_prompt_belong_to_it(tmp_path: Path) -> None:
    text = GOOD + prompt("x", 'answer = "scale"\n[prompt.scale]\nlow = 1\nhihg = 5')
    with pytest.raises(GuideError, match="did you mean 'high'"):
        check_guide(write(tmp_path, text))


def test_crlf_line_endings_are_accepted(tmp_path: Path) -> None:
    text = GOOD.replace(SECOND, "")
    with pytest.raises(GuideError) as caught:
        check_guide(write(tmp_path, text.replace("\n", "\r\n")))
    assert caught.value.line == line(text, '[[prompt]]\nid = "how_often"')
    assert check_guide(write(tmp_path, "\ufeff" + GOOD.replace("\n", "\r\n"))).name == "team-week"


def test_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match=r"line 2: .*save the file as UTF-8"):
        check_guide(write(tmp_path, GOOD.replace("Friday", "Fräitag").encode("latin-1")))


def test_deeply_nested_brackets_are_refused(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match="nested"):
        check_guide(write(tmp_path, f"title = {'[' * 100_000}"))


def test_number_with_too_many_digits_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GuideError):
        check_guide(write(tmp_path, f"title = {'9' * 5_000}\n"))


def test_invalid_file_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match="use a-z, 0-9 and -"):
        check_guide(write(tmp_path, GOOD, "Team Week"))


def test_file_with_another_suffix_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD).rename(tmp_path / "team-week.txt")
    with pytest.raises(GuideError, match=r"does not end in \.toml; rename it"):
        check_guide(path)


def test_name_of_a_bundled_guide_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match="'gibbs' is the name of a bundled guide; give the file"):
        check_guide(write(tmp_path, GOOD, "gibbs"))


def test_unreadable_file_raises_file_error(tmp_path: Path) -> None:
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    fifo = tmp_path / "fifo.toml"
    os.mkfifo(fifo)
    big = write(tmp_path, GOOD + "#" * 256 * 1024, "big")
    for path, words in (
        (folder, "is not a file"),
        (fifo, "is not a file"),
        (big, "is over 256 KB"),
        (tmp_path / "none.toml", "No such file"),
        (tmp_path / "nul\0.toml", "can't be read"),
    ):
        with pytest.raises(FileError, match=words) as caught:
            check_guide(path)
        assert caught.value.exit_code == 7


def test_path_in_a_message_is_safe_to_display(tmp_path: Path) -> None:
    with pytest.raises(ReflectError) as caught:
        check_guide(tmp_path / "a\x1b[2J\n.toml")
    assert caught.value.message.isprintable()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_file_is_loaded_or_refused_in_one_line(tmp_path: Path, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(at, min(len(GOOD), at + 12)))
    bit = st.sampled_from(
        ["[", "]", '"', "'", '"""', "=", "\n", "{", "}", ".", "#", "1", "x", "\\"]
    )
    text = GOOD[:at] + "".join(data.draw(st.lists(bit, max_size=4))) + GOOD[end:]
    path = write(tmp_path, text)
    try:
        check_guide(path)
    except GuideError as error:
        assert 1 <= error.line <= text.count("\n") + 1
        assert error.message.isprintable()
