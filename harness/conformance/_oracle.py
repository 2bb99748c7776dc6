"""What a promise is that servers are held to: a row that says what it needs, what is sent, and what breaks it."""

from __future__ import annotations

from typing import Literal

from harness.records import NamedTuple

Need = Literal[
    "answers",
    "versions",
    "echo",
    "sunset",
    "other snapshots",
    "security",
    "alternatives",
    "known identities",
    "two tenants",
    "private things",
    "two users",
    "pages",
    "numbered pages",
    "total",
    "collections",
    "readable",
    "listed",
    "replaced",
    "updated",
    "deleted",
    "bodies",
    "reads",
    "media types",
    "filters",
    "below others",
    "defaults",
    "streams",
    "callbacks",
    "webhooks",
    "promptness",
    "writes",
    "engine",
]


class Oracle(NamedTuple):
    """One promise, and how it is put to the test.

    Attributes:
        id: what entries of reports call it.
        asks: the question, in one sentence.
        needs: without which it is not tested.
        source: the standard, or whose word it is.
        sends: what is sent to find out.
        proves: which answer breaks the promise.
        mutant: a mistake of a server that it finds.
        probe: the module and function that send it; empty where every answer of a run is held to it.
    """

    id: str
    asks: str
    needs: tuple[Need, ...]
    source: str
    sends: str
    proves: str
    mutant: str
    probe: str = ""
