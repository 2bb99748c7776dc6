"""The snapshots of an API, read and compared in the course of a run."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from harness.session._diff import Diff, Judging, diff

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from harness.document import Document, Snapshot

# How many documents are held at a time: two to compare, and one that the next pair needs.
_HELD = 3
# Documents and comparisons go round in circles, which only the collector frees; a pass over all that is held costs more
# than so many bytes of documents are worth.
_COLLECTED = 8_000_000


class Session:
    """Reads snapshots and compares them, however many there are: three documents at most are held at a time.

    A snapshot is read again only where more than two others have been needed since.

    Args:
        read: gives the document of a snapshot.
        judging: how pairs are judged, each on the day of its new snapshot, so that what is told of the past stays.

    Attributes:
        judging: as given.
    """

    def __init__(self, read: Callable[[Snapshot], Document], judging: Judging | None = None) -> None:
        self.judging = judging or Judging()
        self._read = read
        self._documents: dict[Snapshot, Document] = {}
        self._dropped = 0  # bytes of documents, since the last collection

    def document(self, snapshot: Snapshot, *needed: Snapshot) -> Document:
        """The document of a snapshot; to make room for it, none of the two that are `needed` is let go."""
        if snapshot not in self._documents:
            self._make_room(needed)
            self._documents[snapshot] = self._read(snapshot)
        return self._documents[snapshot]

    def diff(self, old: Snapshot, new: Snapshot, beside: Snapshot | None = None) -> Diff:
        """What differs between two snapshots; the document of the third, `beside`, is not let go if it is held."""
        needed = (old, new) if beside is None else (old, new, beside)
        documents = self.document(old, *needed), self.document(new, *needed)
        return diff(*documents, self.judging._replace(today=new.date))

    def _make_room(self, needed: Sequence[Snapshot]) -> None:
        surplus = len(self._documents) - _HELD + 1
        for snapshot in [held for held in self._documents if held not in needed][: max(surplus, 0)]:
            self._dropped += len(self._documents.pop(snapshot).source.data)
        if self._dropped >= _COLLECTED:
            self._dropped = 0
            gc.collect()


def distant_pairs(snapshots: Sequence[Snapshot]) -> Iterator[tuple[Snapshot, Snapshot, Snapshot]]:
    """All pairs of snapshots that are no neighbours, each with a third one to hold beside: half as many are read so.

    Two snapshots stay while the later ones come and go, and each of these is compared with both.
    """
    for start in range(0, len(snapshots) - 2, 2):
        first, second = snapshots[start : start + 2]
        for place, new in enumerate(snapshots[start + 2 :]):
            yield first, new, second
            if place:
                yield second, new, first
