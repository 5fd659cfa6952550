"""Search documents: entries prepared for search."""

import pytest
from hypothesis import given

from reflect.model.commitment import Renewal
from reflect.model.entry import Entry
from reflect.search.document import SearchDocument, document_from_entry, document_from_json
from reflect.store.entry_codec import to_document
from tests.factories import NOW, make_commitment, make_entry
from tests.search.helpers_queries import ENTRIES


@given(ENTRIES)
def test_document_from_json_equals_document_from_entry(entry: Entry) -> None:
    parsed, quick = document_from_entry(entry), document_from_json(to_document(entry))
    for name in SearchDocument.__slots__:
        assert getattr(parsed, name) == getattr(quick, name), name
    assert parsed.is_private == entry.is_private


def test_obstacle_and_renewals_are_searched_but_no_forecast() -> None:
    renewal = Renewal(NOW.date(), NOW, "partly", "postponed")
    made = make_commitment(obstacle="impatience", forecast="applause", renewals=(renewal,))
    entry = make_entry(commitments=(made,))
    for item in (document_from_entry(entry), document_from_json(to_document(entry))):
        assert " impatience " in item.folded_body
        assert " postponed " in item.folded_body
        assert "applause" not in item.folded_body


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"title": None}, TypeError),
        ({"tags": "ops"}, ValueError),
        ({"tags": [1]}, TypeError),
        ({"state": "gone"}, ValueError),
        ({"occurred_on": "20261121"}, ValueError),
        ({"answers": [{"prompt": "lesson"}]}, KeyError),
        ({"commitments": 3}, TypeError),
    ],
)
def test_document_from_json_rejects_invalid_entries(
    change: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        document_from_json({**to_document(make_entry()), **change})
