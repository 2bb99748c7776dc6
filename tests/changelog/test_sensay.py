"""The changelog between the stored snapshots is the one that the API's owner published."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pytest

from harness.changelog import MODIFIED, REMOVED, Changelog, changelog
from harness.comparison import compare
from harness.report.changelogs import render, render_history
from harness.versions import load_document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MARCH, SIXTEENTH, NINETEENTH = "sensay@2025-03-28", "sensay@2025-06-16", "sensay@2025-06-19"


@pytest.fixture(scope="module")
def specs(root: Path) -> str:
    return str(root / "specs")


def between(specs: str, old: str, new: str, order: str = "ascending") -> Changelog:
    return changelog(compare(load_document(old, root=specs), load_document(new, root=specs)), order=order)


def page(found: Changelog) -> str:
    return "".join(render(found, "text"))


def test_the_page_of_16_june_is_the_published_one(specs: str, shared: Path) -> None:
    published = (shared / "facts" / "changelog-270ddd84.txt").read_text()

    assert page(between(specs, MARCH, SIXTEENTH, "descending")) == published


def test_the_page_of_16_june_flattens_to_the_text_that_was_scraped(specs: str, shared: Path) -> None:
    scraped = (shared / "seeds" / "000_10d8196779e05884.txt").read_bytes()

    flat = "\n".join(_flattened(page(between(specs, MARCH, SIXTEENTH, "descending"))))

    assert flat.replace("(same operationId)\n- ", "(same operationId) - ").encode() == scraped


def test_the_way_back_is_headed_as_published(specs: str) -> None:
    _, summary, *_ = page(between(specs, SIXTEENTH, MARCH)).splitlines()

    assert summary == "30 structure changes including: 6 Breaking changes, 22 Modifications, 8 Removals"


def test_the_way_back_says_what_was_recovered_of_the_published_page(specs: str) -> None:
    said = page(between(specs, SIXTEENTH, MARCH))

    for piece in RECOVERED:
        assert piece in said


def test_the_way_back_removes_two_operations_quietly_for_they_were_beta(specs: str) -> None:
    removed = between(specs, SIXTEENTH, MARCH).of(REMOVED)

    assert [entry.name for entry in removed if not entry.breaking] == [
        "DELETE /v1/training/{trainingID}",
        "POST /v1/replicas/{replicaUUID}/training",
    ]


def test_the_page_of_19_june_joins_the_three_published_entries(specs: str) -> None:
    assert page(between(specs, SIXTEENTH, NINETEENTH)) == THREE_DAYS


def test_the_history_shows_every_step_under_its_date(specs: str) -> None:
    steps = [between(specs, SIXTEENTH, NINETEENTH), between(specs, MARCH, SIXTEENTH)]

    said = "".join(render_history(steps, "text"))

    assert said == (f"2025-06-19\n==========\n\n{page(steps[0])}\n2025-06-16\n==========\n\n{page(steps[1])}")


def test_every_operation_of_march_changed_until_june(specs: str) -> None:
    assert len(between(specs, MARCH, SIXTEENTH).of(MODIFIED)) == len(load_document(MARCH, root=specs).operations) == 22


def _flattened(said: str) -> Iterator[str]:
    """The lines of the page as they came out of a scraper that knew no nesting and broke lines at code."""
    title, summary, *rest = said.splitlines()
    head, _, counts = summary.partition(": ")
    yield from (title, f"{head}:", *counts.split(", "))
    lines = [line for line in rest if line]
    while lines:
        line = lines.pop(0)
        if line.startswith(("Modified (", "Removed (", "Added (")):
            yield from line.replace("(", "").replace(")", "").replace("[", "").replace("]", "").split()
            continue
        yield line
        below = []
        while lines and lines[0].startswith(" "):
            below.append(lines.pop(0))
        # Sections and what is in them came out as one list.
        for text, items in _tree(below):
            if items and "`" not in text:
                yield f"- {text}"
                for item in items:
                    yield from _item(item)
            elif "`" in text:
                first, *others = _pieces(text)
                yield from (f"- {first}", *others)
            else:
                yield f"- {text}"


Tree: TypeAlias = "list[tuple[str, Tree]]"


def _tree(lines: list[str]) -> Tree:
    found: Tree = []
    indent = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    while lines:
        text = lines.pop(0).strip().removeprefix("- ")
        below = []
        while lines and len(lines[0]) - len(lines[0].lstrip()) > indent:
            below.append(lines.pop(0))
        found.append((text, _tree(below)))
    return found


def _item(item: tuple[str, Tree]) -> Iterator[str]:
    text, items = item
    if _is_plain(item):
        yield f"- {text}"
        return
    yield from ("-", *_pieces(text))
    for below in items:
        yield from _item(below)
    if items and not _is_plain(items[0]):
        # The scraper met the first text of a nested list again on its way out.
        yield from ("-", _pieces(items[0][0])[0].removesuffix(" Breaking"))


def _is_plain(item: tuple[str, Tree]) -> bool:
    text, items = item
    return not items and "`" not in text and not text.endswith("[Breaking]")


def _pieces(text: str) -> list[str]:
    if "`" not in text:
        return [text.replace("[Breaking]", "Breaking")]
    went, old, to, new, rest = text.split("`")
    last = rest.strip().strip("[]")
    return [went.strip(), old, to.strip() + new, *([last] if last else [])]


RECOVERED = (
    """
