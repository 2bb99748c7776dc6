"""A lost message as a typical one that differs in one place: what the search found is put there, and nothing else."""

from __future__ import annotations

import json
from functools import partial
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Any

from harness.messages._compiler import NO_VALUE
from harness.messages._typical import with_value
from harness.messages._variants import ABSENT
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.messages._typical import TypicalMessages
    from harness.messages._variants import Place

# How often is asked whether a message is lost, for each typical one.
_CHECKS = 120
_MOST_EXAMPLES = 2
# Of JSON: what is longer is shown by nobody, and what is shorter may be read at a glance.
_LONGEST, _SHORT = 1500, 120


class Graft(NamedTuple):
    """A lost message that people believe.

    Attributes:
        value: of the part.
        place: where it differs from a typical message, in what is there or in what is not; None where the typical
            message itself is lost.
    """

    value: Any
    place: Place | None


def grafted(value: Any, typical: TypicalMessages, is_lost: Callable[[Any], bool]) -> Graft:
    """The lost message that is nearest to a typical one: an example of the document, else the smallest.

    Args:
        value: a lost message, as the search found it.
        typical: messages of the same sender.
        is_lost: whether a message is lost for the same cause, so valid for the sender and refused by the reader.
    """
    short = [example for example in typical.examples if _length(example) <= _LONGEST]
    bases = [*short[:_MOST_EXAMPLES], *typical.smallest]
    lost = next((base for base in bases if is_lost(base)), NO_VALUE)
    if lost is not NO_VALUE:
        return Graft(lost, None)
    grafts = (_Grafting(base, value, typical, is_lost).graft() for base in bases)
    nearest: Graft | None = None
    for graft in grafts:
        if nearest is None or _difference(graft) < _difference(nearest):
            nearest = graft
        if _difference(nearest) <= _SHORT:
            break
    return nearest or Graft(value, ())


def _difference(graft: Graft) -> int:
    """How much there is to read in the place that differs."""
    return _length(_at(graft.value, graft.place or ()))


class _Grafting:
    """One typical message that becomes a lost one."""

    __slots__ = ("_base", "_checks", "_is_lost", "_is_made", "_place", "_typical", "_value")

    def __init__(self, base: Any, value: Any, typical: TypicalMessages, is_lost: Callable[[Any], bool]) -> None:
        self._base = base
        self._value = value
        self._typical = typical
        self._is_lost = is_lost
        self._checks = _CHECKS
        self._place: Place = ()
        # Whether what is in the place reads well already.
        self._is_made = False

    def graft(self) -> Graft:
        """The typical message with the loss in it."""
        while not self._is_made and self._went_deeper():
            pass
        here = _at(self._value, self._place)
        if here is not ABSENT and not self._is_made:
            here = self._polished(self._shrunk(here))
        return Graft(with_value(self._base, self._place, here), self._place)

    def _loses(self, place: Place, other: Any) -> bool:
        self._checks -= 1
        return self._checks >= 0 and self._is_lost(with_value(self._base, place, other))

    def _went_deeper(self) -> bool:
        """Whether the loss is in one place below; if so, all around it is typical from now on."""
        ours, theirs = _at(self._base, self._place), _at(self._value, self._place)
        for key in _differing(ours, theirs):
            place = (*self._place, key)
            other = _at(theirs, (key,))
            if not self._loses(place, other):
                continue
            if _at(ours, (key,)) is ABSENT:
                self._grow(place)
            self._place = place
            return True
        return False

    def _grow(self, place: Place) -> None:
        """Put something typical where the typical message has nothing, so that less has to differ."""
        made = self._typical.made_at(self._base, place)
        if made is NO_VALUE:
            return
        if self._loses(place, made):
            self._value = with_value(self._value, place, made)
            self._is_made = True
        elif self._typical.accepts(with_value(self._base, place, made)):
            self._base = with_value(self._base, place, made)

    def _shrunk(self, here: Any) -> Any:
        """What is in the place with only those members that have to differ from the typical ones."""
        ours = _at(self._base, self._place)
        if not isinstance(here, dict):
            return here
        usual = ours if isinstance(ours, dict) else {}
        return self._changed(here, [((key,), _at(usual, (key,))) for key in _differing(usual, here)])

    def _polished(self, here: Any) -> Any:
        """The same in words that read well, as far as it stays lost."""
        words: dict[Place, Iterator[Any]] = {}
        for inner in _leaves(here):
            likely = self._typical.likely_at(with_value(self._base, self._place, here), (*self._place, *inner))
            words[inner] = takewhile(partial(_differs, _at(here, inner)), likely)
        while words:
            drawn = {inner: word for inner, others in words.items() for word in islice(others, 1)}
            here = self._changed(here, list(drawn.items()))
            words = {inner: words[inner] for inner, word in drawn.items() if _differs(_at(here, inner), word)}
        return here

    def _changed(self, here: Any, changes: list[tuple[Place, Any]]) -> Any:
        """What is in the place with as many of some changes as leave it lost: most often with all of them."""
        if not changes:
            return here
        changed = here
        for place, other in changes:
            changed = with_value(changed, place, other)
        if self._loses(self._place, changed):
            return changed
        if len(changes) == 1:
            return here
        half = len(changes) // 2
        return self._changed(self._changed(here, changes[:half]), changes[half:])


def _differing(ours: Any, theirs: Any) -> Iterator[str | int]:
    """The members or items in which two values of the same kind differ, first those that are in the second."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        keys: list[Any] = list(dict.fromkeys((*theirs, *ours)))
    elif isinstance(ours, list) and isinstance(theirs, list) and abs(len(theirs) - len(ours)) <= 1:
        keys = list(range(max(len(ours), len(theirs))))
    else:
        return
    yield from (key for key in keys if _differs(_at(ours, (key,)), _at(theirs, (key,))))


def _differs(one: Any, other: Any) -> bool:
    return not (one == other and repr(one) == repr(other))


def _leaves(value: Any, place: Place = ()) -> Iterator[Place]:
    members: Any = ()
    if isinstance(value, dict):
        members = value.items()
    elif isinstance(value, list):
        members = enumerate(value)
    elif value is not None:
        yield place
    for key, member in members:
        yield from _leaves(member, (*place, key))


def _at(value: Any, place: Place) -> Any:
    """What stands at a place, `ABSENT` where there is none."""
    for key in place:
        if isinstance(value, dict):
            value = value.get(key, ABSENT)
        elif isinstance(value, list) and isinstance(key, int) and key < len(value):
            value = value[key]
        else:
            return ABSENT
    return value


def _length(value: Any) -> int:
    return 0 if value is ABSENT else len(json.dumps(value, ensure_ascii=False))
