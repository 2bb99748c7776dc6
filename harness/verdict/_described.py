"""What was described before, or is described now, in other words: by a range, by `default`, by nothing at all.

A part of a message that nobody described may be anything; what comes to describe it, or ceases to, is compared with
that.
"""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING

from harness.containment import NO
from harness.document import Node, without_parameter_names
from harness.messages import CarrierPair, PartPair, Witness, response_carriers
from harness.rules import BREAKING, COMPATIBLE, media_range, response_key_for
from harness.verdict._finding import Judgement, worst
from harness.vocabulary import REQUEST, RESPONSE, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.comparison import Change
    from harness.document import Operation
    from harness.messages import Path
    from harness.rules import Judge
    from harness.verdict._inquiry import Inquiry

# How many operations that a shared part reaches are looked at; the first that breaks is enough.
_MOST = 8
_ANY_TEXT = {"type": "string", "minLength": 1}


def _path_parameter(inquiry: Inquiry, change: Change) -> Judgement | None:
    """A parameter of a path that gets a declaration: the old template demanded some text at its place already."""
    assert change.new_node is not None
    node = inquiry.comparison.new.resolve(change.new_node) or change.new_node
    judgements = []
    for old, new in list(inquiry.pairs_of(change))[:_MOST]:
        old_name = _same_place(old, new, str(node.get("name")))
        if old_name is None:
            return None
        schema = node.child("schema")
        if schema is not None:
            text = Node(schema.file, (), _ANY_TEXT)
            root = PartPair(REQUEST, (Step("path parameter", old_name),), None, True, text, schema, (old, new))
            judgements.append(
                inquiry.judgement(root, "the path had that place before, and every text is still taken there")
            )
        else:
            judgements.append(
                Judgement(COMPATIBLE, "the path had that place before, and nothing says what may stand there")
            )
    return worst(judgements)


def _same_place(old: Operation, new: Operation, name: str) -> str | None:
    """The name that the old path has where the new one has this, None where it has no such place."""
    if without_parameter_names(old.path) != without_parameter_names(new.path):
        return None
    names = [[part.partition("}")[0] for part in path.split("{")[1:]] for path in (old.path, new.path)]
    return names[0][names[1].index(name)] if name in names[1] else None


def _status(inquiry: Inquiry, change: Change) -> Judgement | None:
    """A status that has a response of its own on one side, and on the other that of its range, or `default`."""
    status = change.trail[-1].name
    judgements: list[Judgement] = []
    for both in list(inquiry.pairs_of(change))[:_MOST]:
        olds, news = both[0].responses, both[1].responses
        before = status if status in olds else response_key_for(status, olds)
        after = status if status in news else response_key_for(status, news)
        if before is None or after is None:
            return None
        other = after if before == status else before
        reason = f"`{other}` described that status before, and it allows all that is sent"
        if before == status:
            reason = f"`{other}` describes that status now, and nothing else is sent than before"
        judgements += _responses(inquiry, (Step("response", status),), (olds[before], news[after]), both, reason)
    return worst(judgements)


def _responses(
    inquiry: Inquiry, place: Path, sides: tuple[Node, Node], both: tuple[Operation, Operation], reason: str
) -> Iterator[Judgement]:
    yield Judgement(COMPATIBLE, reason)
    for part in response_carriers(place, *sides, both):
        if part.subject == "header" and part.old.get("required") is True and part.new.get("required") is not True:
            yield Judgement(BREAKING, "a header that came with every such response may be missing")
        root = _root(part, "schema")
        if root is not None and root.old.value != {}:
            yield inquiry.judgement(root, reason)


