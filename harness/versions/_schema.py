"""The JSON Schemas of api.toml and harness.toml: what may stand there, and what is said of it in documentation.

`x-refusal` words what is wrong with a text that does not match the pattern beside it.
"""

from __future__ import annotations

from typing import Any, Final

from harness.versions._names import NAME_FORMATS
from harness.versions._promise import PROMISE
from harness.versions._register import STAGES
from harness.versions._resolution import DEFAULTS, STYLES
from harness.vocabulary import DIALECT, any_of, array_of, closed_object, map_of

_TOKEN: Final = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105  # RFC 9110, 5.6.2
_VARIABLE: Final = "^[A-Za-z_][A-Za-z0-9_]*$"
_PRINTABLE: Final = r"^[^\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]*$"


def _text(description: str, pattern: str | None = None, refusal: str = "", **more: Any) -> dict[str, Any]:
    matched = {} if pattern is None else {"pattern": pattern, "x-refusal": refusal}
    return {"type": "string", "description": description, **matched, **more}


def _words(description: str, words: tuple[str, ...], **more: Any) -> dict[str, Any]:
    return {"type": "string", "description": description, "enum": list(words), **more}


def _day(description: str) -> dict[str, Any]:
    return _text(
        f"{description} A date, with or without quotes.",
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        "is no date of the form YYYY-MM-DD",
        format="date",
        **{"x-type": "a date"},
    )


