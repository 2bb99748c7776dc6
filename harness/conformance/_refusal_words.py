"""What is said of an answer that a document does not allow, and of a request."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harness.document import Node
    from harness.messages import HTTPResponse, Refusal

_DIGITS = 10


def told(refusal: Refusal, status: int) -> tuple[str, str, str, str]:
    """The check, a title, why, and what is alike."""
    if refusal.fault == "status":
        why = "The snapshot declares neither this status nor its range for the operation, and no default."
        return "status-code", f"Undeclared status {status}", why, f"{status}"
    if refusal.fault == "media type":
        why = "The body may be right, but its media type is none that the snapshot names."
        return "content-type", f"Undeclared media type in the {status} response", why, f"{status}"
    if refusal.place[-1].kind == "header":
        name = refusal.place[-1].name
        why = "The snapshot declares the header, and clients may rely on it."
        words = "is missing" if refusal.fault == "missing" else f"is wrong: {refusal.reason}"
        return "headers", f"Header `{name}` of the {status} response {words}", why, f"{name}"
    where = f"`{dotted(refusal.path)}`" if refusal.path else "The body"
    why = "The body is not what the schema of the snapshot says."
    words = {"syntax": "is not what its media type says", "missing": "is missing"}.get(refusal.fault, refusal.reason)
    return "response-schema", f"{where} of the {status} response: {words}", why, f"{status} {refusal.fault}"


def pointer_of(refusal: Refusal, status: int) -> str:
    if refusal.fault in ("status", "media type"):
        return str(status)
    if refusal.fault == "schema":
        return refusal.missing or refusal.undeclared
    return refusal.fault


def likeness_of(refusal: Refusal, node: Node) -> str:
    """What refusals have in common that the same definition makes, wherever it stands: a member, and what it is to be.

    Args:
        refusal: by a schema.
        node: the keyword, or the schema that has it.
    """
    name = pointer_of(refusal, 0) or next((step for step in reversed(refusal.path) if isinstance(step, str)), "")
    value = node.value.get(refusal.keyword) if isinstance(node.value, dict) and refusal.keyword != "required" else None
    wanted = node.value if value is None and not isinstance(node.value, dict) else value
    return f"{name}:{refusal.keyword}={str(wanted)[:80] if refusal.keyword != 'required' else ''}"


def dotted(path: tuple[str | int, ...]) -> str:
    return ".".join(str(step) for step in path)


def words_of(refusal: Refusal) -> str:
    place = refusal.place[-1]
    name = f"`{place.name}`" if place.name else place.kind
    return f"{name} {refusal.reason}" if refusal.fault == "missing" else f"{name}: {refusal.reason}"


def words_in(response: HTTPResponse) -> str:
    """What an answer says, without what is of this one alone: alike answers have one cause."""
    words = re.sub(r"[0-9a-fA-F]*[0-9][0-9a-fA-F-]*", "", response.body.decode("utf-8", "replace"))
    # Words of a server may hold secrets, and become a part of the entry.
    return f"{response.status} {sha256(words[:200].encode()).hexdigest()[:_DIGITS]}"
