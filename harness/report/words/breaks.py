"""The words for breaks: what happened to clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.records import NamedTuple
from harness.report.words.trail import spot_of
from harness.report.words.wording import sentence
from harness.vocabulary import RESPONSE, keyword_for

if TYPE_CHECKING:
    from harness.comparison import Change
    from harness.document import Node, Operation
    from harness.messages import Witness
    from harness.verdict import Break

_PROPERTIES = keyword_for("property")

# Of many changes that break only together, the first few tell what it is about.
_MOST = 3
# What is asked only where the user says so, unless the server is on this machine.
_SAFE = ("GET", "HEAD", "OPTIONS")


class ServedPair(NamedTuple):
    """Two snapshots that one server can be asked for.

    Attributes:
        api: its name in the store.
        old, new: the days of the snapshots, as the store has them.
        has_server: whether the settings say where it is served.
        options: by which the snapshots were read, as a command has them.
    """

    api: str
    old: str
    new: str
    has_server: bool
    options: tuple[str, ...] = ()


def replay_command(loss: Break, pair: ServedPair, operation: Operation | None) -> str | None:
    """The command that asks a server whether it makes a break; None where no request shows it.

    Args:
        loss: the break.
        pair: the snapshots that it is between.
        operation: that of its message.
    """
    from shlex import join

    witness = loss.witness
    if witness is None or operation is None or operation.kind != "operation":
        return None  # a webhook is what a server sends
    if not _is_shown_by_requests(loss, witness):
        return None
    is_known = pair.has_server and operation.method in _SAFE
    address = () if is_known else ("--base-url", "URL")
    return join(["harness", "replay", loss.id, pair.api, pair.old, pair.new, *address, *pair.options])


def _is_shown_by_requests(loss: Break, witness: Witness) -> bool:
    """Whether a client can send it to what is there, or sees it when all goes well."""
    place = witness.place[0]
    if witness.direction == RESPONSE:
        return loss.grade == "every" and place.kind == "response" and place.name.startswith("2")
    return place.kind not in ("credentials", "path parameter")


def break_sentence(loss: Break) -> str:
    """What happened, in plain words; names from the documents stand in backticks."""
    sentences = list(dict.fromkeys(_sentence(change, loss) for change in loss.changes))
    text = "; ".join(sentences[:_MOST])
    left = len(sentences) - _MOST
    if left > 0:
        text += f"; {left} more change{'s' * (left > 1)}"
    return f"{text} (all together)" if len(sentences) > 1 else text


def _sentence(change: Change, loss: Break) -> str:
    """What one change did to the messages of a break."""
    if change.subject != "property":
        return sentence(change)
    name = change.trail[-1].name
    was, now = (_declares(node, name) for node in (change.old_owner, change.new_owner))
    if change.aspect == "required" and was != now and was is (change.new_node is None):
        # That a property is required says less than that it came or went with it.
        return f"required property {spot_of(change).words} {'removed' if was else 'added'}"
    if change.aspect == "presence" and not now and loss.direction == RESPONSE and loss.witness is not None:
        # Its message has the property, in another form.
        return f"property {spot_of(change).words} is no longer declared and may be anything"
    return sentence(change)


def _declares(schema: Node, name: str) -> bool:
    properties = schema.child(_PROPERTIES)
    return properties is not None and isinstance(properties.value, dict) and name in properties.value
