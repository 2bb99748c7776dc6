"""What a mock stores and why, in words for `--explain`."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from harness.mock._state_queries import ListQuery
from harness.mock._state_views import View
from harness.resources import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.mock._operation import ServedOperation
    from harness.mock._state_resources import Resource, Resources

_WIDTH = 80
_HINTED = "api.toml"


def explanation(name: str, resources: Resources) -> str:
    """What is stored of an API, each with the reason, at most 80 columns wide where names allow it."""
    stored = [resource for resource in resources if resource.is_creatable]
    lines = [
        f"{name} stores what requests create:" if stored else f"{name} stores nothing: no request creates anything"
    ]
    for resource in stored:
        lines += ["", f"  {resource.path}"]
        for head, text in _reasons(resource):
            lines += wrap(
                text, _WIDTH, initial_indent=f"    {head:9}", subsequent_indent=" " * 13, break_on_hyphens=False
            )
    others = [resource.path for resource in resources if not resource.is_creatable and resource.is_shown]
    if others:
        lines += ["", "  Nothing creates these; examples answer until a state is loaded:"]
        lines += [f"    {path}" for path in others]
    unknown = resources.unknown()
    if unknown:
        lines += ["", f"  {_HINTED} names these, which no version has:", *(f"    {path}" for path in unknown)]
    return "".join(f"{line}\n" for line in lines)


def _reasons(resource: Resource) -> Iterator[tuple[str, str]]:
    hint = resource.hint
    yield "because", _why(resource)
    if hint.private_to is not None:
        yield "private", f"to each credential of {hint.private_to} ({_HINTED})"
    if hint.also:
        yield "also", f"{', '.join(hint.also)} ({_HINTED})"
    yield from (("one is", f"{path}, named by header {header} ({_HINTED})") for path, header in hint.single.items())
    yield "id", _identifier(resource)
    lists = resource.lists
    if lists is not None:
        yield "list", _list(resource, lists)
        asked = ListQuery(lists.operation).words()
        if asked:
            yield "pages", asked
    yield from (("names", f"{own} is {other} ({_HINTED})") for own, other in hint.names.items())
    for head, paths in (("fed by", hint.fed_by), ("upload", hint.upload), ("export", hint.export)):
        if paths:
            yield head, f"{', '.join(paths)} ({_HINTED})"


def _why(resource: Resource) -> str:
    if resource.hint.stored:
        return f"{_HINTED} says so"
    members = f"{resource.member_path} is one" if resource.has_members else ""
    listed = "GET lists them" if resource.lists is not None else ""
    return "POST creates, " + " and ".join(filter(None, (listed, members)))


def _identifier(resource: Resource) -> str:
    ways = [(view, many) for served, many in resource.shown_by() for view in _views(served, resource)]
    names = {name: None for view, many in ways if (name := view.id_property(many=many)) is not None}
    if not names:
        return "in no response; paths alone name it"
    reasons = (f"{name}, {_why_id(name, resource)}" for name in names)
    return "; ".join(reasons)


def _why_id(name: str, resource: Resource) -> str:
    if folded(name) in {folded(own) for own in resource.hint.ids}:
        return _HINTED
    if folded(name) not in resource.ids:
        return "the only UUID"
    return f"named as {resource.member_path.rpartition('/')[2]}" if resource.has_members else "named as an identifier"


def _list(resource: Resource, lists: ServedOperation) -> str:
    view = next(view for view in _views(lists, resource) if view.list_place is not None)
    place = ".".join(view.list_place or ())
    total = view.total
    where = f"{place}, the only array of objects" if place else "the response itself"
    return where + (f"; {total} is the integer beside it" if total else "")


def _views(served: ServedOperation, resource: Resource) -> list[View]:
    success = served.answers.success()
    contents = () if success is None else success[1].contents.values()
    return [View(content, resource) for content in contents if content.is_json]
