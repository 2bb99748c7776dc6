"""The day on which something is judged."""

from __future__ import annotations


def today() -> str:
    """Today in UTC, or the day that SOURCE_DATE_EPOCH names, so that results can be repeated."""
    import os
    from time import gmtime, strftime

    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return strftime("%Y-%m-%d", gmtime(int(given)) if given.isdecimal() and len(given) < 12 else gmtime())
