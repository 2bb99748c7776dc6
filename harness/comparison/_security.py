"""Comparing who may call: the alternatives of operations and documents, and the schemes that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.comparison._contents import members_differ
from harness.comparison._pairing import out_of_order, pair_repeated
from harness.document import security_of
from harness.vocabulary import ANNOTATED, NARROWED, REPLACED, REQUEST, WIDENED, Step, security_step

if TYPE_CHECKING:
    from harness.comparison._graph import Graph, Pair
    from harness.document import Document, Node, Operation, Security
    from harness.vocabulary import Effect

# Where credentials go and who takes them. Source: OpenAPI 3.1.1, 4.8.27; OpenAPI 2.0, Security Scheme Object.
_PROTOCOL = ("type", "name", "in", "scheme", "flow", "authorizationUrl", "tokenUrl", "openIdConnectUrl")
_ADDRESSES = ("authorizationUrl", "tokenUrl", "refreshUrl", "deviceAuthorizationUrl")


def compare_document_security(graph: Graph) -> None:
    """What the document asks of every operation that asks nothing itself."""
    was, now = graph.old.root.child("security"), graph.new.root.child("security")
    if was is None and now is None:
        return
    holder = graph.holder("security", (), graph.old.root, graph.new.root)
    _declared(holder, was, now, silent=_is_silent(graph.old) or _is_silent(graph.new))
    if holder.facts:
        inherits = [operation.name for operation in graph.new.operations if "security" not in operation.node.value]
        holder.names = tuple(inherits)


def compare_operation_security(pair: Pair, old: Operation, new: Operation) -> None:
    """The alternatives, where either operation has its own; those of the document are compared with it."""
    was, now = old.node.child("security"), new.node.child("security")
    if was is not None and now is not None:
        _declared(pair, was, now)
    elif was is not None or now is not None:
        pair.note("security", ANNOTATED, was, now, subject="operation")
        silent = _is_silent((old if was is None else new).document)
        _compare(pair, old.security, new.security, silent=silent)


def users_of(document: Document, scheme: str) -> tuple[str, ...]:
    """The operations that a security scheme may be used for."""
    return tuple(
        operation.name
        for operation in document.operations
        if any(scheme in alternative.schemes for alternative in operation.security)
    )


def compare_schemes(graph: Graph, pair: Pair) -> None:
    """Two security schemes of one name."""
    old, new = pair.old, pair.new
    if type(old.value) is not dict or type(new.value) is not dict:
        members_differ(graph, pair)
        return
    for key in _PROTOCOL:
        pair.note_if_differs(key, REPLACED, old.child(key), new.child(key))
    _scope_maps(pair, old.child("scopes"), new.child("scopes"), ())
    _flows(pair, old.child("flows"), new.child("flows"))
    members_differ(graph, pair, {*_PROTOCOL, "scopes", "flows"})


def _is_silent(document: Document) -> bool:
    """Whether a document nowhere says who may call: neither for itself nor for any operation."""
    operations = (operation.node.value for operation in document.operations)
    return "security" not in document.content and not any("security" in operation for operation in operations)


def _declared(pair: Pair, was: Node | None, now: Node | None, *, silent: bool = False) -> None:
    if any(node is not None and type(node.value) is not list for node in (was, now)):
        pair.note_if_differs("security", ANNOTATED, was, now, subject="security")
        return
    if was is not None and now is not None and was.value == now.value:
        pair.note_if_differs("security", ANNOTATED, was, now, subject="security")  # 1 and true
        return
    olds, news = security_of(was), security_of(now)
    known = _compare(pair, olds, news, silent=silent)
    sides = ((was, olds), (now, news))
    odd = [len(node.value) != len(alternatives) for node, alternatives in sides if node is not None]
    if any(odd) or not (olds or news):
        pair.note_if_differs("security", ANNOTATED, was, now, subject="security")
    if out_of_order(known):
        pair.note("order", ANNOTATED, was, now, steps=(Step("member", "security"),))


def _compare(
    pair: Pair, old: tuple[Security, ...], new: tuple[Security, ...], *, silent: bool = False
) -> list[tuple[Node | None, Node | None]]:
    """Note the alternatives that came or went, and scopes that changed; which alternatives stand for each other.

    Where one of the documents is `silent`, and says nothing of security at all, what the other says is a statement and
    no presence: that it was not said is a fact, and what that means is for rules.
    """
    alternatives = {security.node: security for security in (*old, *new)}
    nodes = pair_repeated([item.node for item in old], [item.node for item in new], lambda node: frozenset(node.value))
    pairs = [(was and alternatives[was], now and alternatives[now]) for was, now in nodes]
    for was, now in pairs:
        alternative = now or was
        assert alternative is not None
        step = security_step(alternative.schemes)
        if was is None or now is None:
            effect = _effect(_is_open(old), _is_open(new), added=was is None)
            aspect = "statement" if silent and effect != ANNOTATED else "presence"
            old_node, new_node = was and was.node, now and now.node
            pair.note(aspect, effect, old_node, new_node, subject="security", steps=(step,), direction=REQUEST)
        elif was.node.value != now.node.value:
            _scopes(pair, step, was, now)
    return nodes


def _effect(was_open: bool, is_open: bool, *, added: bool) -> Effect:
    """What it does that an alternative came or went: where all may come before and after, nothing."""
    if was_open and is_open:
        return ANNOTATED
    if added:
        return NARROWED if was_open else WIDENED
    return WIDENED if is_open else NARROWED


def _is_open(alternatives: tuple[Security, ...]) -> bool:
    """Whether callers need no credentials."""
    return not alternatives or any(not alternative.schemes for alternative in alternatives)


def _scopes(pair: Pair, step: Step, was: Security, now: Security) -> None:
    for scheme in was.schemes:
        before, after = set(was.schemes[scheme]), set(now.schemes.get(scheme, ()))
        old, new = was.node.child(scheme), now.node.child(scheme)
        options: dict[str, Any] = {"subject": "security", "steps": (step, Step("scheme", scheme))}
        if before - after:
            pair.note("scopes", WIDENED, old, new, direction=REQUEST, **options)
        if after - before:
            pair.note("scopes", NARROWED, old, new, direction=REQUEST, **options)
        if before == after:
            pair.note_if_differs("scopes", ANNOTATED, old, new, **options)


def _flows(pair: Pair, was: Node | None, now: Node | None) -> None:
    if not _maps(was, now):
        pair.note_if_differs("flows", REPLACED, was, now)
        return
    olds, news = was.value if was else {}, now.value if now else {}
    for name in {**olds, **news}:
        old, new = was and was.child(name), now and now.child(name)
        flow = Step("flow", name)
        if old is None or new is None:
            effect = NARROWED if new is None else WIDENED
            pair.note("presence", effect, old, new, subject="flow", steps=(flow,))
        elif not _maps(old, new):
            pair.note_if_differs("value", REPLACED, old, new, subject="flow", steps=(flow,))
        else:
            for key in {**old.value, **new.value}:
                if key != "scopes":
                    effect = REPLACED if key in _ADDRESSES else ANNOTATED
                    pair.note_if_differs(key, effect, old.child(key), new.child(key), subject="flow", steps=(flow,))
            _scope_maps(pair, old.child("scopes"), new.child("scopes"), (flow,))
    if not (olds or news):
        pair.note_if_differs("flows", ANNOTATED, was, now)


def _scope_maps(pair: Pair, was: Node | None, now: Node | None, steps: tuple[Step, ...]) -> None:
    """The scopes that may be asked for, by name."""
    if not _maps(was, now):
        pair.note_if_differs("scopes", REPLACED, was, now, steps=steps)
        return
    olds, news = was.value if was else {}, now.value if now else {}
    for name in {**olds, **news}:
        old, new = was and was.child(name), now and now.child(name)
        if old is None or new is None:
            effect = NARROWED if new is None else WIDENED
            pair.note("presence", effect, old, new, subject="scope", steps=(*steps, Step("scope", name)))
        else:
            pair.note_if_differs(
                "description", ANNOTATED, old, new, subject="scope", steps=(*steps, Step("scope", name))
            )
    if not (olds or news):
        pair.note_if_differs("scopes", ANNOTATED, was, now, steps=steps)


def _maps(*nodes: Node | None) -> bool:
    return all(node is None or type(node.value) is dict for node in nodes)
