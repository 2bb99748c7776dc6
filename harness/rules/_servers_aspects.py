"""Which part of the address of a server changed: its path, which every request repeats, or its host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.vocabulary import ANNOTATED

if TYPE_CHECKING:
    from harness.comparison import Change


def server_object_aspect(change: Change) -> str:
    """Of one server: "url: path", "url: host", "variables: fewer values" or "variables"."""
    if change.aspect == "variables":
        return "variables: fewer values" if _fewer(change.old_value, change.new_value) else "variables"
    same = server_path(change.old_value) == server_path(change.new_value)
    return "url: host" if same else "url: path"


def server_list_aspect(change: Change) -> str:
    """Of the servers of an operation or a path: "servers: path", "servers: host" or "servers: more"."""
    if change.effect == ANNOTATED:
        return "servers: more"  # those of a path that came or went with all it has
    before, after = _urls(change.old_value), _urls(change.new_value)
    if change.old_node is None or change.new_node is None:
        return "servers: host"  # the other side's servers stand elsewhere
    if all(url in after for url in before):
        return "servers: more"
    paths = {server_path(url) for url in after}
    return "servers: host" if all(server_path(url) in paths for url in before) else "servers: path"


def _urls(servers: Any) -> list[str]:
    items = servers if type(servers) is list else []
    return [str(item.get("url", "/")) for item in items if type(item) is dict]


def server_path(url: Any) -> str:
    """The path of a server's URL; a template of the whole address has none that can be told."""
    _, scheme, rest = str(url).partition("://")
    path = rest.partition("/")[2] if scheme else str(url)
    return path.strip("/")


def _fewer(old: Any, new: Any) -> bool:
    """Whether a variable lost a value, or stands for another one where a client sets none."""
    olds, news = (value if type(value) is dict else {} for value in (old, new))
    for name, was in olds.items():
        now = news.get(name)
        if type(was) is not dict or type(now) is not dict or was.get("default") != now.get("default"):
            return True
        before, after = was.get("enum"), now.get("enum")
        if type(after) is list and (type(before) is not list or any(value not in after for value in before)):
            return True
    return False
