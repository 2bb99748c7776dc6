"""Regular expressions with intersection and complement, and their derivatives.

The derivative of an expression is what may follow once a character has been read; expressions cannot tell apart the
characters of a block, so one of each block stands for all.
Source: J. A. Brzozowski, Derivatives of Regular Expressions, 1964; Owens, Reppy, Turon, 2009.
"""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from harness.containment._regex import LINE_ENDS, Anchor, Chars, Choice, Look, NotUnderstood, Ranges, Repeat, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.containment._regex import Syntax

# States looked at before it is given up, and parts of expressions: a few tenths of a second.
_STATES = 3000
_PARTS = 500_000
_SURROGATES: Ranges = ((0xD800, 0xDFFF),)
# Characters in the order in which people like to read them, and ranges of others that will do.
_LIKED = "a0A-_. xb1/:@,+é"
_USABLE = ((0x21, 0x7E), (0xA1, 0x2FF), (0x300, 0x1FFF), (0x3041, 0xD7FF), (0x10000, 0x10FFFF), (0, 0x1F))


def mentioned_sets(syntax: Syntax) -> Iterator[Ranges]:
    """The sets of characters that an expression speaks of."""
    match syntax:
        case Chars(ranges):
            yield ranges
        case Sequence(parts) | Choice(parts):
            for part in parts:
                yield from mentioned_sets(part)
        case Repeat(part, _, _) | Look(part, _):
            yield from mentioned_sets(part)


class _Expression:
    """A regular expression with intersection and complement; the same one is made only once."""

    __slots__ = ("arguments", "empty", "next", "number", "sign")

    def __init__(self, number: int, sign: str, arguments: tuple[Any, ...], *, empty: bool) -> None:
        self.number = number
        self.sign = sign
        self.arguments = arguments
        # Whether the empty string is one of its strings.
        self.empty = empty
        self.next: dict[int, _Expression] = {}


