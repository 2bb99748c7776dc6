"""The messages of operations: their parts, how these travel, how one is built, and why one is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.messages._build import MessageBuilder, Witness
from harness.messages._parts import (
    BODY,
    CarrierPair,
    MessagePart,
    PartPair,
    Path,
    carrier_pairs,
    carriers_with,
    operation_pairs,
    parameter_keys,
    part_pairs,
    request_parts,
    response_carriers,
    response_parts,
    single_values,
)
from harness.messages._paths import Reach, Reached, SchemaPath, schema_forcing, values_at
from harness.messages._refusals import Refusal, Refusals
from harness.messages._wire import FORM, MULTIPART, URLENCODED, serialized, style_of

if TYPE_CHECKING:
    from harness.messages._draws import Size
    from harness.messages._exchange import Accepted, Exchange, HTTPRequest, HTTPResponse
    from harness.messages._graft import Graft, grafted
    from harness.messages._likeness import LossCheck, lost_alike
    from harness.messages._texts import texts_of
    from harness.messages._typical import Candidate, TypicalMessages, TypicalParts
    from harness.messages._values import NO_VALUE, ValueGenerator

__all__ = [
    "BODY",
    "FORM",
    "MULTIPART",
    "NO_VALUE",
    "URLENCODED",
    "Accepted",
    "Candidate",
    "CarrierPair",
    "Exchange",
    "Graft",
    "HTTPRequest",
    "HTTPResponse",
    "LossCheck",
    "MessageBuilder",
    "MessagePart",
    "PartPair",
    "Path",
    "Reach",
    "Reached",
    "Refusal",
    "Refusals",
    "SchemaPath",
    "Size",
    "TypicalMessages",
    "TypicalParts",
    "ValueGenerator",
    "Witness",
    "carrier_pairs",
    "carriers_with",
    "grafted",
    "lost_alike",
    "operation_pairs",
    "parameter_keys",
    "part_pairs",
    "request_parts",
    "response_carriers",
    "response_parts",
    "schema_forcing",
    "serialized",
    "single_values",
    "style_of",
    "texts_of",
    "values_at",
]

# What a comparison does without is imported when it is first asked for.
_LATER = {
    "NO_VALUE": "_values",
    "Accepted": "_exchange",
    "Exchange": "_exchange",
    "Graft": "_graft",
    "HTTPRequest": "_exchange",
    "HTTPResponse": "_exchange",
    "Size": "_draws",
    "Candidate": "_typical",
    "TypicalMessages": "_typical",
    "TypicalParts": "_typical",
    "ValueGenerator": "_values",
    "grafted": "_graft",
    "LossCheck": "_likeness",
    "lost_alike": "_likeness",
    "texts_of": "_texts",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    return value
