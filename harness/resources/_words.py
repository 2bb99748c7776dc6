"""What APIs call the parts of lists, of their pages, and of what wraps a resource: folded, the likeliest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from harness.resources._names import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Word = Literal[
    "list", "wrapper", "attributes", "about", "bulk", "size", "page", "offset", "before", "after", "cursor", "sort",
    "direction", "search", "total", "count", "pages", "more", "fewer", "next", "next cursor", "next page", "previous",
    "previous cursor", "first", "last", "self",
]  # fmt: skip

WORDS: Final[Mapping[Word, tuple[str, ...]]] = {
    # Members of responses that hold many resources, or one; and of these, what holds their properties.
    "list": ("items", "data", "results", "values", "records", "entries", "list", "objects", "content", "edges"),
    "wrapper": ("data", "result", "item", "value", "payload", "resource"),
    "attributes": ("attributes", "fields"),
    # Members of messages that say nothing of a resource.
    "about": ("meta", "metadata", "links", "included", "jsonapi", "options", "requestid"),
    # Last segments of paths that take many resources.
    "bulk": ("batch", "bulk", "batchcreate", "bulkcreate", "createmany", "createbatch", "import"),
    # Parameters of queries, and members of responses that repeat them.
    "size": (
        *("pagesize", "perpage", "limit", "size", "pagelimit", "maxresults", "maxitems", "maxpagesize"),
        *("first", "top", "take", "count"),
    ),
    "page": ("page", "pageindex", "pagenumber", "pageno", "currentpage"),
    "offset": ("offset", "skip", "start", "startindex", "from", "pageoffset"),
    "before": ("before", "endingbefore", "pagebefore"),
    "after": ("after", "startingafter", "since", "pageafter"),
    "cursor": (
        *("cursor", "pagecursor", "pagetoken", "nextcursor", "nexttoken", "nextpagetoken", "continuationtoken"),
        *("continuation", "continue", "marker", "startcursor", "cursormark", "scrollid"),
    ),
    "sort": ("sort", "sortby", "orderby", "ordering", "sortfield", "sortkey", "order", "sortorder"),
    "direction": ("order", "direction", "sortorder", "sortdirection", "sortdir", "orderdirection", "dir"),
    "search": ("search", "q", "query", "filter", "text"),
    # Members of responses, and headers, that tell of a page.
    "total": ("total", "totalcount", "totalitems", "totalresults", "totalrecords", "totalelements", "totalhits"),
    "count": ("count", "size", "itemcount", "resultcount", "numberofelements", "returned"),
    "pages": ("totalpages", "pages", "pagecount", "lastpage"),
    "more": ("hasmore", "hasnext", "hasnextpage", "more", "istruncated"),
    "fewer": ("hasprevious", "haspreviouspage", "hasprev", "hasprevpage"),
    "next": ("next", "nexturl", "nextlink", "nextpageurl", "nextpagelink", "linksnext"),
    "next cursor": (
        *("nextcursor", "nextpagetoken", "nexttoken", "cursor", "cursornext", "cursorsnext", "cursorsafter"),
        *("continuationtoken", "continuation", "pagetoken", "nextmarker", "marker", "nextpagecursor", "scrollid"),
    ),
    "next page": ("nextpage", "nextpagenumber"),
    "previous": (
        "previous",
        "prev",
        "previousurl",
        "prevurl",
        "previouslink",
        "prevlink",
        "linksprev",
        "linksprevious",
    ),
    "previous cursor": ("previouscursor", "prevcursor", "previouspagetoken", "prevpagetoken", "cursorsbefore"),
    "first": ("linksfirst", "firstpageurl"),
    "last": ("linkslast", "lastpageurl"),
    "self": ("linksself",),
}
"""By what is meant, how it is called: folded, the likeliest first."""


def is_word(name: str, *words: Word) -> bool:
    """Whether a name is one of those of some words."""
    return any(folded(name) in WORDS[word] for word in words)


def named(names: Iterable[str], word: Word, ends: Iterable[str] = ("",)) -> str | None:
    """The name that is the likeliest for a word; None where there is none.

    Args:
        names: as they are written.
        word: that is meant.
        ends: what may follow it.
    """
    by_fold = {folded(name): name for name in reversed(list(names))}
    forms = (f"{form}{end}" for form in WORDS[word] for end in ends)
    return next((by_fold[form] for form in forms if form in by_fold), None)