DELETE /v1/replicas/{replicaUUID}/integrations/telegram
  - Path
    - replicaUUID path parameter Removed
      - Removing a resource is always breaking unless it was deprecated before [Breaking]
  - Response
    - 202 response Removed
      - Removing a resource is always breaking unless it was deprecated before [Breaking]
  - Authentication
    - Organization service token & User authentication method Removed
      - Removing a resource is always breaking unless it was deprecated before [Breaking]
    - Sensay jwt, Organization service token & User & User id type authentication methods Added
""",
    """
DELETE /v1/users/me
  - Authentication
    - Organization service token & User authentication method Removed
      - Removing a resource is always breaking unless it was deprecated before [Breaking]
    - Organization service token & User & User id type authentication method Added
""",
    """
GET /v1/replicas
  - Query
    - page_index query parameter Modified
      - Query parameter is no longer deprecated
    - tags query parameter Modified
      - Type went from `array[string]` to `array[string] | string`
    - ownerID, page, slug, integration query parameters Removed
      - Removing a resource is always breaking unless it was deprecated before [Breaking]
""",
    """
        - items property Modified
          - Property is no longer required
          - uuid property Modified
            - Type went from `string(uuid)` to `string | null`
""",
    """
          - name, slug properties Modified
            - Type went from `string` to `string | null`
""",
)

THREE_DAYS = """\
API structure has changed
5 structure changes including: 5 Modifications

Modified (5) [Breaking]

GET /v1/replicas
  - Response
    - 200 response Modified
      - application/json content type Modified
        - items property Modified
          - llm property Modified

GET /v1/replicas/{replicaUUID}
  - Response
    - 200 response Modified
      - application/json content type Modified
        - llm property Modified
          - memoryMode property Modified
            - Property is now deprecated

GET /v1/replicas/{replicaUUID}/conversations/{conversationUUID}/messages
  - Response
    - 200 response Modified
      - application/json content type Modified
        - items property Modified
          - senderProfileImageURL property Added
        - total property Removed
          - Removing a resource is always breaking unless it was deprecated before [Breaking]

POST /v1/replicas
  - Body
    - application/json content type Modified
      - llm property Modified
        - memoryMode property Modified
          - Property is now deprecated

PUT /v1/replicas/{replicaUUID}
  - Body
    - application/json content type Modified
      - llm property Modified
        - memoryMode property Modified
          - Property is now deprecated
"""
