"""What is asked of a server: each promise a row, with what it needs, what is sent, and what proves that it is broken."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from harness.conformance._needs import Facts, Need, met

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.conformance._world import World


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


class Planned(NamedTuple):
    """Whether a check is made in a version.

    Attributes:
        operations: those that it is made for; none where it is not.
        reason: why it is not.
    """

    oracle: Oracle
    operations: tuple[str, ...]
    reason: str | None


_DOCUMENT = "the snapshot of the version"
_SETTINGS = "`[version]` in the api.toml of the API"
_ANY = "nothing of its own: every answer of the run is held to it"
_NAMES = "_probe_versions:names"
_PAGES = "_probe_pages:pages"
_LIVES = "_probe_lifecycles:lifecycles"
_WRITTEN: tuple[Need, ...] = ("collections", "writes")

ORACLES = (
    Oracle(
        "transport",
        "Does every request get a response, from its first byte to its last?",
        ("answers",),
        "RFC 9112, 6 to 9",
        _ANY,
        "No response in time, one that breaks off, or bytes that are no HTTP.",
        "The connection is closed within the body.",
    ),
    Oracle(
        "server-error",
        "Does the server do without answers of its own failure?",
        ("answers",),
        "RFC 9110, 15.6",
        _ANY,
        "A status of 500 and above.",
        "The second page of a list is answered with 500.",
    ),
    Oracle(
        "status-code",
        "Is the status code declared?",
        ("answers",),
        _DOCUMENT,
        _ANY,
        "A status that the operation declares neither itself, nor by its range, nor by default; what HTTP asks of every"
        " server, such as 405, needs no declaration.",
        "A list is answered with 206.",
    ),
    Oracle(
        "content-type",
        "Is the media type one that the contract names?",
        ("answers",),
        _DOCUMENT,
        _ANY,
        "A body of a media type that the response does not declare.",
        "JSON is sent as text/html.",
    ),
    Oracle(
        "response-schema",
        "Is the body valid?",
        ("answers",),
        _DOCUMENT,
        _ANY,
        "A body that the declared schema refuses.",
        "A required property is missing.",
    ),
    Oracle(
        "headers",
        "Are the declared headers there, and valid?",
        ("answers",),
        _DOCUMENT,
        _ANY,
        "A required header that is missing, or a value that its schema refuses.",
        "X-Request-Id is missing where it is required.",
    ),
    Oracle(
        "error-envelope",
        "Do errors that nothing declares come in the form of the others?",
        ("answers",),
        "the errors that the snapshot declares, or RFC 9457",
        _ANY,
        "The body of an undeclared 4xx is neither in a declared form of errors nor a problem document.",
        "405 comes as a page of HTML.",
    ),
    Oracle(
        "valid-refused",
        "Is a request taken that the contract allows?",
        ("answers",),
        _DOCUMENT,
        "Valid requests: the smallest, typical ones, the fullest, at all limits, and what other versions refuse.",
        "400, 406, 415 or 422, where what was sent is allowed and names nothing that may not be there.",
        "An older version takes only what the newest allows.",
        "_probe_reach:reach",
    ),
    Oracle(
        "invalid-accepted",
        "Is a request refused that the contract does not allow?",
        ("answers",),
        _DOCUMENT,
        "Requests that break one keyword, and what other versions allow; each is read again as it was sent.",
        "2xx, where the schema of a part does not allow what was sent.",
        "An older version takes a value that a newer one has added.",
        "_probe_versions:differences",
    ),
    Oracle(
        "malformed-body",
        "Is a body refused that is no JSON?",
        ("bodies", "writes"),
        _DOCUMENT,
        "A body that breaks off.",
        "2xx.",
        "A broken body is taken as an empty one.",
        "_probe_http:bodies",
    ),
    Oracle(
        "unsupported-media-type",
        "Is a body refused that is of a media type that is not declared?",
        ("bodies", "writes"),
        "RFC 9110, 15.5.16",
        "A valid body as text/plain.",
        "2xx.",
        "Whatever comes is read as JSON.",
        "_probe_http:bodies",
    ),
    Oracle(
        "unknown-path",
        "Is a path refused that is not there?",
        ("answers",),
        "RFC 9110, 15.5.5",
        "GET on a path that no snapshot has.",
        "2xx or 3xx.",
        "Unknown paths are answered with an empty object.",
        "_probe_http:paths_and_methods",
    ),
    Oracle(
        "method-not-allowed",
        "Does a path refuse methods that it does not have, and name those that it has?",
        ("answers",),
        "RFC 9110, 15.5.6",
        "A method that no operation of the path has.",
        "2xx or 3xx, or 405 without `Allow`.",
        "DELETE is answered on a path that can only be read.",
        "_probe_http:paths_and_methods",
    ),
    Oracle(
        "version-echo",
        "Does every answer name the version that was applied?",
        ("versions", "echo"),
        _SETTINGS,
        _ANY,
        "The header is missing, or names another version.",
        "The header says what was sent, and not what was applied.",
    ),
    Oracle(
        "version-leak",
        "Does a version stay free of what only other versions have?",
        ("versions", "other snapshots"),
        "the snapshots of all versions",
        _ANY,
        "A field, value, status or header that this snapshot does not have and another one has.",
        "A field of the newest version stands in the answers of an older one.",
    ),
    Oracle(
        "version-operation",
        "Are operations of other versions not there?",
        ("versions", "other snapshots"),
        "the snapshots of all versions",
        "Requests for operations that only other snapshots have.",
        "2xx or 3xx.",
        "An operation of the newest version is answered under an older one.",
        "_probe_versions:operations",
    ),
    Oracle(
        "version-resolution",
        "Does each name of a version mean what it is said to mean?",
        ("versions",),
        _SETTINGS,
        "Days between snapshots, announced names and days to come.",
        "Another answer than to the day of the snapshot that is meant.",
        "Days between two snapshots are refused.",
        _NAMES,
    ),
    Oracle(
        "version-default",
        "Does a request without a version get the version that is announced as the default?",
        ("versions",),
        _SETTINGS,
        "Requests that name no version.",
        "Another answer than to the name of the default.",
        "The default is the newest version.",
        _NAMES,
    ),
    Oracle(
        "version-refused",
        "Are names refused that mean no version?",
        ("versions",),
        _SETTINGS,
        "Malformed names, days that are none, days before the first snapshot, an empty name, two names at once.",
        "Anything but 4xx.",
        "2025-02-30 is taken for the default.",
        _NAMES,
    ),
    Oracle(
        "security-required",
        "Is nobody let in who satisfies no alternative?",
        ("security",),
        _DOCUMENT,
        "Requests with no credentials, and with each part of an alternative that satisfies none.",
        "2xx or 3xx.",
        "An operation forgets to ask for credentials.",
        "_probe_security:security",
    ),
    Oracle(
        "security-alternative",
        "Is everybody let in who satisfies one alternative?",
        ("alternatives",),
        _DOCUMENT,
        "Requests that read, by each alternative.",
        "401 or 403.",
        "The second alternative is refused.",
        "_probe_security:security",
    ),
    Oracle(
        "security-unknown",
        "Are credentials refused that nobody has?",
        ("security", "known identities"),
        _DOCUMENT,
        "Requests with made-up values for all schemes.",
        "2xx or 3xx.",
        "Any key is taken.",
        "_probe_security:security",
    ),
    Oracle(
        "tenant-isolation",
        "Is what one tenant makes there for no other?",
        ("two tenants", *_WRITTEN),
        "the tenants of `[[identities]]` in api.toml",
        "A tenant creates something; another one reads, lists, changes and deletes it.",
        "2xx, or the thing in a list.",
        "Things are looked up by their id alone.",
        "_probe_security:tenants",
    ),
    Oracle(
        "pages-disjoint",
        "Does each thing stand on one page?",
        ("pages", "writes"),
        "what pages and cursors are; cursors are exclusive",
        "All pages of two things each, of a list of at least five.",
        "A thing stands on two pages, or what a cursor names stands on its page.",
        "Pages overlap by one.",
        _PAGES,
    ),
    Oracle(
        "pages-complete",
        "Do the pages together hold all of the list?",
        ("pages", "writes"),
        "what pages and cursors are",
        "All pages of two things each, of a list of at least five.",
        "A thing of the whole list stands on no page.",
        "The first thing of each further page is left out.",
        _PAGES,
    ),
    Oracle(
        "pages-limit",
        "Does a page hold no more than was asked for?",
        ("pages", "writes"),
        _DOCUMENT,
        "Pages of two things.",
        "A page holds more.",
        "The limit is ignored.",
        _PAGES,
    ),
    Oracle(
        "pages-total",
        "Is the total how much there is?",
        ("total", "writes"),
        _DOCUMENT,
        "The whole list.",
        "The total differs from the length of the list.",
        "The total counts one too many.",
        _PAGES,
    ),
    Oracle(
        "pages-outside",
        "Is a page beyond the end empty, or refused?",
        ("numbered pages", "writes"),
        _DOCUMENT,
        "A page far beyond the end.",
        "Things stand on it, or the server fails.",
        "The last page comes again and again.",
        _PAGES,
    ),
    Oracle(
        "created-readable",
        "Can what was created be read?",
        ("readable", *_WRITTEN),
        "RFC 9110, 9.3.3",
        "POST, then GET of what was created.",
        "404 or 410.",
        "What is created is not kept.",
        _LIVES,
    ),
    Oracle(
        "created-as-sent",
        "Is what was created shown as it was sent?",
        _WRITTEN,
        _DOCUMENT,
        "POST, then GET of what was created.",
        "A property has another value than the one that was sent.",
        "A name is replaced by another.",
        _LIVES,
    ),
    Oracle(
        "created-listed",
        "Does the list have what was created?",
        ("listed", *_WRITTEN),
        _DOCUMENT,
        "POST, then the widest page of the list.",
        "What was created is not in it.",
        "The newest thing is missing in the list.",
        _LIVES,
    ),
    Oracle(
        "ids-unique",
        "Does an id stand for one thing?",
        _WRITTEN,
        _DOCUMENT,
        "POST twice.",
        "Both answers show one id.",
        "Ids repeat.",
        _LIVES,
    ),
    Oracle(
        "location",
        "Does `Location` lead to what was created?",
        ("readable", *_WRITTEN),
        "RFC 9110, 15.3.2",
        "POST.",
        "The header is missing where it is declared, or leads elsewhere.",
        "It names another id.",
        _LIVES,
    ),
    Oracle(
        "updated-readable",
        "Is what was changed shown as it was sent?",
        ("readable", *_WRITTEN),
        _DOCUMENT,
        "PUT or PATCH, then GET.",
        "A property has another value than the one that was sent.",
        "A change is answered, and not kept.",
        _LIVES,
    ),
    Oracle(
        "replaced-twice",
        "Does the same PUT twice come to the same as once?",
        ("replaced", *_WRITTEN),
        "RFC 9110, 9.2.2",
        "The same PUT twice, with GET behind each.",
        "Another thing is read, or the second is refused.",
        "The second PUT adds to a name.",
        _LIVES,
    ),
    Oracle(
        "lost-update",
        "Does a change leave alone what it does not name?",
        ("updated", *_WRITTEN),
        "RFC 7396, 1",
        "PATCH of one property, then GET.",
        "Another property has changed.",
        "PATCH erases the other properties.",
        _LIVES,
    ),
    Oracle(
        "deleted-gone",
        "Is what was deleted gone?",
        ("deleted", *_WRITTEN),
        "RFC 9110, 9.3.5",
        "DELETE, then GET and the list.",
        "It can be read, or is listed.",
        "What is deleted is still there.",
        _LIVES,
    ),
    Oracle(
        "deleted-twice",
        "Is what is gone not deleted again?",
        ("deleted", *_WRITTEN),
        _DOCUMENT,
        "DELETE twice.",
        "2xx for the second, where 404 is declared.",
        "DELETE is answered with 200 whatever it names.",
        _LIVES,
    ),
    Oracle(
        "stream-form",
        "Do streams of events have their form, and an end?",
        ("streams", "writes"),
        "HTML Living Standard, 9.2.5",
        "Requests that accept text/event-stream, read to the end.",
        "Lines that are no fields, an event that breaks off, anything after [DONE], events of two kinds.",
        "The stream breaks off within an event.",
        "_probe_streams:streams",
    ),
)
BY_ID = {oracle.id: oracle for oracle in ORACLES}


def plan(facts: Facts) -> list[Planned]:
    """Which checks are made in a version, for which operations, and why the others are not."""
    return [_planned(oracle, facts) for oracle in ORACLES]


def run_oracles(world: World, facts: Facts) -> None:
    """Run all that is planned and has requests of its own."""
    probes = [planned.oracle.probe for planned in plan(facts) if planned.oracle.probe and planned.reason is None]
    for probe in ("_probe_reach:reach", *(probe for probe in dict.fromkeys(probes) if probe != "_probe_reach:reach")):
        module, _, function = probe.partition(":")
        run: Callable[[World], None] = getattr(import_module(f"harness.conformance.{module}"), function)
        run(world)


def _planned(oracle: Oracle, facts: Facts) -> Planned:
    operations: list[str] | None = None
    for need in oracle.needs:
        found = met(need, facts)
        if not found.operations:
            return Planned(oracle, (), found.reason)
        if need not in (
            "writes",
            "collections",
            "echo",
            "versions",
            "other snapshots",
            "two tenants",
            "known identities",
        ):
            known = found.operations
            operations = list(known) if operations is None else [name for name in operations if name in known]
    if operations is None:
        operations = list(met("answers", facts).operations)
    return Planned(oracle, tuple(operations), None)
