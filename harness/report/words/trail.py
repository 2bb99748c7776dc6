"""The words around a change: what steps are called, where a trail leads in the middle of a sentence, how it is judged.

Nobody reads these words back: whoever needs to know where something stands asks the steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.records import NamedTuple
from harness.report.words.messages import message_of, proof_line
from harness.report.words.text import clipped, identifier, plural
from harness.vocabulary import (
    BREAKING,
    COMPATIBLE,
    EVERY,
    HIDDEN,
    HIDDEN_BREAKING,
    LISTED,
    PARAMETER_KINDS,
    RISK,
    SECTIONS,
    SILENT,
    SOME,
    UNUSUAL,
    WARNING,
    format_pointer,
    names,
    schemes_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harness.comparison import Change
    from harness.messages import Path, Refusal
    from harness.report.model.diff import DiffReport, Row, SetImpact, Side
    from harness.report.model.entries import Entry
    from harness.vocabulary import Badge, Grade, Step

DOCUMENT = "document"
BADGES = {
    BREAKING: "Breaking",
    HIDDEN_BREAKING: "Breaking, hidden",
    LISTED: "listed",
    HIDDEN: "hidden",
    SILENT: "silent",
}
# The same for readers who do not know them.
_SAYS = {
    BREAKING: "changelog: Breaking",
    HIDDEN_BREAKING: "changelog: Breaking, within a larger entry",
    LISTED: "changelog: listed, not Breaking",
    HIDDEN: "changelog: within a larger entry",
    SILENT: "not in the changelog",
}
_GRADES: dict[Grade, str] = {
    EVERY: "loses typical messages",
    SOME: "loses some messages",
    UNUSUAL: "loses unusual messages only",
}
NOUNS = {BREAKING: "breaking change", WARNING: "warning", COMPATIBLE: "compatible change"}
FILTERED = "Filtered: only what --path, --tag, --operation and --rule let pass is counted and listed."
_UNDECIDED = "not decided"

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
# What holds schemas, and what it is called.
_CARRIERS: dict[str, str] = {
    **{kind: kind for kind in PARAMETER_KINDS},
    **{kind: kind for kind in ("request body", "response", "method", "header", "callback", "server", "tag", "file")},
    "security alternative": "security",
}
# What holds the changes of some subjects; others stand in the document.
_DOCUMENTS = {"info": "API", "externalDocs": "link to more documentation", "operation": "operation"}
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
        carrier: what holds the schema: "request body", "query parameter `limit`"; empty in a shared schema.
        article: of the carrier, with a blank behind it.
    """

    path: str
    carrier: str
    article: str = ""

    @property
    def words(self) -> str:
        """All of it, in the middle of a sentence."""
        if not self.path:
            return f"{self.article}{self.carrier}"
        return f"{code(self.path)} in {self.article}{self.carrier}" if self.carrier else code(self.path)

    @property
    def subject(self) -> str:
        """The same at the beginning of a sentence, where carriers have no article."""
        return self.words if self.path else self.carrier


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


def shared_component(steps: Sequence[Step]) -> Component | None:
    """The shared component at which a trail begins, None where it begins elsewhere."""
    kind = SECTIONS.get(steps[0].kind) if steps else None
    return None if kind is None else Component(kind, steps[0].name)


def spot_of(change: Change) -> Spot:
    """Where the trail of a change leads; `path` ends with the name of what came or went."""
    component = shared_component(change.trail)
    carriers, path = _carriers_and_path(change.trail[1:])
    if component is not None and component.kind == "schema":
        return Spot(component.name + path, "")
    if component is not None:
        carriers.insert(0, ("", f"shared {component.kind} {code(component.name)}"))
    path = path.removeprefix(".")
    if not carriers:
        article, document = _document(change)
        return Spot(path, document, article)
    article, innermost = carriers.pop()
    return Spot(path, " in ".join([innermost, *map("".join, reversed(carriers))]), article)


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
    pointer = format_pointer(map(str, refusal.path))
    where = pointer if refusal.place[-1].kind in _BODIES else f"{place} {pointer}".rstrip()
    line = f"{where or place}: {refusal.reason}"
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def holder_of(row: Row) -> str:
    """Whose change it is: the name of an operation, a shared component as `schema Money`, or "document"."""
    return DOCUMENT if row.holder is None else label(row.holder)


def spot(side: Side | None) -> str:
    """A place as `file:line:column`, or as much of it as is known."""
    if side is None:
        return ""
    return ":".join(str(part) for part in (side.file, side.line, side.column) if part is not None)


def reason_of(row: Row) -> tuple[str, str] | None:
    """What is to be said of a judgement, with what it is: what stood in the way of a proof, or why it harms nobody."""
    if row.setting is not None:
        return setting_words(row.setting), row.reason or ""
    if not row.reason:
        return None
    if row.undecided and row.impact == WARNING:
        return _UNDECIDED, row.reason.removeprefix(f"{_UNDECIDED}: ")
    if row.warning == RISK:
        return RISK, row.reason
    if row.is_harmless:
        continued = row.reason[:1].lower() + row.reason[1:] if row.reason[1:2].islower() else row.reason
        return "harmless to clients", continued
    return None


