"""JSON read strictly: no duplicate keys, no numbers or strings that JSON cannot express, bounded nesting."""

from __future__ import annotations

import json
import math
import re
from gc import get_referents, is_tracked
from typing import Any

from harness.document._text import MAX_DEPTH, Flaw, line_and_column

# From here on the import of msgspec (16 ms) costs less than it saves.
_LARGE = 2_000_000
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:,]|[^\s"{}\[\]:,]+', re.DOTALL)
# One literal byte and a look ahead: the engine skips to the next backslash at C speed.
_ESCAPED_COLON = re.compile(rb"\\(?=u003[aA])")
_SURROGATE = re.compile(r"\\(?=u[dD])")
_LABELS = {
    "Expecting value": "expected a value",
    "Expecting ',' delimiter": "expected a comma or the end",
    "Expecting ':' delimiter": "expected ':' after the key",
    "Expecting property name enclosed in double quotes": "expected a key in double quotes",
    "Extra data": "expected nothing after the end of the document",
    "Unterminated string starting at": "this string never ends",
    "Invalid control character at": "a control character must be escaped",
}


def read_json(data: bytes) -> Any:
    """What a JSON text in UTF-8 says.

    Raises:
        Flaw: it is no JSON, or JSON of doubtful meaning.
        UnicodeDecodeError: it is no UTF-8.
    """
    if len(data) >= _LARGE:
        import msgspec

        try:
            content = msgspec.json.decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return _read_strictly(data.decode())  # says better what is wrong
        if not too_deep(content) and _keeps_every_key(data, content):
            return content
        text = data.decode()
        if flaw := _find_flaw(text):
            raise flaw
        return content
    return _read_strictly(data.decode())


def too_deep(content: Any) -> bool:
    """Whether a tree of dicts and lists nests deeper than a document may. Values must not be shared."""
    level = [content]
    for _ in range(MAX_DEPTH - 1):
        # The garbage collector does not track dicts of plain values only, so most leaves fall out here, at C speed.
        level = list(filter(is_tracked, get_referents(*level)))
        if not level:
            return False
    return any(type(value) is dict or type(value) is list for value in get_referents(*level))


def _keeps_every_key(data: bytes, content: Any) -> bool:
    """Whether no key of the text was lost to a duplicate; False may be a false alarm.

    A text has one colon per member, and those inside its strings. What was decoded from it, encoded again, has one per
    member that survived, and those inside the surviving strings. A lost member lowers the count, and nothing can raise
    it again as long as no string spells a colon as an escape.
    """
    import msgspec

    if _ESCAPED_COLON.search(data):
        return False
    return data.count(b":") == msgspec.json.encode(content).count(b":")


def _read_strictly(text: str) -> Any:
    try:
        content = json.loads(text, object_pairs_hook=_members, parse_constant=_refuse, parse_float=_finite)
        if _SURROGATE.search(text):
            json.dumps(content, ensure_ascii=False).encode()  # fails on half of a surrogate pair
    except json.JSONDecodeError as error:
        raise _syntax_flaw(error) from None
    except RecursionError:
        raise _find_flaw(text) or Flaw(f"nested more than {MAX_DEPTH} levels deep") from None
    except ValueError as error:  # ours, half a surrogate pair, or more digits than Python converts
        raise _find_flaw(text) or Flaw(f"not readable as JSON: {error}") from None
    if too_deep(content):
        raise _find_flaw(text) or Flaw(f"nested more than {MAX_DEPTH} levels deep")
    return content


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("duplicate key")
    return members


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _finite(number: str) -> float:
    value = float(number)
    if math.isinf(value):
        raise ValueError(number)
    return value


def _syntax_flaw(error: json.JSONDecodeError) -> Flaw:
    text, offset = error.doc, error.pos
    label = _LABELS.get(error.msg, error.msg.lower())
    before = text[:offset].rstrip()
    if before.endswith(",") and text[offset : offset + 1] in ("}", "]"):
        offset, label = len(before) - 1, "a comma with nothing after it"
    elif offset >= len(text.rstrip()):
        label += ", but the text ends"
    return Flaw(f"not valid JSON: {label}", *line_and_column(text, offset), label, syntax=True)


def _find_flaw(text: str) -> Flaw | None:
    """The first spot in syntactically right JSON that is refused nevertheless."""
    open_keys: list[set[str] | None] = []
    last = None
    for token in _TOKEN.finditer(text):
        sign = text[token.start()]
        flaw, place = None, token.start()
        if sign in "{[":
            open_keys.append(set() if sign == "{" else None)
            if len(open_keys) > MAX_DEPTH:
                flaw = f"nested more than {MAX_DEPTH} levels deep", "one level too many"
        elif sign in "}]":
            if not open_keys:
                return None
            open_keys.pop()
        elif sign == ":" and last is not None and open_keys and (keys := open_keys[-1]) is not None:
            key = json.loads(last.group(), strict=False)
            if key in keys:
                flaw, place = (f"the key {key[:80]!r} occurs twice in one object", "the second time"), last.start()
            keys.add(key)
        elif sign == '"':
            last = token
            flaw = _string_flaw(token.group())
        elif sign not in ":,":
            flaw = _number_flaw(token.group())
        if flaw:
            message, label = flaw
            return Flaw(message, *line_and_column(text, place), label)
    return None


def _string_flaw(spelling: str) -> tuple[str, str] | None:
    if _SURROGATE.search(spelling):
        try:
            json.loads(spelling).encode()
        except UnicodeEncodeError:
            return "a string holds half of a surrogate pair, which is no character", "in this string"
    return None


def _number_flaw(spelling: str) -> tuple[str, str] | None:
    if spelling in ("NaN", "Infinity", "-Infinity"):
        return f"{spelling} is no JSON", "expected a value"
    try:
        json.loads(spelling, parse_float=_finite)
    except ValueError:
        return "a number is too large to be read", "this number"
    return None
