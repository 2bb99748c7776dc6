"""Comparing who may call: the alternatives of operations and documents, and the schemes that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.comparison._contents import members_differ
from harness.comparison._pairing import operations, out_of_order, pair_repeated
from harness.document import security_of
from harness.vocabulary import ANNOTATED, NARROWED, REPLACED, REQUEST, WIDENED, Step, security_step

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

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
    _declared(holder, was, now, (graph.old, graph.new), silent=_is_silent(graph.old) or _is_silent(graph.new))
    if holder.facts:
        holder.names = _inheriting(graph)
        if not holder.names:
            # Whoever asks for something of its own is compared by that.
            holder.facts = [fact._replace(effect=ANNOTATED) for fact in holder.facts]


def _inheriting(graph: Graph) -> tuple[str, ...]:
    """The operations that ask for what their document asks for, those that came included; none if only those do."""
    pairs = operations(graph.old.operations, graph.new.operations)
    both = [
        (old, new)
        for old, new in pairs
        if new is not None and not any("security" in item.node.value for item in (old, new) if item is not None)
    ]
    return tuple(new.name for _, new in both) if any(old is not None for old, _ in both) else ()


def compare_operation_security(pair: Pair, old: Operation, new: Operation) -> None:
    """The alternatives, where either operation has its own; those of the document are compared with it."""
    was, now = old.node.child("security"), new.node.child("security")
    if was is not None and now is not None:
        _declared(pair, was, now, (old.document, new.document))
    elif was is not None or now is not None:
        pair.note("security", ANNOTATED, was, now, subject="operation")
        silent = _is_silent((old if was is None else new).document)
        _compare(pair, old.security, new.security, (old.document, new.document), silent=silent)


def users_of_schemes(document: Document) -> dict[str, list[str]]:
    """The operations that each security scheme may be used for."""
    users: dict[str, list[str]] = {}
    for operation in document.operations:
        for scheme in dict.fromkeys(name for alternative in operation.security for name in alternative.schemes):
            users.setdefault(scheme, []).append(operation.name)
    return users


def compare_schemes(graph: Graph, pair: Pair) -> None:
    """Two security schemes of one name."""
    old, new = pair.old, pair.new
    if type(old.value) is not dict or type(new.value) is not dict:
        members_differ(graph, pair)
        return
    for key in _PROTOCOL:
        effect = ANNOTATED if _spelled(old, key) == _spelled(new, key) else REPLACED
        pair.note_if_differs(key, effect, old.child(key), new.child(key))
    _scope_maps(pair, old.child("scopes"), new.child("scopes"), ())
    _flows(pair, old.child("flows"), new.child("flows"))
    members_differ(graph, pair, {*_PROTOCOL, "scopes", "flows"})


def _spelled(scheme: Node, key: str) -> Any:
    """A member of a security scheme, in lower case where letters count in any case.

    Source: RFC 9110, 5.1 (names of fields) and 11.1 (names of authentication schemes).
    """
    value = scheme.get(key)
    of_any_case = key == "scheme" or (key == "name" and scheme.get("in") == "header")
    return value.lower() if of_any_case and type(value) is str else value


def credential(document: Document, name: str) -> Hashable:
    """What a security scheme asks for, the same for schemes of any name; the name itself where it is none.

    Source: OpenAPI 3.1.1, 4.8.27 Security Scheme Object; OpenAPI 2.0, Security Scheme Object.
    """
    declared = document.component("securitySchemes", name)
    scheme = document.resolve(declared) if declared is not None else None
    if scheme is None or type(scheme.value) is not dict:
        return name
    kind = scheme.get("type")
    if kind in ("basic", "http"):
        return "http", "basic" if kind == "basic" else str(_spelled(scheme, "scheme"))
    if kind == "apiKey":
        return kind, str(scheme.get("in")), str(_spelled(scheme, "name"))
    addresses = {key: str(scheme.get(key)) for key in ("openIdConnectUrl", "flow", *_ADDRESSES) if key in scheme.value}
    flows = scheme.get("flows")
    for flow, member in flows.items() if type(flows) is dict else ():
        addresses[flow] = str([member.get(key) for key in _ADDRESSES] if type(member) is dict else member)
    return str(kind), *sorted(addresses.items())


def _is_silent(document: Document) -> bool:
    """Whether a document nowhere says who may call: neither for itself nor for any operation."""
    operations = (operation.node.value for operation in document.operations)
    return "security" not in document.content and not any("security" in operation for operation in operations)


def _declared(
    pair: Pair, was: Node | None, now: Node | None, documents: tuple[Document, Document], *, silent: bool = False
) -> None:
    if any(node is not None and type(node.value) is not list for node in (was, now)):
        pair.note_if_differs("security", ANNOTATED, was, now, subject="security")
        return
    if was is not None and now is not None and was.value == now.value:
        pair.note_if_differs("security", ANNOTATED, was, now, subject="security")  # 1 and true
        return
    olds, news = security_of(was), security_of(now)
    known = _compare(pair, olds, news, documents, silent=silent)
    sides = ((was, olds), (now, news))
    odd = [len(node.value) != len(alternatives) for node, alternatives in sides if node is not None]
    if any(odd) or not (olds or news):
        pair.note_if_differs("security", ANNOTATED, was, now, subject="security")
    if out_of_order(known):
        pair.note("order", ANNOTATED, was, now, steps=(Step("member", "security"),))


def _compare(
    pair: Pair,
    old: tuple[Security, ...],
    new: tuple[Security, ...],
    documents: tuple[Document, Document],
    *,
    silent: bool = False,
) -> list[tuple[Node | None, Node | None]]:
    """Note the alternatives that came or went, and scopes that changed; which alternatives stand for each other.

    Where one of the documents is `silent`, and says nothing of security at all, what the other says is a statement and
    no presence: that it was not said is a fact, and what that means is for rules.
    """
    alternatives = {security.node: security for security in (*old, *new)}
    credentials = {
        item.node: {credential(document, name): name for name in item.schemes}
        for document, side in zip(documents, (old, new), strict=True)
        for item in side
    }
    nodes = pair_repeated(
        [item.node for item in old],
        [item.node for item in new],
        lambda node: frozenset(node.value),
        lambda node: frozenset(credentials[node]),
    )
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
            names = {name: name for name in now.schemes}
            if was.schemes.keys() != now.schemes.keys():
                pair.note("name", ANNOTATED, was.node, now.node, subject="security", steps=(step,))
                names = {name: credentials[now.node][key] for key, name in credentials[was.node].items()}
            _scopes(pair, step, was, now, names)
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


def _scopes(pair: Pair, step: Step, was: Security, now: Security, names: Mapping[str, str]) -> None:
    """Note scopes that changed; `names` are those of the schemes in the new document."""
    for scheme, name in names.items():
        before, after = set(was.schemes[scheme]), set(now.schemes[name])
        old, new = was.node.child(scheme), now.node.child(name)
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
