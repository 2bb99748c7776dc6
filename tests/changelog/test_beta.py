"""What is beta, and so breaks nothing: the parameter or its schema is marked, before or now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.changelog import Changelog

MARK = {"x-beta": True}
# Where the mark stands: on the parameter, on its schema, on both.
MARKED = {"parameter": (MARK, {}), "schema": ({}, MARK), "both": (MARK, MARK)}
UNMARKED: tuple[dict[str, Any], dict[str, Any]] = ({}, {})


def document(kind: str, marks: tuple[dict[str, Any], dict[str, Any]], **more: Any) -> dict[str, Any]:
    parameter = {"name": "page", "in": "query", "schema": {"type": kind, **marks[1]}, **marks[0], **more}
    return {"paths": {"/a": {"get": {"parameters": [parameter], "responses": {}}}}}


def lines_of(changelog: Changelog) -> tuple[list[str], bool]:
    (entry,) = changelog.entries
    (item,) = entry.items
    return [line.aspect for line in item.lines], item.breaks


@pytest.mark.parametrize("marks", MARKED.values(), ids=MARKED.keys())
def test_a_parameter_that_is_beta_breaks_nothing(changed: Callable[..., Changelog], marks: Any) -> None:
    assert lines_of(changed(document("string", marks), document("integer", marks))) == (["type"], False)
    assert lines_of(changed(document("string", UNMARKED), document("integer", UNMARKED))) == (["type"], True)


@pytest.mark.parametrize("marks", MARKED.values(), ids=MARKED.keys())
def test_it_counts_what_is_marked_now(changed: Callable[..., Changelog], marks: Any) -> None:
    assert lines_of(changed(document("string", UNMARKED), document("integer", marks))) == (["beta", "type"], False)
    assert lines_of(changed(document("string", marks), document("integer", UNMARKED))) == (["beta", "type"], True)


@pytest.mark.parametrize("before", MARKED.values(), ids=MARKED.keys())
@pytest.mark.parametrize("after", MARKED.values(), ids=MARKED.keys())
def test_a_mark_that_moves_between_both_is_no_change(
    changed: Callable[..., Changelog], before: Any, after: Any
) -> None:
    assert not changed(document("string", before), document("string", after)).entries


@pytest.mark.parametrize("marks", MARKED.values(), ids=MARKED.keys())
def test_a_parameter_that_was_beta_may_go(changed: Callable[..., Changelog], marks: Any) -> None:
    gone = {"paths": {"/a": {"get": {"parameters": [], "responses": {}}}}}
    for before, breaks in ((marks, False), (UNMARKED, True)):
        (entry,) = changed(document("string", before), gone).entries
        assert [item.breaks for item in entry.items] == [breaks]
