"""What Swagger 2.0 says and the form of OpenAPI 3 has no place for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.comparison._claims import unclaimed
from harness.comparison._graph import pairs_in_order
from harness.vocabulary import ANNOTATED, Step, parameter_step

if TYPE_CHECKING:
    from harness.comparison._graph import Graph
    from harness.comparison._raw import Difference
    from harness.document import Pointer
    from harness.vocabulary import Subject

_FORMAT = "collectionFormat"


def note_remainder(graph: Graph) -> None:
    """Note each difference that the walk over the views of two Swagger documents did not come by.

    The `collectionFormat` of what is no array, the name of a body, examples without a schema, extensions of form
    fields, and components that no operation uses.
    """
    facts = [fact for pair in pairs_in_order(graph) for fact in pair.facts]
    left = list(unclaimed(facts, (graph.old, graph.new)))
    if not left:
        return
    holder = graph.holder("document", (), graph.old.root, graph.new.root)
    for difference in left:
        old = graph.old.file.at(difference.old) if difference.old is not None else None
        new = graph.new.file.at(difference.new) if difference.new is not None else None
        pointer = difference.new if difference.new is not None else difference.old or ()
        aspect = "order" if difference.kind == "order" else pointer[-1] if pointer else "value"
        plain: tuple[Subject, tuple[Step, ...]] = "member", _members(pointer[:-1])
        subject, steps = plain if aspect != _FORMAT else _written(graph, difference, pointer)
        holder.note(aspect, ANNOTATED, old, new, subject=subject, steps=steps)


def _written(graph: Graph, difference: Difference, pointer: Pointer) -> tuple[Subject, tuple[Step, ...]]:
    """What has a form that stayed and is said in other words, and the trail to it."""
    file = graph.new.file if difference.new is not None else graph.old.file
    node, above = file.at(pointer[:-1]), pointer[:-2]
    in_operation = above[:1] == ("paths",) and len(above) > 3
    holder = (Step("operation", f"{above[2].upper()} {above[1]}"),) if in_operation else _members(above[:-1])
    if above[-1:] == ("headers",):
        response = (Step("response", above[-2]),) if above[-3:-2] == ("responses",) else ()
        return "header", (*holder, *response, Step("header", pointer[-2]))
    if above[-1:] == ("parameters",) and node is not None:
        return "parameter", (*holder, parameter_step(node.get("in"), node.get("name")))
    return "member", _members(pointer[:-1])


def _members(pointer: Pointer) -> tuple[Step, ...]:
    return tuple(Step("member", token) for token in pointer)