def _media_type(inquiry: Inquiry, change: Change) -> Judgement | None:
    """A media type that has an entry of its own on one side, and on the other that of its range."""
    name = change.trail[-1].name
    judgements = []
    for part in inquiry.carriers.holding(change):
        sides = []
        for document, owner in zip((inquiry.comparison.old, inquiry.comparison.new), part[4:6], strict=True):
            content = owner.child("content")
            if content is None:
                return None
            key = name if content.child(name) is not None else media_range(name, content.value)
            node = None if key is None else content.child(key)
            sides.append(None if node is None else document.resolve(node))
        if sides[0] is not None and sides[1] is not None:
            entry = part._replace(subject="media type", media_type=name, old=sides[0], new=sides[1])
            root = _root(entry, "schema")
            reason = "a range takes bodies of that type, and all that was taken"
            if part.direction != REQUEST:
                reason = "a range describes bodies of that type, and nothing is sent that was not allowed"
            judgements.append(Judgement(COMPATIBLE, reason) if root is None else inquiry.judgement(root, reason))
    return worst(judgements)


def _lost_media_type(inquiry: Inquiry, change: Change) -> Judgement | None:
    """A media type that responses no longer have, where a range takes its place, or it is a range with types left."""
    name, content = change.trail[-1].name, change.new_owner.get("content")
    if media_range(name, content) is not None:
        return _media_type(inquiry, change)
    left = (
        [other for other in content if media_range(other, {name: None})]
        if type(content) is dict and "*" in name
        else []
    )
    return Judgement(COMPATIBLE, f"of `{name}` it is `{left[0]}` that is still sent") if left else None


def _schema(inquiry: Inquiry, change: Change) -> Judgement | None:
    """A schema where there was none, or none where there was one."""
    judgements = []
    for part in inquiry.carriers.holding(change):
        root = _root(part, change.aspect)
        if root is not None:
            reason = "no request that was taken is refused"
            reason = reason if root.direction == REQUEST else "nothing is sent that was not allowed"
            judgements.append(inquiry.judgement(root, reason))
    return worst(judgements) or _local(inquiry, change)


def _local(inquiry: Inquiry, change: Change) -> Judgement | None:
    """The same of what is no part of a message that has a place of its own, as headers of the parts of a form."""
    text = change.subject in ("parameter", "header")
    sides = [
        owner.child(change.aspect) or Node(owner.file, (), _ANY_TEXT if text else {})
        for owner in (change.old_owner, change.new_owner)
    ]
    both = next(inquiry.pairs_of(change), None)
    if both is None or change.direction not in (REQUEST, RESPONSE):
        return None
    root = PartPair(
        change.direction,
        change.trail[1:] or change.trail,
        None,
        text,
        sides[0],
        sides[1],
        both,
    )
    answer = inquiry.answer(root)
    if answer.verdict != NO:
        return inquiry.judgement(root, "nothing is lost")
    message = f"{change.trail[-1].name}: {answer.witness}" if text else dumps(answer.witness)
    witness = Witness(root.direction, both[1].name, root.place, answer.witness, message)
    return inquiry.broken(root, answer.witness)._replace(witness=witness)


def _root(part: CarrierPair, member: str) -> PartPair | None:
    """The schemas of a part, any value where it has none; None where neither side has one."""
    if part.subject not in ("media type", "parameter", "header"):
        return None
    was, now = part.old.child(member), part.new.child(member)
    if was is None and now is None:
        return None
    # A parameter has a schema, or the schema of its only media type, which is a part of its own.
    if any(node is None and side.child("content") is not None for node, side in ((was, part.old), (now, part.new))):
        return None
    anything = _ANY_TEXT if part.is_text else {}
    was = was or Node(part.old.file, (), anything)
    now = now or Node(part.new.file, (), anything)
    return PartPair(part.direction, part.place, part.media_type, part.is_text, was, now, part.operations)


DESCRIBED: dict[Judge, Callable[[Inquiry, Change], Judgement | None]] = {
    "path-parameter": _path_parameter,
    "status-range": _status,
    "media-type-range": _media_type,
    "remaining-media-type": _lost_media_type,
    "added-schema": _schema,
}
