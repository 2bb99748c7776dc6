"""JSON read with remarks on duplicate keys and on numbers that JSON cannot express; bounded nesting."""

from __future__ import annotations

import json
import re
from gc import get_referents, is_tracked
from typing import TYPE_CHECKING, Any

from harness.document._numbers import number
from harness.document._text import MAX_DEPTH, Flaw, Remark, line_and_column

if TYPE_CHECKING:
    from collections.abc import Callable

# From here on the import of msgspec (16 ms) costs less than it saves.
_LARGE = 2_000_000
_COLLECTIONS = frozenset({dict, list})
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


def read_json(data: bytes) -> tuple[Any, tuple[Remark, ...]]:
    """What a JSON text in UTF-8 says, and where its meaning is doubtful.

    Of a key that occurs twice the last one counts; a number that JSON cannot express is the text that stands there.

    Raises:
        Flaw: it is no JSON, or holds what cannot be read at all.
        UnicodeDecodeError: it is no UTF-8.
    """
    if len(data) >= _LARGE:
        import msgspec

        try:
            content = msgspec.json.Decoder(float_hook=number).decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return _read_strictly(data.decode())  # says better what is wrong
        sound = not too_deep(content) and _keeps_every_key(data, content)
        return content, () if sound else _remarks(data.decode())
    return _read_strictly(data.decode())


def too_deep(content: Any) -> bool:
    """Whether a tree of dicts and lists nests deeper than a document may. Values must not be shared."""
    level = [content]
    for _ in range(MAX_DEPTH - 1):
        # The garbage collector does not track dicts of plain values only, so most leaves fall out here, at C speed.
        level = list(filter(is_tracked, get_referents(*level)))
        if not _COLLECTIONS.issuperset(map(type, level)):
            level = [value for value in level if type(value) in _COLLECTIONS]
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
    return data.count(b":") == msgspec.json.encode(content, enc_hook=float).count(b":")


def _read_strictly(text: str) -> tuple[Any, tuple[Remark, ...]]:
    remarks: tuple[Remark, ...] = ()
    try:
        content = json.loads(text, object_pairs_hook=_members, parse_constant=_refuse, parse_float=number)
        if _SURROGATE.search(text):
            json.dumps(content, ensure_ascii=False).encode()  # fails on half of a surrogate pair
    except json.JSONDecodeError as error:
        raise _syntax_flaw(error) from None
    except RecursionError:
        _remarks(text)
        raise Flaw(f"nested more than {MAX_DEPTH} levels deep") from None
    except ValueError:  # ours, half a surrogate pair, or more digits than Python converts
        remarks = _remarks(text)
        content = json.loads(text, parse_constant=str, parse_float=_number(number), parse_int=_number(int))
    if too_deep(content):
        _remarks(text)
        raise Flaw(f"nested more than {MAX_DEPTH} levels deep")
    return content, remarks


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("duplicate key")
    return members


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _number(convert: Callable[[str], float]) -> Callable[[str], float | str]:
    """A conversion that leaves text what it cannot convert."""

    def converted(spelling: str) -> float | str:
        try:
            return convert(spelling)
        except ValueError:
            return spelling

    return converted


def _syntax_flaw(error: json.JSONDecodeError) -> Flaw:
    text, offset = error.doc, error.pos
    label = _LABELS.get(error.msg, error.msg.lower())
    before = text[:offset].rstrip()
    if before.endswith(",") and text[offset : offset + 1] in ("}", "]"):
        offset, label = len(before) - 1, "a comma with nothing after it"
    elif offset >= len(text.rstrip()):
        label += ", but the text ends"
    return Flaw(f"not valid JSON: {label}", *line_and_column(text, offset), label, syntax=True)


class _Level:
    """A collection that is open: its keys, None for an array, and the key or the number of the item that is read."""

    __slots__ = ("key", "keys", "number")

    def __init__(self, sign: str) -> None:
        self.keys: set[str] | None = set() if sign == "{" else None
        self.key = ""
        self.number = 0

    @property
    def step(self) -> str:
        return str(self.number) if self.keys is None else self.key


def _remarks(text: str) -> tuple[Remark, ...]:
    """The spots of doubtful meaning in syntactically right JSON.

    Raises:
        Flaw: a spot that cannot be read at all.
    """
    remarks = []
    levels: list[_Level] = []
    last = None
    for token in _TOKEN.finditer(text):
        sign, place = text[token.start()], token.start()
        level = levels[-1] if levels else None
        message = None
        if sign in "{[":
            levels.append(_Level(sign))
            if len(levels) > MAX_DEPTH:
                place_of = line_and_column(text, place)
                raise Flaw(f"nested more than {MAX_DEPTH} levels deep", *place_of, "one level too many")
        elif sign in "}]":
            if level is None:
                break
            levels.pop()
        elif sign == "," and level is not None:
            level.number += 1
        elif sign == ":" and last is not None and level is not None and level.keys is not None:
            level.key = json.loads(last.group(), strict=False)
            if level.key in level.keys:
                message = f"the key {level.key[:80]!r} occurs twice in one object; the last one counts"
                place = last.start()
            level.keys.add(level.key)
        elif sign == '"':
            last = token
            _refuse_half_pair(token.group(), text, place)
        elif sign not in ":,":
            message = _number_remark(token.group())
        if message:
            remarks.append(Remark(message, line_and_column(text, place)[0], tuple(level.step for level in levels)))
    return tuple(remarks)


def _refuse_half_pair(spelling: str, text: str, place: int) -> None:
    if _SURROGATE.search(spelling):
        try:
            json.loads(spelling).encode()
        except UnicodeEncodeError:
            message = "a string holds half of a surrogate pair, which is no character"
            raise Flaw(message, *line_and_column(text, place), "in this string") from None


def _number_remark(spelling: str) -> str | None:
    if spelling in ("NaN", "Infinity", "-Infinity"):
        return f"{spelling} is no JSON; read as a text"
    try:
        json.loads(spelling, parse_float=number)
    except ValueError:
        return f"the number {spelling[:40]} is too large to be read; read as a text"
    return None
