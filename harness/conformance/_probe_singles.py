"""What there is one of, such as settings: is it as it was changed, in all else as it was, and nobody else's?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.conformance._asked import credentials_for
from harness.conformance._client import NotSent
from harness.conformance._definitions import body_schemas, declared_members
from harness.conformance._json import json_of, json_or_none
from harness.conformance._references import is_reference
from harness.conformance._shown import differing, is_of_time, is_other, lost_member
from harness.messages import BODY, Accepted
from harness.vocabulary import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.conformance._asked import Identity
    from harness.conformance._client import Exchanged
    from harness.conformance._world import World
    from harness.document import Operation

_JSON = "application/json"
_TRIES = 4


def singles(world: World) -> None:
    """Change each of them member by member, read it, and change it back."""
    for read, change in _singles(world):
        try:
            _Single(world, read, change).hold()
        except NotSent:
            continue


def _singles(world: World) -> Iterator[tuple[Operation, Operation]]:
    """What reads one of them, and what changes it."""
    own = {(operation.path, operation.method): operation for operation in world.operations}
    for (path, method), change in own.items():
        read = own.get((path, "GET"))
        if method in ("PATCH", "PUT") and read is not None and not path.endswith("}"):
            yield read, change


class _Single:
    """One of them."""

    def __init__(self, world: World, read: Operation, change: Operation) -> None:
        self.world = world
        self.read = read
        self.change = change
        self.members = set[str]()

    def hold(self) -> None:
        """Hold it to what a change promises."""
        first = self._shown()
        before = json_of(first.response) if first is not None else None
        if first is None or not isinstance(before, dict):
            return
        sent: dict[str, Any] = {}
        for seed in range(_TRIES):
            for body in self._bodies(seed, before):
                sent.update(body)
                now = self._changed(body, before)
                if now is None:
                    self._restore(first, sent)
                    return
                before = now
        self._restore(first, sent)

    def _bodies(self, seed: int, current: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Changes of what is shown: of each member by itself, or of all where it is replaced."""
        request = self.world.request(self.change, seed=seed)
        read = self.world.judge.exchange(self.change).accept_request(request) if request is not None else None
        made = read.values.get(BODY) if isinstance(read, Accepted) else None
        if not isinstance(made, dict) or any(
            is_reference(name) and (self.world.made_up or name not in current) for name in made
        ):
            return  # of somebody who is made up a server may know nothing but that
        # What names something stays as it is: it says which one is changed.
        value = {name: current[name] if is_reference(name) else new for name, new in made.items()}
        self.members |= set(value)
        other = {name: new for name, new in value.items() if name in current and current[name] != new}
        if self.change.method == "PUT":
            yield from [value] if other else []
        else:
            yield from ({name: new} for name, new in other.items())

    def _changed(self, body: dict[str, Any], before: dict[str, Any]) -> dict[str, Any] | None:
        """What is shown after a change; None where nothing comes of it, or it is not what was promised."""
        others = [(each, self._shown(each)) for each in (*self.world.strangers[:1], *self._others())]
        request = self.world.request(self.change, body=body)
        read = self.world.judge.exchange(self.change).accept_request(request) if request is not None else None
        if request is None or not isinstance(read, Accepted):
            return before
        exchanged = self.world.ask(self.change, request)
        body = json_or_none(exchanged.request.body)
        after = self._shown()
        now = json_of(after.response) if after is not None else None
        if not _succeeded(exchanged) or after is None or not isinstance(now, dict):
            return None
        for name, where in ((differing(body, now), after), (differing(body, json_of(exchanged.response)), exchanged)):
            if name is not None:
                why = "What was stored is shown as it was sent, until something changes it."
                self._breach("updated-readable", where, f"`{name}` is not what was sent", why)
                return None
        declared = declared_members(body_schemas(self.read, after.response.status if after.response else 0, _JSON))
        hidden = next((name for name, value in body.items() if value and name in declared and name not in now), None)
        if hidden is not None:
            why = "The snapshot says where it is shown, and what was stored is shown."
            self._breach("updated-readable", after, f"`{hidden}` was sent, and is not shown", why)
            return None
        lost = lost_member(before, now, next(iter(body)), self.members) if self.change.method == "PATCH" else None
        if lost is not None:
            title = f"A change of `{next(iter(body))}` changes `{lost}`, too"
            self._breach("lost-update", after, title, "What an update does not name stays as it was.")
            return None
        return None if any(self._is_seen(each, old, before, body) for each, old in others) else now

    def _others(self) -> list[Identity]:
        """The first user of the same tenant who asks by other credentials, if there is one."""
        own = credentials_for(self.read, self.world.identity)
        return [each for each in self.world.users if credentials_for(self.read, each) not in (None, own)][:1]

    def _is_seen(self, other: Identity, old: Exchanged | None, own: dict[str, Any], body: dict[str, Any]) -> bool:
        """Whether somebody else, who has another one for themselves, sees the change."""
        new = self._shown(other)
        was, now = (json_of(each.response) if each is not None else None for each in (old, new))
        is_user = other in self.world.users
        if new is None or not isinstance(was, dict) or not isinstance(now, dict):
            return False
        # Users of one tenant may have one for all of them, unless it shows whose it is.
        if is_user and not any(is_reference(name) and name in was and was[name] != own[name] for name in own):
            return False
        names = [name for name in body if not is_reference(name) and name in was and name in now]
        if not any(is_other(body[name], was[name]) and not is_other(body[name], now[name]) for name in names):
            return False
        whose, check = ("user", "user-isolation") if is_user else ("tenant", "tenant-isolation")
        self.world.breach(
            check, new, f"{self.change.method} of one {whose} changes what another one reads",
            f"What belongs to a {whose} is not there for any other.", self.read, component="", pointer=self.read.path,
            likeness=f"any {whose}",
        )  # fmt: skip
        return True

    def _restore(self, first: Exchanged, sent: dict[str, Any]) -> None:
        """Put what was changed back."""
        was = json_of(first.response)
        body = {name: was[name] for name in sent if isinstance(was, dict) and name in was and not is_of_time(name)}
        request = self.world.request(self.change, body=body) if body else None
        read = self.world.judge.exchange(self.change).accept_request(request) if request is not None else None
        if request is not None and isinstance(read, Accepted):
            self.world.ask(self.change, request)

    def _shown(self, identity: Any = None) -> Exchanged | None:
        request = self.world.request(self.read, "smallest")
        if request is None:
            return None
        exchanged = self.world.ask(self.read, request, identity=identity, there=identity is None)
        return exchanged if _succeeded(exchanged) else None

    def _breach(self, check: str, exchanged: Exchanged, title: str, why: str) -> None:
        component = f"paths/{escaped(self.read.path)}"
        self.world.breach(check, exchanged, title, why, self.change, component=component, likeness=check)


def _succeeded(exchanged: Exchanged) -> bool:
    return exchanged.response is not None and exchanged.response.status < 300
