"""The messages of operations: their parts, how these travel, how one is built, and why one is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.messages._build import MessageBuilder, Witness, with_field
from harness.messages._carriers import Carriers
from harness.messages._parts import (
    BODY,
    CarrierPair,
    MessagePart,
    PartPair,
    Path,
    operation_pairs,
    parameter_keys,
    part_pairs,
    request_parts,
    response_carriers,
    response_parts,
    single_values,
)
from harness.messages._paths import SchemaPath, schema_forcing
from harness.messages._places import PathStep
from harness.messages._reach import Reach, Reached, is_field
from harness.messages._refusals import Refusal, Refusals
from harness.messages._wire import FORM, MULTIPART, URLENCODED, body_text, form_readings, serialized, style_of, text_of

if TYPE_CHECKING:
    from harness.messages._bodies import UNREADABLE, body_value, entry_for
    from harness.messages._compiler import Compiler
    from harness.messages._demands import Demands, SchemaBundle
    from harness.messages._draws import Chance, Draw, Size
    from harness.messages._exchange import Accepted, Exchange, HTTPRequest, HTTPResponse
    from harness.messages._graft import Graft, grafted
    from harness.messages._likeness import LossCheck, lost_alike
    from harness.messages._reading import pairs_in, readings_of, split_pairs, split_single
    from harness.messages._single import PartValues
    from harness.messages._texts import texts_of
    from harness.messages._typical import Candidate, TypicalMessages, TypicalParts
    from harness.messages._values import NO_VALUE, ValueGenerator

__all__ = [
    "BODY",
    "FORM",
    "MULTIPART",
    "NO_VALUE",
    "UNREADABLE",
    "URLENCODED",
    "Accepted",
    "Candidate",
    "CarrierPair",
    "Carriers",
    "Chance",
    "Compiler",
    "Demands",
    "Draw",
    "Exchange",
    "Graft",
    "HTTPRequest",
    "HTTPResponse",
    "LossCheck",
    "MessageBuilder",
    "MessagePart",
    "PartPair",
    "PartValues",
    "Path",
    "PathStep",
    "Reach",
    "Reached",
    "Refusal",
    "Refusals",
    "SchemaBundle",
    "SchemaPath",
    "Size",
    "TypicalMessages",
    "TypicalParts",
    "ValueGenerator",
    "Witness",
    "body_text",
    "body_value",
    "entry_for",
    "form_readings",
    "grafted",
    "is_field",
    "lost_alike",
    "operation_pairs",
    "pairs_in",
    "parameter_keys",
    "part_pairs",
    "readings_of",
    "request_parts",
    "response_carriers",
    "response_parts",
    "schema_forcing",
    "serialized",
    "single_values",
    "split_pairs",
    "split_single",
    "style_of",
    "text_of",
    "texts_of",
    "with_field",
]

# What a comparison does without is imported when it is first asked for.
_LATER = {
    "NO_VALUE": "_values",
    "UNREADABLE": "_bodies",
    "Accepted": "_exchange",
    "Chance": "_draws",
    "Compiler": "_compiler",
    "Demands": "_demands",
    "Draw": "_draws",
    "Exchange": "_exchange",
    "Graft": "_graft",
    "HTTPRequest": "_exchange",
    "HTTPResponse": "_exchange",
    "PartValues": "_single",
    "SchemaBundle": "_demands",
    "Size": "_draws",
    "Candidate": "_typical",
    "TypicalMessages": "_typical",
    "TypicalParts": "_typical",
    "ValueGenerator": "_values",
    "body_value": "_bodies",
    "entry_for": "_bodies",
    "pairs_in": "_reading",
    "readings_of": "_reading",
    "split_pairs": "_reading",
    "split_single": "_reading",
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
