"""Under which key a document describes what has none of its own: statuses by ranges, media types by ranges."""

from __future__ import annotations

from harness.vocabulary import media_type_key


def response_key_for(status: str, responses: object) -> str | None:
    """The key under which responses describe a status that has none of its own: its range, or `default`.

    By convention: with an explicit response of success, `default` is that of the errors, as nobody declares it for
    another success.

    Source: OpenAPI 3.1.1, 4.8.16 Responses Object.
    """
    if type(responses) is not dict or status == "default" or status in responses:
        return None
    names = [str(name) for name in responses]
    by_range = next((name for name in names if name[1:].upper() == "XX" and name[:1] == status[:1]), None)
    if by_range is not None:
        return by_range
    error = status[:1] in ("4", "5")
    if "default" in responses and (error or not any(name[:1] == "2" for name in names)):
        return "default"
    return None


def media_range(name: str, content: object) -> str | None:
    """The name under which a map of media types takes one that is not in it: `text/*`, `*/*`, or one that says less.

    Source: OpenAPI 3.1.1, 4.8.17 Response Object, `content`: the most specific key is applicable; RFC 9110, 12.5.1.
    """
    if type(content) is not dict or name in content:
        return None
    by_key: dict[str, str] = {media_type_key(key): key for key in content}
    if (spelling := by_key.get(media_type_key(name))) is not None:
        return spelling
    whole, _, parameters = (part.strip() for part in name.lower().partition(";"))
    kind, _, subtype = whole.partition("/")
    wanted = [
        *([whole] if parameters else []),
        *([f"{kind}/*"] if subtype != "*" else []),
        *(["*/*"] if kind != "*" else []),
    ]
    known = {key.lower().strip(): key for key in content}
    return next((known[key] for key in wanted if key in known), None)