class Algebra:
    """The expressions over the blocks that some sets of characters make.

    Attributes:
        parts: how many parts of expressions were looked at, which is what it costs.

    Raises:
        NotUnderstood: from any method, where it would cost too much.
    """

    def __init__(self, sets: set[Ranges]) -> None:
        self.parts = 0
        self._made: dict[tuple[Any, ...], _Expression] = {}
        self.blocks, self.sizes, self._masks = _blocks(sets)
        self.none = self._make("none", (), empty=False)
        self.nil = self._make("nil", (), empty=True)
        self.any_char = self._chars((1 << len(self.blocks)) - 1)
        self.all = self.repeat(self.any_char, 0, None)

    def _make(self, sign: str, arguments: tuple[Any, ...], *, empty: bool) -> _Expression:
        key = (sign, *(a.number if isinstance(a, _Expression) else a for a in arguments))
        known = self._made.get(key)
        if known is None:
            if len(self._made) > 40 * _STATES:
                raise NotUnderstood
            known = self._made[key] = _Expression(len(self._made), sign, arguments, empty=empty)
        return known

    def _count(self, parts: int) -> None:
        self.parts += parts
        if self.parts > _PARTS:
            raise NotUnderstood

    def _chars(self, mask: int) -> _Expression:
        return self._make("chars", (mask,), empty=False) if mask else self.none

    def literal(self, text: str) -> _Expression:
        """The one string."""
        found = self.nil
        for char in reversed(text):
            found = self.then(self._chars(self._masks[((ord(char), ord(char)),)]), found)
        return found

    def then(self, one: _Expression, other: _Expression) -> _Expression:
        """The strings of one, followed by those of the other."""
        if one is self.none or other is self.none:
            return self.none
        if one is self.nil:
            return other
        if other is self.nil or (one is self.all and other is self.all):
            return one
        if one.sign == "then":
            return self.then(one.arguments[0], self.then(one.arguments[1], other))
        return self._make("then", (one, other), empty=one.empty and other.empty)

    def either(self, parts: list[_Expression]) -> _Expression:
        """The strings of any."""
        flat: dict[int, _Expression] = {}
        for part in parts:
            for inner in part.arguments if part.sign == "either" else (part,):
                flat[inner.number] = inner
        self._count(len(flat))
        flat.pop(self.none.number, None)
        if self.all.number in flat:
            return self.all
        listed = [flat[number] for number in sorted(flat)]
        if any(self.no(part).number in flat for part in listed if part.sign == "no"):
            return self.all
        if len(listed) <= 1:
            return listed[0] if listed else self.none
        return self._make("either", tuple(listed), empty=any(part.empty for part in listed))

    def both(self, parts: list[_Expression]) -> _Expression:
        """The strings of all."""
        flat: dict[int, _Expression] = {}
        for part in parts:
            for inner in part.arguments if part.sign == "both" else (part,):
                flat[inner.number] = inner
        self._count(len(flat))
        flat.pop(self.all.number, None)
        if self.none.number in flat:
            return self.none
        listed = [flat[number] for number in sorted(flat)]
        if any(part.arguments[0].number in flat for part in listed if part.sign == "no"):
            return self.none
        if len(listed) <= 1:
            return listed[0] if listed else self.all
        return self._make("both", tuple(listed), empty=all(part.empty for part in listed))

    def no(self, part: _Expression) -> _Expression:
        """All other strings."""
        if part.sign == "no":
            found: _Expression = part.arguments[0]
            return found
        if part is self.none:
            return self.all
        if part is self.__dict__.get("all"):
            return self.none
        return self._make("no", (part,), empty=not part.empty)

    def repeat(self, part: _Expression, least: int, most: int | None) -> _Expression:
        """So many strings of a part, one after another."""
        if most == 0:
            return self.nil
        if part is self.none or part is self.nil:
            return self.nil if least == 0 else part
        if least == 1 and most == 1:
            return part
        if part.empty:
            least = 0
        if part.sign == "repeat" and part.arguments[1:] == (0, None):
            return part
        return self._make("repeat", (part, least, most), empty=least == 0)

    def searched(self, syntax: Syntax) -> _Expression:
        """The strings in which the expression is found somewhere."""
        at_start = self._before(syntax, self.all, "start")
        later = self._before(syntax, self.all, "later")
        if later is self.none:
            return at_start
        return self.either([at_start, self.then(self.any_char, self.then(self.all, later))])

    def _before(self, syntax: Syntax, rest: _Expression, place: str) -> _Expression:
        """The strings that begin with the syntax and go on as `rest`, at the start of the text or later."""
        match syntax:
            case Chars(ranges):
                return self.then(self._chars(self._masks[ranges]), rest)
            case Anchor("$"):
                return self.nil if rest.empty else self.none
            case Anchor(_):
                if place == "unclear":
                    raise NotUnderstood
                return rest if place == "start" else self.none
            case Choice(parts):
                return self.either([self._before(part, rest, place) for part in parts])
            case Look(part, wanted):
                ahead = self._before(part, self.all, place)
                return self.both([ahead if wanted else self.no(ahead), rest])
            case Sequence(parts):
                places = []
                for part in parts:
                    places.append(place)
                    place = _moved(place, _width(part))
                for part, where in zip(reversed(parts), reversed(places), strict=True):
                    rest = self._before(part, rest, where)
                return rest
        part, least, most = syntax.part, syntax.least, syntax.most
        if not _asserts(part):
            return self.then(self.repeat(self._before(part, self.nil, place), least, most), rest)
        if (least, most) == (1, 1):
            return self._before(part, rest, place)
        if (least, most) == (0, 1):
            return self.either([rest, self._before(part, rest, place)])
        raise NotUnderstood

    def after(self, one: _Expression, block: int) -> _Expression:
        """What may follow once a character of the block has been read."""
        known = one.next.get(block)
        if known is None:
            known = one.next[block] = self._after(one, block)
        return known

    def _after(self, one: _Expression, block: int) -> _Expression:
        self._count(1)
        arguments = one.arguments
        match one.sign:
            case "chars":
                return self.nil if arguments[0] >> block & 1 else self.none
            case "then":
                first, second = arguments
                found = self.then(self.after(first, block), second)
                return self.either([found, self.after(second, block)]) if first.empty else found
            case "either":
                return self.either([self.after(part, block) for part in arguments])
            case "both":
                return self.both([self.after(part, block) for part in arguments])
            case "no":
                return self.no(self.after(arguments[0], block))
            case "repeat":
                part, least, most = arguments
                fewer = self.repeat(part, max(least - 1, 0), None if most is None else most - 1)
                return self.then(self.after(part, block), fewer)
        return self.none

    def shortest(self, root: _Expression, most: int) -> Iterator[str]:
        """Strings by length, made of the liked characters of the blocks."""
        chars = [(block, char) for block, char in enumerate(self.blocks) if char is not None]
        chars.sort(key=lambda pair: _rank(pair[1]))
        useful = self._useful(root, [block for block, _ in chars])
        pending: deque[tuple[str, _Expression]] = deque([("", root)] if root.number in useful else [])
        seen: dict[int, int] = {}
        found = 0
        while pending and found < most:
            text, state = pending.popleft()
            if state.empty:
                yield text
                found += 1
            for block, char in chars:
                after = self.after(state, block)
                # The same state is worth another visit only for another string.
                if after.number in useful and seen.get(after.number, 0) < most:
                    seen[after.number] = seen.get(after.number, 0) + 1
                    pending.append((text + char, after))

    def _useful(self, root: _Expression, blocks: list[int]) -> set[int]:
        """The states from which a string can still be finished."""
        before: dict[int, list[int]] = {root.number: []}
        pending = [root]
        ends = [root.number] if root.empty else []
        while pending:
            state = pending.pop()
            for block in blocks:
                after = self.after(state, block)
                if after is self.none:
                    continue
                if after.number not in before:
                    if len(before) > _STATES:
                        raise NotUnderstood
                    before[after.number] = []
                    pending.append(after)
                    if after.empty:
                        ends.append(after.number)
                before[after.number].append(state.number)
        useful: set[int] = set()
        while ends:
            number = ends.pop()
            if number not in useful:
                useful.add(number)
                ends += before[number]
        return useful

    def is_exhausted(self, root: _Expression) -> bool:
        """Whether all strings are made of the liked characters alone, so that finitely many were all."""
        blocks = list(range(len(self.blocks)))
        useful = self._useful(root, blocks)
        loose = [block for block in blocks if self.blocks[block] is None or self.sizes[block] > 1]
        pending, seen = [root] if root.number in useful else [], set()
        while pending:
            state = pending.pop()
            if state.number in seen:
                continue
            seen.add(state.number)
            if any(self.after(state, block).number in useful for block in loose):
                return False
            pending += [after for block in blocks if (after := self.after(state, block)).number in useful]
        return True


