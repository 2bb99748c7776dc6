"""What an API keeps, as far as names tell: the words of lists and their pages, and names that mean the same."""

from __future__ import annotations

from harness.resources._names import folded, names_of_id, singular
from harness.resources._words import WORDS, Word, is_word, named

__all__ = ["WORDS", "Word", "folded", "is_word", "named", "names_of_id", "singular"]
