"""Messages for invalid answers: written for the user, without prompt ids."""

import json

import pytest
from hypothesis import given, settings

from reflect.errors import UsageError
from reflect.model.commitment import Commitment
from reflect.model.guide import Choice, Prompt
from reflect.practice.answers import LINE_LIMIT, Value, accept, from_data, to_data
from tests.factories import TODAY, make_commitment
from tests.practice.helpers_session import ask
from tests.strategies import commitments

LOW = (Choice("low"),)


@pytest.mark.parametrize(
    ("prompt", "value", "message"),
    [
        (ask("bad_news", "scale"), "9", "give a whole number from 1 to 7"),
        (ask("bad_news", "scale"), "many", "give a whole number from 1 to 7"),
        (ask("bad_news", "scale"), "٥", "give a whole number from 1 to 7"),
        (ask("bad_news", "scale"), "1" * 4400, "give a whole number from 1 to 7"),
        (ask("my_mood", "choice", choices=LOW), "high", "that is not one of the choices"),
        (
            ask("my_line", "line"),
            "x" * (LINE_LIMIT + 1),
            "give one line of up to 500 characters; this has 501",
        ),
        (ask("next", "commitment"), "call", "a commitment has a cue, an action and a day"),
        (ask("my_line"), make_commitment(), "this question does not take a commitment"),
    ],
    ids=["range", "word", "arabic", "digits", "choice", "length", "text", "commitment"],
)
def test_invalid_answer_is_explained(prompt: Prompt, value: Value, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        accept(prompt, value, TODAY)
    assert caught.value.message == message


@settings(max_examples=25)
@given(commitments())
def test_draft_keeps_every_part_of_a_commitment(commitment: Commitment) -> None:
    assert from_data(json.loads(json.dumps(to_data(commitment)))) == commitment


def test_commitment_in_a_draft_of_version_0_1_is_read() -> None:
    data = to_data(make_commitment())
    assert isinstance(data, dict)
    for key in ("obstacle", "remembered_percent", "good_call", "renewals"):
        del data[key]
    assert from_data(data) == make_commitment()
