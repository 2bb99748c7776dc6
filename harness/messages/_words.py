"""Texts and numbers that people would put there, by format and by the name of the property."""

from __future__ import annotations

import re
from typing import Any

from harness.containment import FORMATS

_WORDS = ("amber", "birch", "cedar", "delta", "ember", "fjord", "glade", "heron", "iris", "jade")
_DATES, _MOMENTS = ("2025-03-14", "2025-11-30"), ("2025-03-14T09:30:00Z", "2025-11-30T18:05:00Z")
_EMAILS = ("maria.lopez@example.com", "kim.park@example.org")
_URLS = ("https://example.com/orders/1042", "https://example.org/a")
_TITLES = ("Quarterly report", "Harbour survey", "Maria Lopez")
# The plainest of each first; none of the last three is a format of JSON Schema, but people read them.
_BY_FORMAT: dict[str, tuple[str, ...]] = {
    "date": _DATES,
    "date-time": _MOMENTS,
    "time": ("09:30:00Z", "18:05:00Z"),
    "duration": ("PT30M", "P1D"),
    "email": _EMAILS,
    "idn-email": _EMAILS,
    "hostname": ("api.example.com", "example.org"),
    "idn-hostname": ("api.example.com", "example.org"),
    "uri": _URLS,
    "iri": _URLS,
    "uri-reference": ("/orders/1042", "/a"),
    "iri-reference": ("/orders/1042", "/a"),
    "byte": ("aGVsbG8=", "d29ybGQ="),
    "binary": ("hello",),
    "password": ("correct-horse",),
}
# By what the name of a property ends in, whatever its case and its joints; longer endings first.
_BY_ENDING: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("email", "emailaddress"), _EMAILS),
    (("firstname", "givenname"), ("Maria", "Kim")),
    (("lastname", "surname", "familyname"), ("Lopez", "Park")),
    (("username", "login"), ("maria-lopez", "kim-park")),
    (("filename", "filepath", "path", "file"), ("report.csv", "notes.txt")),
    (("countrycode",), ("DE", "FR", "BR")),
    (("currencycode",), ("EUR", "USD")),
    (("languagecode",), ("en", "de")),
    (("zipcode", "postalcode", "postcode"), ("10115", "20095")),
    (("phonenumber",), ("+4930123456",)),
    (("uuid",), ("3fa85f64-5717-4562-b3fc-2c963f66afa6",)),
)
# By the last word of the name.
_BY_WORD: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("url uri href link website homepage webhook callback", _URLS),
    ("at timestamp time since until expires expiry", _MOMENTS),
    ("date day birthday", _DATES),
    ("name title subject label headline", _TITLES),
    ("owner author actor user creator assignee", ("maria-lopez", "kim-park")),
    ("country", ("DE", "FR", "BR")),
    ("currency", ("EUR", "USD")),
    ("language lang", ("en", "de")),
    ("locale", ("en-US", "de-DE")),
    ("city town", ("Berlin", "Porto")),
    ("street address", ("Main Street 12", "Harbour Road 3")),
    ("zip", ("10115", "20095")),
    ("phone mobile telephone", ("+4930123456",)),
    ("token secret key password", ("k_7f3a91c2", "k_81d20b54")),
    ("color colour", ("blue", "green")),
    (
        "description summary comment message note notes text body content reason details",
        ("Delivered on time", "Left at the door"),
    ),
    ("price amount cost total balance", ("19.90", "5.00")),
    ("version", ("1.2.0", "2.0.1")),
    ("sha hash digest etag checksum", ("9f86d081884c7d65", "60303ae22b998861")),
    ("id ids reference number code", ("1042", "1043", "2001")),
    ("type kind status state category", ("standard", "express")),
)
_TEXTS = {word: texts for words, texts in _BY_WORD for word in words.split()}
# By the last word of the name of a number.
_BY_WORD_OF_NUMBER: tuple[tuple[str, tuple[float, ...]], ...] = (
    ("at timestamp time since until expires", (1741944600,)),
    ("id ids number reference", (1042,)),
    ("year", (2025,)),
    ("month", (3,)),
    ("port", (8080,)),
    ("limit size count total quantity per", (10,)),
    ("price amount cost balance", (1990, 20)),
    ("latitude lat", (52.5, 52)),
    ("longitude lng lon", (13.25, 13)),
)
_NUMBERS = {word: numbers for words, numbers in _BY_WORD_OF_NUMBER for word in words.split()}
_JOINTS = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")


def texts_for(name: str, formats: list[str]) -> list[str]:
    """Likely texts for formats, else for the name of a property, the plainest first."""
    for form in formats:
        if form in _BY_FORMAT or form in FORMATS:
            return list(_BY_FORMAT.get(form) or FORMATS[form])
    folded = re.sub(r"[^a-z0-9]", "", name.lower())
    by_ending = next((texts for ends, texts in _BY_ENDING if folded.endswith(ends)), None)
    return list(by_ending or _TEXTS.get(_last_word(name)) or _WORDS)


def numbers_for(name: str) -> tuple[Any, ...]:
    """Likely numbers for the name of a property, the likeliest first."""
    return (*_NUMBERS.get(_last_word(name), ()), 1)


def _last_word(name: str) -> str:
    return next((word.lower() for word in reversed(_JOINTS.split(name)) if word), "")


def at_length(text: str, length: int) -> str:
    """A text of a length that goes on as a text does."""
    words = text or "Delivered on time"
    return (words if len(words) >= length else words + " and so on" * (length // 10 + 1))[:length]


def texts_of_length(text: str, length: int) -> list[str]:
    """Texts of a length: one that goes on as a text does, then such as patterns of names, digits and hashes take."""
    others = (text, _WORDS[0], "1042", "9f86d081884c7d65")
    return [at_length(text, length), *((other * (length // len(other) + 1))[:length] for other in others if other)]