def setting_words(setting: SetImpact) -> str:
    """What set the impact, and what it would be without: `set by profile law (harness.toml:1), else breaking`."""
    place = ":".join(str(part) for part in (setting.file, setting.line) if part is not None)
    by = f"profile {setting.profile}{place and f' ({place})'}" if setting.profile else place or "a setting"
    return f"set by {by}, else {setting.unset}"


def reason_text(row: Row) -> str | None:
    """The same in one sentence."""
    reason = reason_of(row)
    return None if reason is None else ": ".join(reason)


def judgement_of(row: Row, labels: tuple[str, str], longest: int, longest_message: int) -> list[str]:
    """How far a change reaches, why it is judged so, and the message that proves it, on lines of their own.

    Args:
        row: the change.
        labels: what to call the two documents.
        longest: the most characters of a line.
        longest_message: the most of the message.
    """
    lines = []
    if len(row.operations) > 1:
        lines.append(f"reaches {plural(len(row.operations), 'operation')}")
    reason = reason_text(row)
    if reason is not None:
        lines.append(clipped(reason, longest))
    if row.evidence is not None:
        lines += [
            f"{clipped(proof_line(row.evidence, labels), longest)}:",
            message_of(row.evidence, longest_message),
        ]
    return lines


def renaming_words(row: Row) -> str | None:
    """The hint that something was renamed: `probably renamed to x`; None where nothing was."""
    if not row.renamed:
        return None
    if row.aspect == "presence":
        old, new = row.renamed[0]
        return f"probably renamed to {code(new)}" if row.new is None else f"probably {code(old)} under another name"
    return f"probably renamed: {', '.join(f'{code(old)} to {code(new)}' for old, new in row.renamed)}"


def badge_words(badge: Badge) -> str:
    """What the public changelog says of a change, for readers who know no badges."""
    return _SAYS[badge]


def entry_lines(entry: Entry) -> list[str]:
    """How many messages a break loses, and what else is to blame for it; nothing for what breaks nobody."""
    if not entry.breaks:
        return []
    lines = [grade_words(entry.grade)] if entry.grade is not None and entry.evidence is not None else []
    lines += ["shows once other breaks are mended"] if entry.hidden else []
    lines += [f"together with: {other.title} ({spot(other.place)})" for other in entry.first_rows[1:]]
    return [*lines, *also_lines(entry)]


def also_lines(entry: Entry) -> list[str]:
    """What else loses the message of an entry without it."""
    return [f"alone as well: {other.title} ({spot(other.place)})" for other in entry.also]


def grade_words(grade: Grade) -> str:
    """How many messages are lost."""
    return _GRADES[grade]


def short_labels(report: DiffReport) -> tuple[str, str]:
    """What to call the two documents again and again: files by the end of their paths that tells them apart."""
    old, new = (label.split("/") for label in report.labels)
    same = 0
    while same < min(len(old), len(new)) - 1 and old[same] == new[same]:
        same += 1
    return "/".join(old[same:]), "/".join(new[same:])


def slug_of(report: DiffReport) -> str:
    """The name of the API in letters, digits and single hyphens: the same for all pairs of its snapshots."""
    api, at, _ = report.new.name.rpartition("@")
    return identifier(api if at and "/" not in report.new.name else report.title)


def _document(change: Change) -> tuple[str, str]:
    """What holds a change that stands in no message and no component, with its article."""
    root = change.trail[0] if change.trail else None
    if root is not None and root.kind in _CARRIERS:
        return _carrier(root)
    if root is not None and change.subject == "path item":
        return "", f"path {code(root.name)}"
    return "the ", _DOCUMENTS.get(change.subject, "document")


def _carriers_and_path(steps: Sequence[Step]) -> tuple[list[tuple[str, str]], str]:
    """What holds a schema, each with its article, the outermost first, and the way through the schema."""
    carriers: list[tuple[str, str]] = []
    path = ""
    before: Step | None = None
    for step in steps:
        if step.kind == "media type":
            if step.name != _ORDINARY:
                carriers[-1:] = [_as_media_type(carriers[-1], step)] if carriers else [("", code(step.name))]
        elif step.kind == "expression" and before is not None:
            carriers[-1] = "", f"callback {code(f'{before.name} {step.name}')}"
        elif step.kind in _CARRIERS:
            carriers += [("", code(path.removeprefix(".")))] if path else []
            carriers.append(_carrier(step))
            path = ""
        else:
            path += _element(step)
        before = step
    return carriers, path


def _as_media_type(carrier: tuple[str, str], step: Step) -> tuple[str, str]:
    article, words = carrier
    return article, f"{words} as {code(step.name)}"


def _carrier(step: Step) -> tuple[str, str]:
    if step.kind == "request body":
        return "the ", step.kind
    if step.kind == "response":
        return "", label(step)
    if step.kind == "method":
        return "", code(step.name)
    name = schemes(step) if step.kind == "security alternative" else step.name
    return "", f"{_CARRIERS[step.kind]} {code(name)}"


def _element(step: Step) -> str:
    """A step of the way through a schema."""
    if step.kind in _PARTS and step.name:
        return ""
    if step.kind in _ELEMENTS:
        return f"[{step.name}]"
    return ".*" if step.kind in _FURTHER else f".{label(step)}"
