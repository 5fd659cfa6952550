"""However text gets into an Entry, the entry contains only clean text."""

import dataclasses
import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from unicodedata import is_normalized

import pytest
from hypothesis import given

from reflect.errors import ReflectError
from reflect.formats.markdown.parser import parse_entry
from reflect.formats.markdown.renderer import render_entry
from reflect.guides.loader import load_guide
from reflect.journal.edits import with_lesson, with_tags
from reflect.journal.journal import Journal
from reflect.model.commitment import Commitment
from reflect.model.entry import Answer, Entry, Rating
from reflect.practice.entry_builder import build_entry, finish_early
from reflect.practice.session import Session
from reflect.practice.session_codec import from_dict, to_dict
from reflect.store.entry_codec import dump, from_document, to_document
from reflect.store.layout import row
from reflect.text.clean import clean, normalise, normalise_line
from tests.factories import NOW, TODAY, make_commitment, make_entry
from tests.hostile import payloads
from tests.text.test_clean import ANY_TEXT

GUIDE = load_guide("drucker", None)


def recovery_files_of(record: object) -> Iterator[str]:
    """Yield every text in a dataclass or tuple."""
    if isinstance(record, str):
        yield record
    elif isinstance(record, tuple):
        for item in record:
            yield from recovery_files_of(item)
    elif isinstance(record, Entry | Answer | Rating | Commitment):
        for field in dataclasses.fields(record):
            yield from recovery_files_of(getattr(record, field.name))


def assert_clean(entry: Entry) -> None:
    """Assert that all text in an entry is clean."""
    for text in recovery_files_of(entry):
        assert normalise(text) == text
        text.encode("utf-8")
    for line in (entry.title, *entry.tags):
        assert normalise_line(line) == line
        assert is_normalized("NFC", line)
    assert dataclasses.replace(entry) == entry
    assert from_document(json.loads(dump(to_document(entry)))) == entry


def by_form(text: str) -> Entry:
    form = render_entry(make_entry(title="TITLE", answers=(Answer("x", "What?", "TEXT"),)))
    form = form.replace("TITLE", json.dumps(text)).replace("TEXT", text)
    return parse_entry(form, make_entry(), today=TODAY, now=NOW)


def by_session(text: str) -> Entry:
    session = Session.begin(GUIDE, id=make_entry().id, now=NOW, occurred_on=TODAY, title=text)
    session.typing = (session.at, text)
    return finish_early(session, NOW)


def by_draft(text: str) -> Entry:
    session = Session.begin(GUIDE, id=make_entry().id, now=NOW, occurred_on=TODAY)
    session.answer("Something")
    data = to_dict(session) | {"title": text, "tags": [text], "typing": ["gone", text]}
    data["answers"][0]["value"] = text
    data["extras"] = [{"prompt": text, "question": text, "text": text}]
    return build_entry(from_dict(data, GUIDE), NOW, "entry")


def by_edit(text: str) -> Entry:
    entry = dataclasses.replace(with_lesson(make_entry(), text), title=text)
    return with_tags(entry, [text], [])


def by_old_file(text: str) -> Entry:
    return from_document(old_document(text))


def by_old_line(text: str) -> Entry:
    line = row(dump(old_document(text)))
    document = line.document()
    assert not clean(document["title"]).notice
    assert not clean(document["answers"][0]["text"]).notice
    assert from_document(document) == line.entry()
    return line.entry()


def old_document(text: str) -> dict[str, object]:
    """Return an entry as written by a version that did not clean text."""
    document = dict(to_document(make_entry(answers=())))
    record = {"prompt": text, "question": text, "text": text}
    made = dict(to_document(make_entry())["commitments"][0])
    made |= {"cue": text, "action": text, "forecast": text, "note": text}
    rating = {"prompt": text, "question": text, "value": 1, "low": 1, "high": 7}
    return document | {
        "title": text,
        "guide": text,
        "tags": [text, text],
        "answers": [record],
        "commitments": [made],
        "ratings": [rating],
    }


@pytest.mark.parametrize("door", [by_form, by_session, by_draft, by_edit, by_old_file, by_old_line])
@given(text=ANY_TEXT)
def test_text_from_every_source_is_clean(door: Callable[[str], Entry], text: str) -> None:
    try:
        entry = door(text)
    except ReflectError:
        return
    assert_clean(entry)


def test_captured_text_is_clean(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal", clock=lambda: NOW)
    for text in payloads(60):
        assert_clean(journal.entries.capture(text or "-"))
    for entry in (stored.entry() for stored in journal.entries.rows()):
        assert_clean(entry)


def test_commitment_is_clean() -> None:
    made = make_commitment(cue="a\x1b[1mb", action="c\x00\r\nd ", note="\n\x07", due=date.max)
    assert (made.cue, made.action, made.note) == ("ab", "c�\nd", "�")
