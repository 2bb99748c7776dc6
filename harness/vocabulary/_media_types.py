"""When two names of media types are one media type in other letters."""

from __future__ import annotations


def media_type_key(name: str) -> str:
    """The same text for all spellings of a media type.

    Case and white space do not count, nor the order of parameters, nor quotes around a token; `charset` is without
    meaning for JSON, and its values have no case.

    Source: RFC 9110, 8.3.1 and 8.3.2; RFC 8259, 11.
    """
    whole, *parameters = name.split(";")
    media_type = "".join(whole.split()).lower()
    of_json = media_type.endswith(("/json", "+json"))
    texts = []
    for parameter in parameters:
        key, _, value = (part.strip() for part in parameter.partition("="))
        key, value = key.lower(), value.removeprefix('"').removesuffix('"')
        if key and not (of_json and key == "charset"):
            texts.append(f"{key}={value.lower() if key == 'charset' else value}")
    return ";".join([media_type, *sorted(texts)])
