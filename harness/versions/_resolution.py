"""What requests for versions may be, and what becomes of them: the settings and the answers of the resolver."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

from harness.errors import InvalidVersion
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.versions._names import Format
    from harness.versions._places import RequestPlace
    from harness.versions._register import Registered
    from harness.versions._snapshot import Snapshot

Style = Literal["any-day", "exact", "floor", "forward", "none"]
STYLES: Final[tuple[Style, ...]] = get_args(Style)
"""How an API reads a requested name:

any-day: a version means its newest snapshot, any other day what was in force on that day.
exact:   only versions are accepted; the dates of snapshots too where no register lists the versions.
floor:   the newest version at or before the name.
forward: the oldest version that is served at or after the name, or the first snapshot where no register lists versions.
none:    the API has no versions; what is requested is ignored and the latest snapshot is meant.
"""

DEFAULTS: Final = ("oldest", "latest", "oldest-supported", "required", "per-consumer")
"""The words that `default` may be, instead of the name of a version."""

Trouble = Literal[
    "missing", "empty", "repeated", "padded", "malformed", "too-early", "future", "unknown", "unstored", "retired"
]
"""What is wrong with a request, from nothing sent to a version that was once served."""


class VersionSettings(NamedTuple):
    """How an API is asked for a version.

    Attributes:
        place: where requests name it, None where they cannot.
        format: of the names.
        style: how a name is read.
        default: what is meant when nothing is sent: the name of a version, a word of DEFAULTS, None for the latest.
        unknown: what becomes of a name that means nothing: a status, "forward" to the next version, or "default".
        retired: what becomes of a version that is no longer served: the same.
        aliases: other names of versions.
        echo: the header of responses that names what was applied.
        registered: what settings say of versions, in their order.
    """

    place: RequestPlace | None = None
    format: Format = "date"
    style: Style = "any-day"
    default: str | None = None
    unknown: int | Literal["forward", "default"] = 400
    retired: int | Literal["forward", "default"] = 410
    aliases: Mapping[str, str] = {}
    echo: str | None = None
    registered: tuple[Registered, ...] = ()


class VersionError(NamedTuple):
    """Why a request gets no snapshot.

    Attributes:
        trouble: the kind of it.
        status: what a server answers.
        message: one line, made harmless.
        hint: what is known.
    """

    trouble: Trouble
    status: int
    message: str
    hint: str


class Resolution(NamedTuple):
    """What a request means.

    Attributes:
        version: the name of the version that is applied; None where the snapshot belongs to none.
        snapshot: what answers; None with an error.
        echo: how a server names what was applied; None with an error, and for an API without versions.
        reason: why, in a sentence.
        error: why not, None where there is a snapshot.
    """

    version: str | None
    snapshot: Snapshot | None
    echo: str | None
    reason: str
    error: VersionError | None = None

    def required(self) -> Snapshot:
        """The snapshot.

        Raises:
            InvalidVersion: there is none.
        """
        if self.snapshot is None:
            assert self.error is not None
            raise InvalidVersion(self.error.message, hint=self.error.hint)
        return self.snapshot