_HEADER: Final = (f"^{_TOKEN}$", "is no name of an HTTP header")
_NAME: Final = (r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$", "is no name: letters, digits, dots, hyphens and underscores")
_SECONDS: Final = {"type": "integer", "minimum": 1, "maximum": 86400}


def _way(description: str, usual: int) -> dict[str, Any]:
    return any_of(
        description,
        {"type": "integer", "minimum": 400, "maximum": 499},
        {"type": "string", "enum": ["forward", "default"]},
        default=usual,
        **{"x-refusal": "is no status from 400 to 499, forward or default"},
    )


VERSION: Final = closed_object(
    "How requests name the version that they want, and what their names mean.",
    {
        "header": _text("The header that names it. Only one of `header`, `query` and `path` is set.", *_HEADER),
        "query": _text(
            "The query parameter that names it.", r"^[^\s&=#?]{1,60}$", "is no name of a parameter of the query"
        ),
        "path": _text(
            "The beginning of the paths that name it, such as `/admin/api/{version}`.",
            r"^(/[^/{}?#\s]+)*/\{version\}$",
            "is no path that ends with /{version}",
        ),
        "format": _words(
            "What names of versions look like: `2026-10-01`, `2026-10`, `2026-09-30.endive`, `2026-03-01-preview`, or "
            "`v71` and `2.14`. A word such as `beta` may stand in the register as a candidate.",
            NAME_FORMATS,
            default="date",
        ),
        "style": _words(
            "How a name is read that is no version. `any-day`: what was in force on that day; `exact`: not at all; "
            "`floor`: the newest version at or before it; `forward`: the oldest at or after it; `none`: the API has no "
            "versions. `any-day` unless `format` is `number`, then `exact`.",
            STYLES,
        ),
        "default": _text(
            "What is meant when nothing is sent: the name of a version or alias, or one of "
            f"{', '.join(f'`{word}`' for word in DEFAULTS)}. Without it, the latest snapshot.",
            *_NAME,
        ),
        "unknown": _way("What becomes of a name that means nothing: a status, `forward` or `default`.", 400),
        "retired": _way("What becomes of a version that is retired: a status, `forward` or `default`.", 410),
        "echo": _text("The header of responses that names the version that was applied.", *_HEADER),
        "aliases": map_of(
            _text("The name of a version.", *_NAME),
            'Other names of versions: `current = "2026-10"`.',
            {"pattern": _NAME[0], "x-refusal": _NAME[1]},
        ),
        "announced": array_of(
            _text("The name of a version.", *_NAME),
            "The names of versions: the short form of `[[versions]]`, and not to be set beside it.",
        ),
        "granularity": _words("What has versions. Only whole APIs are supported.", ("api",), default="api"),
    },
)

REGISTER: Final = array_of(
    closed_object(
        "A version.",
        {
            "name": _text("As clients send it.", *_NAME),
            "stage": _words("Where in its life it is; a `candidate` is never what unnamed requests mean.", STAGES),
            "released": _day("From when it is in force; without it, the day that its name says."),
            "deprecated": _day("From when nobody should begin with it. Source: RFC 9745."),
            "sunset": _day("The last day on which it is served; never before `deprecated`. Source: RFC 8594."),
        },
        ("name",),
    ),
    "The versions that the owner announced.",
)

_SOURCE: Final = any_of(
    "Where a value comes from: the name of an environment variable, or a table.",
    {"type": "string", "pattern": _VARIABLE},
    closed_object(
        "An environment variable or a command. The value of a `basic` scheme is `user:password`, or the password "
        "alone where `user` is set.",
        {
            "environment": {"type": "string", "pattern": _VARIABLE, "description": "The name of the variable."},
            "command": array_of(
                {"type": "string"},
                "A program and its arguments, run without a shell; it prints the value.",
                minItems=1,
            ),
            "refresh": {**_SECONDS, "description": "After how many seconds the command is run again."},
            "timeout": {**_SECONDS, "description": "How many seconds the command may take.", "default": 30},
            "user": {"type": "string", "description": "The user name of a `basic` scheme."},
        },
    ),
    **{"x-refusal": "is neither the name of an environment variable nor a table with environment or command"},
)

IDENTITIES: Final = array_of(
    closed_object(
        "Somebody who asks.",
        {
            "name": _text("What it is called on the command line and in reports.", *_NAME),
            "tenant": _text("To whom it belongs: identities of one tenant see the same data.", *_NAME),
            "version": _text("The version that is its default, for APIs whose default is `per-consumer`.", *_NAME),
            "credentials": map_of(
                _SOURCE,
                "By the name of a security scheme of the document, where the value comes from. No value is ever "
                "written here.",
            ),
        },
        ("name",),
    ),
    "In whose names the API is asked, with their credentials.",
)

_AUTHENTICATION: Final = map_of(
    {"type": "string", "pattern": _VARIABLE, "x-refusal": "is no name of an environment variable"},
    "By header, the environment variable that holds its value: the short form of the first identity, which is called "
    "`default`.",
    {"pattern": _HEADER[0], "x-refusal": _HEADER[1]},
)

_PATH: Final = (r"^/[^\s?#\x00-\x1f\x7f]*$", "is no path that begins with /")
_PROPERTY: Final = _text("The name of a property.", r"^\S+$", "is no name of a property")


def _paths(description: str) -> dict[str, Any]:
    return array_of(_text("A path.", *_PATH), description)


RESOURCES: Final = array_of(
    closed_object(
        "A kind of resources.",
        {
            "path": _text("The path of their collection, as a document writes it.", *_PATH),
            "stored": {
                "type": "boolean",
                "description": "Whether requests create them. Without it, a path with POST that also lists them or has "
                "paths to each of them does.",
            },
            "also": _paths("Other paths of the same collection."),
            "fed-by": _paths("Paths whose POST leaves one of them behind, beside what it answers."),
            "upload": _paths("Paths whose POST takes a file with many of them, each a line of JSON."),
            "export": _paths("Paths whose GET gives such a file."),
            "ids": array_of(_PROPERTY, "Other names of the property that is their identifier."),
            "names": map_of(
                _PROPERTY,
                "Names of properties in some versions, each with the name in the others: "
                '`names = { introduction = "greeting" }`.',
            ),
            "single": map_of(
                _text("The header.", *_HEADER),
                "Paths to one of them whose identifier a request header names: "
                '`single = { "/users/me" = "X-User-Id" }`.',
                {"pattern": _PATH[0], "x-refusal": _PATH[1]},
            ),
            "private-to": _text(
                "The security scheme whose credential has them for itself; without it, all of a tenant see them.",
                r"^\S+$",
                "is no name of a security scheme",
            ),
        },
        ("path",),
    ),
    "What the documents do not say of the resources that `harness mock` stores.",
)

LIMITS: Final = array_of(
    closed_object(
        "A limit; where several are for one operation, all of them hold.",
        {
            "operations": _text(
                "A glob of a method and a path: `POST /completions`, `* /chats/*`. A parameter of a path, as a "
                "document writes it, stands for any value.",
                r"^([A-Z]+|\*) /[^\s\x00-\x1f\x7f]*$",
                "is no method and path, such as POST /pets",
            ),
            "rate": {
                "type": "number",
                "description": "Requests a second, of all processes together; 0.5 is one in two seconds.",
                "exclusiveMinimum": 0,
                "maximum": 1000000,
            },
            "answers-within": {
                "type": "number",
                "description": "Seconds to the end of an answer; what takes longer, again and again, is a finding.",
                "exclusiveMinimum": 0,
                "maximum": 600,
            },
        },
        ("operations",),
    ),
    "How fast a server may be asked by `harness conform`, and how long it may take, operation by operation.",
)

_SHARED: Final = {
    "server": _text(
        "The URL of the server that the snapshots describe.",
        r"^https?://[^\s/?#]+[^\s\x00-\x1f\x7f]*$",
        "is no http or https URL",
    ),
    "version": VERSION,
    "beta": _words(
        "What is promised of operations in beta: those with `x-beta`, with a stability of draft or alpha, or whose "
        "path `beta-paths` names. `may-break`: nothing; `as-stable`: as much as of all others.",
        ("may-break", "as-stable"),
    ),
    "beta-paths": array_of(
        _text("A glob.", r"^[/*?]\S*$", "is no glob of paths"),
        "Globs of the paths of operations in beta, such as `/experimental/*`.",
    ),
    "identities": IDENTITIES,
    "limits": LIMITS,
    "authentication": _AUTHENTICATION,
    "promise": PROMISE,
    "profile": {
        "type": "string",
        "description": "The profile of rules: `default`, `law`, `cautious`, or that of a known policy, such as "
        "`github`. Without it, that of the preset of `[promise]`.",
    },
    "rules": map_of({"type": "string"}, "By the id of a rule, its impact."),
}

_API: Final = {
    "$schema": DIALECT,
    "$id": "urn:harness:api-1",
    "title": "api.toml",
    **closed_object(
        "The settings of one API, beside its snapshots.",
        {
            "title": _text(
                "The name that people know the API by.", _PRINTABLE, "holds a control character", minLength=1
            ),
            "overlay": _text(
                "The overlay that mends every snapshot: a path in the folder of the API.",
                r"^[^\\\x00-\x1f\x7f]+$",
                "is no path with forward slashes",
            ),
            "versions": REGISTER,
            "resources": RESOURCES,
            "streams": _words(
                "What the event streams that `harness mock` sends are. `events`: values of their schema; `openai`: the "
                "chunks of OpenAI's completions; `ai-sdk`: the UI message stream of Vercel's AI SDK. Without it, "
                "`openai` where a completion has choices, else `events`.",
                ("events", "openai", "ai-sdk"),
            ),
            **_SHARED,
        },
    ),
}

_SETTINGS: Final = {
    "$schema": DIALECT,
    "$id": "urn:harness:settings-1",
    "title": "harness.toml",
    **closed_object("The settings of all APIs, or of those of a team; an api.toml stands above them.", dict(_SHARED)),
}

SETTINGS_SCHEMAS: Final[dict[str, dict[str, Any]]] = {"api": _API, "settings": _SETTINGS}
"""By name, the schema of api.toml and that of harness.toml."""


def settings_schema(name: str) -> str:
    """A schema as JSON."""
    import json

    return json.dumps(SETTINGS_SCHEMAS[name], indent=2, ensure_ascii=False) + "\n"
