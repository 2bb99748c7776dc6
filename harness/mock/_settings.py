"""How a mock serves, whatever it serves."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.mock._disturbances import Disturbance


class MockSettings(NamedTuple):
    """What is chosen for all APIs of a mock.

    Attributes:
        seed: decides on made values.
        security: whether credentials are asked for.
        validation: whether requests are held to the document.
        cors: whether pages of other origins may read the answers.
        prefix: of the paths of the mock's own.
        credentials: those that are accepted, by the names of security schemes; None: any.
        stateless: whether nothing is stored, and documents alone answer.
        most_records: how many are stored; those that were not used for longest go.
        faults: whether requests may ask for faults.
        fault_rates: how often which fault happens, by the names of operations.
        callbacks: whether declared callbacks are sent, to addresses on loopback alone.
        most_bytes: of a request body.
        longest_wait: seconds for the body of a request.
        today: the day on which requests are made; None for that of the clock.
    """

    seed: int = 0
    security: bool = True
    validation: bool = True
    cors: bool = True
    prefix: str = "/__mock"
    credentials: Mapping[str, frozenset[str]] | None = None
    stateless: bool = False
    most_records: int = 10_000
    faults: bool = False
    fault_rates: Mapping[str, tuple[float, Disturbance]] = MappingProxyType({})
    callbacks: bool = False
    most_bytes: int = 16 * 2**20
    longest_wait: float = 30.0
    today: str | None = None
