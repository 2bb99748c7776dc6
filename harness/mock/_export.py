"""The document that a mock serves, as others may read it: overlaid, with the version that it is narrowed to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harness.document import bundle

if TYPE_CHECKING:
    from harness.document import Document


def exported(document: Document, header: str | None = None, version: str | None = None) -> dict[str, Any]:
    """The document as JSON data, with what it refers to in other files.

    Args:
        document: with its overlay.
        header: the request header that names the version; None where there is none.
        version: that the header is narrowed to; None to leave it as it is.
    """
    content: dict[str, Any] = json.loads(json.dumps(bundle(document) or document.content))
    if header is not None and version is not None:
        _narrow(content, header.lower(), version, is_swagger=document.version == "2.0")
    return content


def _narrow(value: Any, header: str, version: str, *, is_swagger: bool) -> None:
    """Let the version header of all operations have one value."""
    if isinstance(value, list):
        for item in value:
            _narrow(item, header, version, is_swagger=is_swagger)
    if not isinstance(value, dict):
        return
    if value.get("in") == "header" and str(value.get("name")).lower() == header:
        narrowed = {"type": "string", "enum": [version], "default": version}
        value.pop("content", None)
        value.update(narrowed if is_swagger else {"schema": narrowed})
        value.pop("example", None)
        value.pop("examples", None)
        return
    for member in value.values():
        _narrow(member, header, version, is_swagger=is_swagger)
