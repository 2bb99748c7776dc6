"""What an API keeps, as far as paths and names tell: collections and members, the words of lists and their pages."""

from __future__ import annotations

from harness.resources._answers import id_in, items_in, member_in, other_id
from harness.resources._collections import (
    PLAIN,
    Resource,
    collection_of,
    creators_of,
    parameters_in,
    renamed,
    resources_of,
    sources_of,
    with_changes,
    with_undeclared,
)
from harness.resources._names import folded, names_of_id, singular
from harness.resources._words import WORDS, Word, is_word, named

__all__ = [
    "PLAIN",
    "WORDS",
    "Resource",
    "Word",
    "collection_of",
    "creators_of",
    "folded",
    "id_in",
    "is_word",
    "items_in",
    "member_in",
    "named",
    "names_of_id",
    "other_id",
    "parameters_in",
    "renamed",
    "resources_of",
    "singular",
    "sources_of",
    "with_changes",
    "with_undeclared",
]
