"""Every keyword of every dialect: what the public `contained` says of it, held against an independent validator."""

from __future__ import annotations

from itertools import product
from typing import Any

import jsonschema
import pytest

from harness.containment import NO, UNDECIDED, YES, contained
from harness.vocabulary import KEYWORDS
from tests.vocabulary.examples import DIALECTS, EXAMPLES, SAMPLES, judge

EDITS = ("added", "removed", "changed")
