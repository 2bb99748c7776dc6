"""The words of steps: what one is called by itself, and where a whole trail leads in the middle of a sentence.

Nobody reads these words back: whoever needs to know where something stands asks the steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harness.vocabulary import PARAMETER_KINDS, SECTIONS, names, schemes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harness.comparison import Change
    from harness.messages import Path, Refusal
    from harness.vocabulary import Step

# Steps that are called by their names alone.
_NAMED = frozenset(
    (
        *("operation", "webhook", "path", "webhook item", "file", "member", "component"),
        *("reference", "media type", "encoding", "link", "expression", "method", "scheme", "flow", "scope", "property"),
    )
)
# Steps that are written behind a name and not as one.
_ELEMENTS = frozenset(names("item", "position", "further item"))
_FURTHER = frozenset(names("further property", "unevaluated property"))
_PARTS = frozenset(names("every"))
_SUBSCHEMAS = frozenset(names())
# What holds schemas, with a name or a status.
_CARRIERS = PARAMETER_KINDS | {"header", "callback", "security alternative", "server", "tag"}
_ORDINARY = "application/json"
_BACKTICK = "\\x60"
_LONGEST = 160
_BODIES = ("request body", "response")


class Component(NamedTuple):
    """A shared component, as `schema` and `Money`."""

    kind: str
    name: str


class Spot(NamedTuple):
    """Where a trail leads.

    Attributes:
        path: the way through a schema: `parcel.weight`, `lines[].price`; empty for the schema itself.
        carrier: what holds the schema: "the request body", "query parameter `limit`"; empty in a shared schema.
    """

    path: str
    carrier: str

    @property
    def words(self) -> str:
        """Both, in the middle of a sentence."""
        if not self.path:
            return self.carrier
        return f"{code(self.path)} in {self.carrier}" if self.carrier else code(self.path)


def code(text: str) -> str:
    """Text from a document, set apart from the words around it: between backticks, and without any of its own."""
    return f"`{text.replace('`', _BACKTICK)}`"


def label(step: Step) -> str:
    """What a step is called by itself: `GET /pets`, `schema Pet`, `response 200`, `weight`, `allOf[0]`."""
    kind, name = step
    if kind in _NAMED:
        return name
    if kind == "security alternative":
        return f"security {schemes(step)}"
    if not name:
        return SECTIONS.get(kind, kind)
    return f"{kind}[{name}]" if kind in _SUBSCHEMAS else f"{SECTIONS.get(kind, kind)} {name}"


def spoken(step: Step) -> str:
    """What a sentence that names a step says of it."""
    if step.kind == "security alternative":
        return schemes(step)
    return label(step) if step.kind in _SUBSCHEMAS else step.name or step.kind


def labels(steps: Iterable[Step]) -> tuple[str, ...]:
    """What each of some steps is called."""
    return tuple(map(label, steps))


def schemes(step: Step) -> str:
    """What a way to authenticate needs: `ApiKey & UserID`, "none"."""
    return " & ".join(schemes_of(step)) or "none"


def component_of(steps: Sequence[Step]) -> Component | None:
    """The shared component at which a trail begins, None where it begins elsewhere."""
    kind = SECTIONS.get(steps[0].kind) if steps else None
    return None if kind is None else Component(kind, steps[0].name)


def spot_of(change: Change) -> Spot:
    """Where the trail of a change leads; `path` ends with the name of what came or went."""
    component = component_of(change.trail)
    carriers, path = _carriers_and_path(change.trail[1:])
    if component is not None and component.kind == "schema":
        return Spot(component.name + path, "")
    if component is not None:
        carriers.insert(0, f"shared {component.kind} {code(component.name)}")
    return Spot(path.removeprefix("."), " in ".join(reversed(carriers)) or _document(change))


def place_words(place: Path, *, absent: bool = False) -> str:
    """`query parameter limit`, `response 200`, `header ETag of response 200`; `no request body` for one that lacks.

    Args:
        place: the part of a message.
        absent: whether it is missing.
    """
    words = labels(place)
    if [step.kind for step in place] == ["response", "header"]:
        return f"{words[1]} of {words[0]}"
    return f"{'no ' if absent else ''}{' '.join(words)}"


def refusal_words(refusal: Refusal) -> str:
    """`/parcel/weight: 1 is not of type object`; the place stands before the pointer of what is no body."""
    place = place_words(refusal.place)
    if not refusal.keyword:
        return f"{place} {'are' if refusal.place[0].kind == 'credentials' else 'is'} {refusal.reason}"
    pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in refusal.path)
    where = pointer if refusal.place[-1].kind in _BODIES else f"{place} {pointer}".rstrip()
    line = f"{where or place}: {refusal.reason}"
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _document(change: Change) -> str:
    root = change.trail[0] if change.trail else None
    if root is not None and root.kind in _CARRIERS:
        return _carrier(root)
    if root is not None and change.subject == "path item":
        return f"path {code(root.name)}"
    return {"info": "the API", "externalDocs": "the link to more documentation", "operation": "the operation"}.get(
        change.subject, "the document"
    )


def _carriers_and_path(steps: Sequence[Step]) -> tuple[list[str], str]:
    """What holds a schema in words, the outermost first, and the way through the schema."""
    carriers: list[str] = []
    path = ""
    before: Step | None = None
    for step in steps:
        if step.kind == "media type":
            if step.name != _ORDINARY:
                carriers[-1:] = [f"{carriers[-1]} as {code(step.name)}"] if carriers else [code(step.name)]
        elif step.kind == "expression" and before is not None:
            carriers[-1] = f"callback {code(f'{before.name} {step.name}')}"
        elif step.kind in _CARRIERS or step.kind in ("request body", "response", "method"):
            carriers += [code(path.removeprefix("."))] if path else []
            carriers.append(_carrier(step))
            path = ""
        else:
            path += _element(step)
        before = step
    return carriers, path


def _carrier(step: Step) -> str:
    if step.kind == "request body":
        return "the request body"
    if step.kind == "response":
        return label(step)
    if step.kind == "method":
        return code(step.name)
    if step.kind == "security alternative":
        return f"security {code(schemes(step))}"
    return f"{step.kind} {code(step.name)}"


def _element(step: Step) -> str:
    """A step of the way through a schema."""
    if step.kind in _PARTS and step.name:
        return ""
    if step.kind in _ELEMENTS:
        return f"[{step.name}]"
    return ".*" if step.kind in _FURTHER else f".{label(step)}"
