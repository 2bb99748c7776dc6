"""Servers: where an API is reached."""

from __future__ import annotations

from harness.rules._rule import Rule
from harness.vocabulary import ANNOTATED, BREAKING, COMPATIBLE, CONVENTION, WARNING

RULES = (
    Rule(
        id="server-path-changed",
        subjects=("server", "document", "operation", "path item"),
        aspects=("url: path", "servers: path", "basePath"),
        impact=BREAKING,
        checks="Checks that no server is reached under another path.",
        why=("The path of a server's URL is the first part of the path of every request; clients call the old one."),
        instead="Serve both paths, and list the new server beside the old one.",
        source="OpenAPI 3.1.1, 4.8.5 Server Object, `url`; 4.8.8 Paths Object",
    ),
    Rule(
        id="server-moved",
        subjects=("server", "document", "operation", "path item"),
        aspects=("url: host", "servers: host", "host", "schemes"),
        impact=WARNING,
        decided_by=CONVENTION,
        checks="Checks that no server moves to another host.",
        why=(
            "Hosts are a matter of where an API is deployed: a document may name its test system today. Whether "
            "the old host still answers stands in no document."
        ),
        instead="List the new server beside the old one.",
        source="Convention: OpenAPI 3.1.1, 4.8.5 Server Object, `url`",
    ),
    Rule(
        id="server-removed",
        subjects=("server",),
        aspects=("presence: removed",),
        impact=WARNING,
        decided_by=CONVENTION,
        checks="Checks that no server is removed.",
        why=("Others are left. Whether the host that is gone from the list still answers stands in no document."),
        instead="Keep it in the list until it is switched off.",
        source="Convention: OpenAPI 3.1.1, 4.8.5 Server Object",
    ),
    Rule(
        id="server-added",
        subjects=("server",),
        aspects=("presence: added",),
        impact=COMPATIBLE,
        checks="Checks that no server is added.",
        why="Clients call the servers that they know.",
        source="OpenAPI 3.1.1, 4.8.5 Server Object",
    ),
    Rule(
        id="server-first-written",
        subjects=("server",),
        aspects=("presence: added, first of all",),
        impact=WARNING,
        decided_by=CONVENTION,
        law=BREAKING,
        checks="Checks that no document which named no server names one under another path than `/`.",
        why="Without servers the URL of the document leads; clients that went by it call another path.",
        instead="List `/` beside it where the old URLs are still served.",
        source="Convention: OpenAPI 3.1.1, 4.8.1 OpenAPI Object, `servers`",
    ),
    Rule(
        id="server-list-extended",
        subjects=("operation", "path item"),
        aspects=("servers: more",),
        impact=COMPATIBLE,
        checks="Checks that no operation or path gets further servers of its own.",
        why="Clients call the servers that they know, all of which are still named.",
        source="OpenAPI 3.1.1, 4.8.10 Operation Object, `servers`",
    ),
    Rule(
        id="server-variable-narrowed",
        subjects=("server",),
        aspects=("variables: fewer values",),
        impact=WARNING,
        decided_by=CONVENTION,
        checks="Checks that no variable of a server's URL loses a value or gets another default.",
        why="Whether the address of the lost value still answers stands in no document.",
        instead="Keep the value in the list until its address is switched off.",
        source="Convention: OpenAPI 3.1.1, 4.8.6 Server Variable Object",
    ),
    Rule(
        id="address-respelled",
        subjects=("server", "document", "operation", "path item"),
        aspects=(
            "url: same address",
            "presence: same address",
            "host: same address",
            "basePath: same address",
            "schemes: same address",
            "servers: same address",
            "path: same address",
        ),
        impact=COMPATIBLE,
        checks="Checks that no address of an operation is written in another way.",
        why=(
            "A path is appended to the URL of the server. What clients call is the same, whichever part of it "
            "stands in the path, in the server or in `basePath`; without servers the server is `/`."
        ),
        source="OpenAPI 3.1.1, 4.8.5 Server Object, 4.8.8 Paths Object; OpenAPI 2.0, Swagger Object, `basePath`",
    ),
    Rule(
        id="server-documentation-changed",
        subjects=("server",),
        effects=(ANNOTATED,),
        impact=COMPATIBLE,
        checks="Checks that no server is described in other words.",
        why="Descriptions are read by people, and a further value of a variable is an address more.",
        source="OpenAPI 3.1.1, 4.8.5 Server Object",
    ),
)
