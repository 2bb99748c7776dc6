"""Two schemas that are put together in different ways, in a form in which they can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.comparison._references import only_reference
from harness.document import Node, format_pointer
from harness.records import NamedTuple
from harness.vocabulary import KEYWORDS, by_role, component_step_at, keyword_for, names

if TYPE_CHECKING:
    from collections.abc import Sequence

EVERY, PROPERTIES, REQUIRED, TYPE = keyword_for("every"), keyword_for("property"), "required", "type"
UNIONS = names("some", "one")
# A schema with one of these is more than its keywords: it is a place that others lead to, or depends on the way to it.
FIXED = frozenset((*by_role("identifier"), *by_role("reference")))


class Composition(NamedTuple):
    """Two schemas that are put together in different ways, in a form in which they can be compared.

    Attributes:
        seen: what was seen through on either side: references, and keywords that another place says as well.
        is_news: whether they are put together in different ways, and not only one of them by a reference.
    """

    old: Node
    new: Node
    seen: tuple[tuple[Node, ...], tuple[Node, ...]]
    is_news: bool = True


def is_demanding(keyword: str) -> bool:
    """Whether a keyword by itself may say which values are valid."""
    known = KEYWORDS.get(keyword)
    return known is not None and known.is_demanding


def made(node: Node, parts: dict[str, Node]) -> Node:
    return Node(node.file, node.pointer, {keyword: part.value for keyword, part in parts.items()}, parts)


def listed(node: Node, items: list[Node]) -> Node:
    """A list of items that may stand elsewhere."""
    parts = {str(number): item for number, item in enumerate(items)}
    return Node(node.file, node.pointer, [item.value for item in items], parts)


def reference_to(schema: Node, nodes: Sequence[Node]) -> Node | None:
    """Which of some schemas of the other document is but a reference to the place where a component stands.

    One within that component is none: it leads back to what is being compared, and nothing else would be.
    """
    place = schema.pointer
    if component_step_at(place) is None:
        return None
    text = "#" + format_pointer(place)
    around = (node for node in nodes if node.pointer[: len(place)] != place)
    return next((node for node in around if only_reference(node) and node.value["$ref"] == text), None)
