"""The history of an API as a feed (Atom, RFC 4287): an entry for each snapshot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harness.report.model.history import diff_name
from harness.report.words.history import counts_words
from harness.report.words.text import plural, printable, printable_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from harness.report.model.history import History, Published, Step

# Breaking changes that an entry lists; the page has all.
_MOST = 50


def atom(history: History, url: str | None = None) -> Iterator[str]:
    """The feed, newest snapshot first.

    Args:
        history: what to tell.
        url: of the folder in which the feed and the pages are published; without it, links are relative to the feed.
    """
    from io import StringIO

    from feedgenerator import Atom1Feed

    base = "" if url is None else url.rstrip("/") + "/"
    title = printable(history.title)
    feed = Atom1Feed(
        title=f"{title}: snapshots",
        link=f"{base}history.html",
        description="",
        subtitle=f"What changed in each snapshot of {title}",
        language="en",
        author_name=title,
        feed_url=f"{base}feed.atom",
        feed_guid=_tag(history, history.snapshots[0].date, "history"),
    )
    steps = {step.new: step for step in history.steps}
    for published in reversed(history.snapshots):
        step = steps.get(published.date)
        day = _midnight(published.date)
        feed.add_item(
            title=f"{published.date}: {headline(step)}",
            link=base + ("history.html" if step is None else diff_name(step.old, step.new)),
            description=None,
            unique_id=_tag(history, published.date, "snapshot"),
            pubdate=day,
            updateddate=day,
            content="".join(_content(published, step)),
        )
    text = StringIO()
    feed.write(text, "utf-8")
    yield text.getvalue() + "\n"


def headline(step: Step | None) -> str:
    """What a step did, in a few words."""
    if step is None:
        return "the first snapshot"
    counts = step.counts
    return counts_words(counts._replace(compatible=0) if counts.breaking or counts.warning else counts)


def _content(published: Published, step: Step | None) -> Iterator[str]:
    from html import escape

    yield f"<p>{plural(published.operations, 'operation')}"
    if step is None:
        yield ".</p>"
        return
    counts = step.counts
    yield f", {counts.breaking:,} breaking, {plural(counts.warning, 'warning')}, {counts.compatible:,} compatible.</p>"
    if step.breaking:
        yield "<ul>"
        for change in step.breaking[:_MOST]:
            reached = ", ".join(change.operations[:3])
            more = f" and {len(change.operations) - 3:,} more" if len(change.operations) > 3 else ""
            where = f" ({escape(printable(reached))}{more})" if reached else ""
            went = (
                ""
                if change.before is None
                else escape(printable(f": {change.before} \N{RIGHTWARDS ARROW} {change.after}"))
            )
            yield f"<li>{_marked(change.title)}{went}{where}</li>"
        yield "</ul>"
    if len(step.breaking) > _MOST:
        yield f"<p>{len(step.breaking) - _MOST:,} more breaking changes are on the page.</p>"
    yield f"<p>{escape(step.changelog.summary)}</p>"
    for note in step.notes:
        yield f"<pre>{escape(printable_lines(note))}</pre>"


def _marked(title: str) -> str:
    """A sentence with what stands in backticks as code."""
    from html import escape

    pieces = escape(printable(title)).split("`")
    if len(pieces) % 2 == 0:  # a name that has a backtick of its own
        return "`".join(pieces)
    return "".join(f"<code>{piece}</code>" if number % 2 else piece for number, piece in enumerate(pieces))


def _tag(history: History, date: str, what: str) -> str:
    """An identifier that is nobody else's and stays (RFC 4151)."""
    from urllib.parse import urlsplit

    host = urlsplit(history.server or "").hostname or ""
    if not re.fullmatch(r"[a-z0-9.-]+", host):
        host = ""
    # Nobody owns a name below .invalid (RFC 2606), so it can be nobody else's.
    return f"tag:{host or f'{history.api}.invalid'},{date}:{history.api}/{what}"


def _midnight(date: str) -> datetime:
    from datetime import UTC, datetime

    return datetime.fromisoformat(date).replace(tzinfo=UTC)
