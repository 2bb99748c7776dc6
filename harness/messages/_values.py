"""Values of a schema: compiled once, then made by what a draw decides, and checked by the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment import Party
from harness.messages._compiler import NO_VALUE, TURNS, Compiler, without_hidden, without_secrets
from harness.messages._demands import Demands, SchemaBundle
from harness.messages._draws import SIZES, Chance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from random import Random

    from harness.document import Document, Node
    from harness.messages._draws import Draw, Size
    from harness.vocabulary import Sender

__all__ = ["NO_VALUE", "ValueGenerator"]


class ValueGenerator:
    """Makes values of one schema of a document, as whoever sends them reads it.

    ::

        pets = ValueGenerator(node, document, "request")
        pets.sized("smallest")     # {"name": "amber"}
        pets.seeded(7)             # the same in every run

    """

    __slots__ = ("_found", "_maker", "_node", "_party", "_random", "accepts", "compiler", "direction")

    def __init__(self, node: Node, document: Document, direction: Sender, name: str = "") -> None:
        """Ready to make values.

        Args:
            node: the schema.
            document: that it is from.
            direction: of the messages, for `readOnly` and `writeOnly`.
            name: of what has the values, a parameter or a header; likely texts are chosen by it.
        """
        self.direction = direction
        self._node = node
        self._party = Party(document, sends=True)
        schema, validator = self._party.read(node, direction)
        self.compiler = Compiler(SchemaBundle(schema))
        self._maker = self.compiler.maker((schema,), name)
        self.accepts: Callable[[Any], bool] = validator.is_valid if validator is not None else lambda _: False
        self._random: Random | None = None
        self._found: Any = None

    def sized(self, size: Size) -> Any:
        """The smallest value, a typical one, or the fullest; `NO_VALUE` where there is none.

        A typical value is what the document shows: its examples and defaults first, then what its formats and names
        suggest. The fullest has every property that is declared, down to where schemas come back to themselves.
        """
        return self._first_valid(map(SIZES[size], range(TURNS)))

    def decided(self, draw: Draw) -> Any:
        """A value by the decisions of a draw; `NO_VALUE` where there is none."""
        return self._first_valid(draw.again(turn) for turn in range(TURNS))

    def seeded(self, seed: int) -> Any:
        """A value that the seed decides; `NO_VALUE` where there is none."""
        if self._random is None:
            from random import Random

            self._random = Random()  # noqa: S311 - test data, not secrets
        self._random.seed(seed)
        return self.drawn(self._random)

    def drawn(self, random: Random) -> Any:
        """A value that a generator of random numbers decides; `NO_VALUE` where there is none."""
        draw = Chance(random)
        value = self._maker(draw, 0)
        if value is not NO_VALUE and self.accepts(value):
            return value
        return self._first_valid(draw for _ in range(TURNS))

    def shown(self, others: Iterable[Any] = ()) -> Iterator[Any]:
        """Some values, then what examples and defaults show of the whole one: valid or not, without what is hidden."""
        demands = Demands((self.compiler.bundle.root,), self.compiler.bundle)
        yield from (without_hidden(without_secrets(value), demands) for value in (*others, *demands.examples))

    def _first_valid(self, draws: Iterable[Draw]) -> Any:
        for draw in draws:
            value = self._maker(draw, 0)
            if value is not NO_VALUE and self.accepts(value):
                return value
        if self._found is None:
            self._found = self._party.witness(self._node, self.direction) or (NO_VALUE,)
        return self._found[0]
