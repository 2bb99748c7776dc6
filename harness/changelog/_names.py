"""How a changelog calls authentication methods: the keys of their schemes, made readable.

`OrganizationServiceToken` becomes "Organization service token" and `UserID` becomes "User": the keys are put
into snake case, a trailing `_id` is dropped, and the first letter is a capital.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harness.document import Security

_ACRONYM = re.compile(r"([A-Z]+)(?=[A-Z][a-z])|([a-z\d])(?=[A-Z])")


def method_name(security: Security) -> str:
    """The name of one way to authenticate: `Organization service token & User`."""
    return " & ".join(humanized(scheme) for scheme in security.schemes)


def humanized(key: str) -> str:
    """A key as words: `Sensay jwt` for `SensayJWT`, `Sl os basic auth` for `SLOsBasicAuth`."""
    snake = _ACRONYM.sub(lambda match: (match.group(1) or match.group(2)) + "_", key.replace("::", "/"))
    words = snake.replace("-", "_").lower().lstrip("_")
    words = re.sub(r"_id$", "", words).replace("_", " ")
    return words[:1].upper() + words[1:]
