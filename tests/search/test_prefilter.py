"""The prefilter must never exclude the line of a matching entry."""

from hypothesis import example, given
from hypothesis import strategies as st

from reflect.model.entry import Answer
from reflect.search.parser import parse_query
from reflect.search.scan import search_lines
from tests.factories import TODAY, make_commitment, make_entry
from tests.search.helpers_queries import parse_or_none
from tests.search.helpers_records import bare, line_of, records

# Letters that fold, JSON escapes, quotation marks, scripts without spaces, symbols.
PIECES = [
    *("launch", "Launch", "straße", "STRASSE", "Ärger", "arger", "café", "cafe\u0301", "Æsir"),
    *("þing", "thing", "ﬁnal", "final", "Łódź", "lodz", "ＡＢＣ", "abc", "\u212aelvin", "kelvin"),
    *("\u212bngstrom", "Àpropos", "Über", "ÿ", "İst", "ist", "don’t", "don't", "“so”", "«si»"),
    *("m²", "½", "№", "5€", "£", "→", "…", "\xa0", "会議", "議", "がか", "か\u3099", "🎉", "हिन्दी"),
    *(
        "привет",
        "Привет",
        "\\",
        "\\n",
        '"',
        "\n",
        "\t",
        "\x01",
        "\x7f",
        "u00e9",
        "/",
        "-",
        " ",
        "a",
    ),
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(st.characters(), max_size=3), max_size=8)
BODIES = TEXTS.map("".join)
QUERIES = st.lists(
    st.sampled_from(
        [
            *(*PIECES, "OR", "-launch", '"launch straße"', "title:cafe", "-tag:ops", "tag:ärger"),
            *("is:open", "is:draft", "-is:draft", "kind:complex", 'kind:""', "guide:drucker"),
        ]
    ),
    min_size=1,
    max_size=4,
).map(" ".join)


@given(QUERIES, BODIES, BODIES, st.sampled_from(["Ärger", "ops", "two words"]))
@example("strasse", "die Straße", "", "ops")
@example("e", "\u212a\xe9", "", "ops")
def test_prefilter_accepts_every_match(text: str, body: str, note: str, tag: str) -> None:
    query = parse_or_none(text)
    made = make_commitment(cue=body[:3], note=note)
    entry = bare(1, body, title=note[:5], tags=(tag,), commitments=(made,))
    if query is not None and query.matches(entry, TODAY):
        assert query.may_match(line_of(entry), some=False)
        assert query.may_match(line_of(entry), some=True)


@given(QUERIES, st.lists(BODIES, max_size=5), st.sampled_from([1, 3, None]))
def test_ranked_search_finds_the_same_entries_as_a_listing(
    text: str, bodies: list[str], limit: int | None
) -> None:
    query = parse_or_none(text)
    if query is None:
        return
    entries = [
        bare(number, body, title=body[:4], tags=("ärger",)) for number, body in enumerate(bodies)
    ]
    listed = {entry.id for entry in entries if query.matches(entry, TODAY)}
    hits = search_lines(query, records(*entries), TODAY, limit=limit)
    found = {hit.entry.id for hit in hits if hit.matched == "all"}
    assert found <= listed
    assert len(found) == min(len(listed), len(listed) if limit is None else limit)
    assert hits.total_all == len(listed)


@given(BODIES.filter(str.strip), st.data())
def test_prefilter_accepts_every_word_in_a_text(body: str, data: st.DataObject) -> None:
    words = body.split()
    if not words:
        return
    word = data.draw(st.sampled_from(words))
    query = parse_or_none(f'"{word}"')
    entry = bare(1, body)
    if query is not None and query.matches(entry, TODAY):
        assert query.may_match(line_of(entry), some=False)


def test_prefilter_excludes_most_entries_that_do_not_match() -> None:
    cases = [
        ("office", bare(1, "We launched on Friday")),
        ("office launch", bare(1, "We launched on Friday")),
        ("tag:ops", make_entry()),
        ("kind:intelligent", make_entry()),
        ("is:draft", make_entry()),
        ("ubung", bare(1, "Ärger über “alles” – und …")),
        ("会議", bare(1, "We launched")),
        ("会議", bare(1, "昨日の会で失敗した")),
    ]
    for text, entry in cases:
        assert not parse_query(text, TODAY).may_match(line_of(entry), some=False), text


def test_one_word_is_enough_for_a_ranked_search() -> None:
    line = line_of(bare(1, "We launched on Friday"))
    query = parse_query("office launch", TODAY)
    assert query.may_match(line, some=True)
    assert not query.may_match(line, some=False)
    assert not parse_query("launch tag:ops", TODAY).may_match(line, some=True)
    assert parse_query("office OR launch friday", TODAY).may_match(line, some=False)


def test_prefilter_accepts_lines_that_are_not_utf_8() -> None:
    assert parse_query("launch", TODAY).may_match(b'{"title":"\xff\xfe"}', some=False)


def test_prefilter_finds_words_after_escapes() -> None:
    answers = (Answer("happened", "?", 'end\nlaunch\tship"quoted\\slash\x01bell'),)
    line = line_of(make_entry(answers=answers, title="", tags=(), commitments=()))
    for word in ("launch", "ship", "quoted", "slash", "bell"):
        assert parse_query(f'"{word}"', TODAY).may_match(line, some=False)
