"""Searches for whole messages that come to no end make the next ones shorter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.containment import NO, UNDECIDED, Answer, MessageContainment, _messages
from harness.document import load

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = (
    '{"openapi": "3.1.1", "info": {"title": "T", "version": "1"}, "paths": {}, "components": {"schemas": {"A": {}}}}'
)


@pytest.mark.parametrize(("verdict", "reason", "shrinks"), [(UNDECIDED, _messages.TOO_LONG, True), (NO, "", False)])
def test_only_searches_without_an_end_make_the_next_shorter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verdict: Any, reason: str, *, shrinks: bool
) -> None:
    path = tmp_path / "a.json"
    path.write_text(DOCUMENT)
    document = load(str(path))
    schema = document.file.at(("components", "schemas", "A"))
    assert schema is not None
    allowed: list[int] = []

    def search(solver: Any, *_: Any) -> Answer:
        allowed.append(solver.budget.left)
        return Answer(verdict, None, reason)

    monkeypatch.setattr(_messages, "decide", search)
    messages = MessageContainment(document, document, steps=20_000)
    for _ in range(30):
        messages.lost_otherwise((schema, schema), "request", [])
    assert allowed[0] == 20_000
    if shrinks:
        assert allowed == sorted(allowed, reverse=True)
        assert allowed[1] < 20_000
        assert allowed[-1] == 1_000
    else:
        assert set(allowed) == {20_000}
