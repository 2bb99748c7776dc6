"""The formats that validators check, with strings that have them."""

from __future__ import annotations

# The first string of each is the plainest.
FORMATS: dict[str, tuple[str, ...]] = {
    "date": ("2024-01-31", "2024-02-29"),
    "date-time": ("2024-01-31T12:00:00Z", "2024-01-31T12:00:00.5+01:00"),
    "time": ("12:00:00Z", "12:00:00.5+01:00"),
    "duration": ("P1D", "PT1H30M"),
    "email": ("a@example.com", "first.last@example.org"),
    "idn-email": ("a@example.com", "ü@example.com"),
    "hostname": ("example.com", "a"),
    "idn-hostname": ("example.com", "exämple.com"),
    "ipv4": ("192.0.2.1", "127.0.0.1"),
    "ipv6": ("2001:db8::1", "::1"),
    "uri": ("https://example.com/", "urn:a:b"),
    "uri-reference": ("/a", "https://example.com/", "a"),
    "iri": ("https://example.com/", "https://example.com/ä"),
    "iri-reference": ("/a", "/ä"),
    "uuid": ("3fa85f64-5717-4562-b3fc-2c963f66afa6", "00000000-0000-0000-0000-000000000000"),
    "uri-template": ("/a/{b}", "/a"),
    "json-pointer": ("/a", ""),
    "relative-json-pointer": ("0", "1/a"),
    "regex": ("^a$", "a"),
}

# Every string of the first format has the second too. Source: the RFCs that JSON Schema 2020-12 names, 7.3.
WITHIN = {
    ("uri", "iri"),
    ("uri", "uri-reference"),
    ("uri", "iri-reference"),
    ("uri-reference", "iri-reference"),
    ("iri", "iri-reference"),
    ("email", "idn-email"),
    ("hostname", "idn-hostname"),
}

# Patterns that every string of the format matches, though others may too.
SHAPES = {
    "date": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "date-time": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ].{6,}$",
    "uuid": "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
    "ipv4": "^[0-9]{1,3}(\\.[0-9]{1,3}){3}$",
    "ipv6": "^[0-9a-fA-F:.]{2,45}$",
    "email": "^.+@.+$",
    "duration": "^P.+$",
    "uri": "^[a-zA-Z][a-zA-Z0-9+.-]*:",
}
