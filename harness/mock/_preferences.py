"""What a client prefers: `Prefer: code=404, example=cat, dynamic=true`, and the media types of `Accept`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from werkzeug.http import parse_options_header

from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

# What is sent where any type of a range may be.
_OF_RANGES = {"text": "text/plain", "image": "image/png", "audio": "audio/mpeg", "video": "video/mp4"}
# Whether a type is named, a range of types, or all.
_ANY, _RANGE, _TYPE = range(3)


class Preferences(NamedTuple):
    """What a request prefers, as far as it is understood; the rest is ignored.

    Source: RFC 7240, 2 The Prefer Request Header Field.

    Attributes:
        code: the status of the response.
        example: the name of an example.
        dynamic: whether the answer is made anew on each call.
    """

    code: str | None = None
    example: str | None = None
    dynamic: bool = False


NO_PREFERENCES = Preferences()


@lru_cache(maxsize=512)
def preferences(header: str) -> Preferences:
    """What the values of `Prefer` say, joined by commas; of one preference that is named twice the first counts."""
    values: dict[str, str] = {}
    for part in _split(header):
        name, _, value = part.partition(";")[0].partition("=")
        values.setdefault(name.strip().lower(), value.strip().strip('"'))
    own = Preferences(values.get("code"), values.get("example"), values.get("dynamic", "").lower() == "true")
    return NO_PREFERENCES if own == NO_PREFERENCES else own


class _Range(NamedTuple):
    kind: str
    subtype: str
    parameters: frozenset[tuple[str, str]]
    quality: float

    @property
    def specificity(self) -> tuple[int, int]:
        level = _ANY if self.kind == "*" else _RANGE if self.subtype == "*" else _TYPE
        return level, len(self.parameters)


@lru_cache(maxsize=1024)
def negotiated(accept: str | None, declared: tuple[str, ...]) -> str | None:
    """The declared media type that is sent; None where none is acceptable.

    That of the highest quality, and of several the first. Where none is acceptable by its name, one of the same
    syntax is: `application/json` for who asks for `application/vnd.pets+json`.

    Source: RFC 9110, 12.5.1 Accept.
    """
    if accept is None or not accept.strip():
        return declared[0] if declared else None
    ranges = [entry for entry in map(_range, _split(accept)) if entry is not None]
    if not ranges:
        return declared[0] if declared else None
    for by_syntax in (False, True):
        qualities = [_quality(media_type, ranges, by_syntax=by_syntax) for media_type in declared]
        if qualities and max(qualities) > 0:
            return declared[qualities.index(max(qualities))]
    return None


@lru_cache(maxsize=1024)
def sent_type(declared: str, accept: str | None) -> str:
    """The media type that is written into a response: for a declared range one that is in it."""
    if "*" not in declared:
        return declared
    kind, _, subtype = declared.partition(";")[0].strip().lower().partition("/")
    for entry in filter(None, map(_range, _split(accept or ""))):
        fits = kind in ("*", entry.kind) and subtype in ("*", entry.subtype)
        if fits and "*" not in (entry.kind, entry.subtype) and entry.quality > 0:
            return f"{entry.kind}/{entry.subtype}"
    return "application/json" if kind in ("*", "application") else _OF_RANGES.get(kind, "application/octet-stream")


def _split(header: str) -> Sequence[str]:
    """The parts between commas that stand outside quotation marks."""
    if '"' not in header:
        return [part.strip() for part in header.split(",") if part.strip()]
    parts, quoted = [""], False
    for sign in header:
        quoted ^= sign == '"'
        if sign == "," and not quoted:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts if part.strip()]


def _range(text: str) -> _Range | None:
    name, parameters = parse_options_header(text)
    kind, slash, subtype = name.lower().partition("/")
    if not slash:
        kind, subtype = ("*", "*") if kind == "*" else (kind, "")
    try:
        quality = min(1.0, max(0.0, float(parameters.pop("q", "1"))))
    except ValueError:
        quality = 1.0
    # In which characters a text is written does not make it another type.
    known = frozenset((key.lower(), value.lower()) for key, value in parameters.items() if key.lower() != "charset")
    return _Range(kind.strip(), subtype.strip(), known, quality) if subtype else None


def _quality(declared: str, ranges: list[_Range], *, by_syntax: bool) -> float:
    """How much a media type is wanted: what the most specific range that it is in says."""
    own = _range(declared)
    if own is None:
        return 0
    fitting = [entry for entry in ranges if _is_in(own, entry, by_syntax=by_syntax)]
    return max(fitting, key=lambda entry: entry.specificity).quality if fitting else 0


def _is_in(own: _Range, entry: _Range, *, by_syntax: bool) -> bool:
    if entry.kind == "*" or own.kind == "*":
        return True
    if entry.kind != own.kind:
        return False
    if entry.subtype == "*" or own.subtype == "*":
        return True
    if by_syntax:
        return entry.subtype.rpartition("+")[2] == own.subtype.rpartition("+")[2]
    return entry.subtype == own.subtype and entry.parameters <= own.parameters
