"""Short JSON texts are located without msgspec, and to the same places."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from harness.document._positions_json import JsonLocator
from harness.document._positions_small import SmallJsonLocator

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS = st.text(st.one_of(st.sampled_from('ab:"\\{}[], 1é日🦜'), st.characters(codec="utf-8")), max_size=8)
SCALARS = st.one_of(TEXTS, st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False, allow_infinity=False))
DOCUMENTS = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=20
)
SEPARATORS = st.sampled_from([(",", ":"), (", ", ": "), (" ,", " : "), ("\n,", "\n:\t")])


def pointers(value: Any, prefix: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """All pointers into a value."""
    yield prefix
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from pointers(member, (*prefix, str(key)))


@given(document=DOCUMENTS, indent=st.sampled_from([None, 0, 2]), separators=SEPARATORS, ascii_only=st.booleans())
def test_both_locators_find_the_same(
    document: Any, indent: int | None, separators: tuple[str, str], ascii_only: bool
) -> None:
    data = json.dumps(document, indent=indent, separators=separators, ensure_ascii=ascii_only).encode()
    small, large = SmallJsonLocator(data), JsonLocator(data)
    for pointer in [*pointers(document), ("absent",), ("0", "0", "absent")]:
        if pointer:
            assert small.offset(pointer) == large.offset(pointer)
        assert small.text(pointer) == large.text(pointer)


def test_what_is_no_json_is_found_as_far_as_it_goes() -> None:
    locator = SmallJsonLocator(b'{"a": 1, "b": [2, x')
    assert locator.offset(("a",)) == 1
    assert locator.offset(("b",)) is None
    assert SmallJsonLocator(b"").offset(("a",)) is None