def _rank(char: str) -> tuple[int, int]:
    place = _LIKED.find(char)
    return (place if place >= 0 else len(_LIKED), ord(char))


def _width(syntax: Syntax) -> str:
    """Whether the syntax takes characters: "none", "some" or "maybe"."""
    match syntax:
        case Chars(_):
            return "some"
        case Anchor(_) | Look(_, _):
            return "none"
        case Choice(parts):
            widths = {_width(part) for part in parts}
            return widths.pop() if len(widths) == 1 else "maybe"
        case Sequence(parts):
            widths = {_width(part) for part in parts}
            return "some" if "some" in widths else "maybe" if "maybe" in widths else "none"
    width = _width(syntax.part)
    return "maybe" if syntax.least == 0 and width != "none" else width


def _moved(place: str, width: str) -> str:
    if width == "none" or place == "later":
        return place
    return "later" if width == "some" else "unclear"


def _asserts(syntax: Syntax) -> bool:
    match syntax:
        case Anchor(_) | Look(_, _):
            return True
        case Chars(_):
            return False
        case Choice(parts) | Sequence(parts):
            return any(_asserts(part) for part in parts)
    return _asserts(syntax.part)


def _blocks(sets: set[Ranges]) -> tuple[list[str | None], list[int], dict[Ranges, int]]:
    """The characters cut into blocks that no set tells apart: one of each, its size, and the blocks of each set.

    A block in which no character suits a witness has None.
    """
    cuts = {0, 0x110000, _SURROGATES[0][0], _SURROGATES[0][1] + 1}
    for ranges in (*sets, LINE_ENDS):
        for low, high in ranges:
            cuts |= {low, high + 1}
    edges = sorted(cuts)
    ordered = sorted(sets)
    signatures: dict[tuple[bool, ...], list[tuple[int, int]]] = {}
    positions = [0] * len(ordered)
    for low, end in pairwise(edges):
        if _SURROGATES[0][0] <= low <= _SURROGATES[0][1]:
            continue
        inside = []
        for number, ranges in enumerate(ordered):
            while positions[number] < len(ranges) and ranges[positions[number]][1] < low:
                positions[number] += 1
            inside.append(positions[number] < len(ranges) and ranges[positions[number]][0] <= low)
        signatures.setdefault(tuple(inside), []).append((low, end - 1))
    blocks = [_liked(ranges) for ranges in signatures.values()]
    masks = {
        ranges: sum(1 << block for block, signature in enumerate(signatures) if signature[number])
        for number, ranges in enumerate(ordered)
    }
    sizes = [sum(high - low + 1 for low, high in ranges) for ranges in signatures.values()]
    return blocks, sizes, masks


def _liked(ranges: list[tuple[int, int]]) -> str | None:
    for char in _LIKED:
        if any(low <= ord(char) <= high for low, high in ranges):
            return char
    for first, last in _USABLE:
        for low, high in ranges:
            code = max(low, first)
            if code <= min(high, last) and not any(a <= code <= b for a, b in LINE_ENDS):
                return chr(code)
    return None
