"""Which values name other things, so that they may be valid and lead nowhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harness.resources import is_word

if TYPE_CHECKING:
    from harness.messages import Accepted

# Names of what names other things: ids, cursors, keys. Such values may be valid and lead nowhere.
_REFERENCE = re.compile(
    r"(?:^|_|-)(?:id|uuid|ids|after|before|cursor|token|code)$|(?:Id|ID|UUID|Uuid|IDs|Token|Cursor|Code)$"
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Up to here every reader of JSON has the same integer. Source: RFC 8259, 6.
_LARGEST = 2**53


def refers(read: Accepted) -> bool:
    """Whether a request names things that may not be there, elsewhere than in its path: no schema says which are."""
    rest = {place: value for place, value in read.values.items() if place[-1].kind != "path parameter"}
    return any(is_reference(place[-1].name) for place in rest) or any(_holds_reference(v) for v in rest.values())


def is_beyond(read: Accepted) -> bool:
    """Whether a request asks for what no server need have: a page that is not the first, or a number beyond all."""
    pages = [(place[-1].name, value) for place, value in read.values.items() if place[-1].kind == "query parameter"]
    return any(_is_elsewhere(*page) for page in pages) or any(_holds_beyond(value) for value in read.values.values())


def _is_elsewhere(name: str, value: Any) -> bool:
    """Whether a parameter names another page than the first, or one that holds nothing."""
    number = int(value) if isinstance(value, str) and value.isdecimal() else value
    if type(number) is not int:
        return False
    return (number == 0 and is_word(name, "size", "page")) or (number > 1 and is_word(name, "page", "offset"))


def _holds_beyond(value: Any) -> bool:
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (isinstance(value, int | float) and abs(value) > _LARGEST) or any(_holds_beyond(each) for each in members)


def is_reference(name: str) -> bool:
    """Whether what is called so names other things, which may not be there."""
    return _REFERENCE.search(name) is not None


def _holds_reference(value: Any) -> bool:
    if isinstance(value, dict):
        return any(
            (is_reference(str(name)) and isinstance(member, str | int)) or _holds_reference(member)
            for name, member in value.items()
        )
    if isinstance(value, list):
        return any(_holds_reference(item) for item in value)
    return isinstance(value, str) and _UUID.fullmatch(value) is not None
