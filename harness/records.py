"""`NamedTuple`, as `typing` has it, for modules that start fast."""

# ruff: noqa: ANN001, ANN002, ANN003, ANN202, ANN204, ANN206 - type checkers see that of `typing`

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["NamedTuple"]

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from _collections import _tuplegetter
    from sys import intern

    class _WithFields(type):
        """Makes the annotations of a class the names of the items of its tuples."""

        def __new__(cls, name, bases, namespace):
            fields = tuple(map(intern, namespace.get("__annotations__", ())))
            defaults = {field: namespace[field] for field in fields if field in namespace}
            namespace |= {field: _tuplegetter(place, None) for place, field in enumerate(fields)}
            namespace |= {"__slots__": (), "__match_args__": fields, "_fields": fields, "_field_defaults": defaults}
            return super().__new__(cls, name, bases, namespace)

    class NamedTuple(tuple, metaclass=_WithFields):  # noqa: SLOT001 - the metaclass sets them
        """A tuple whose items have names.

        That of `typing` compiles a constructor and reads all annotations for each class that is imported, which is a
        tenth of a comparison of small documents. Here no annotation is ever read, and the constructor is compiled when
        the first tuple is made.
        """

        def __new__(cls, *items, **named):
            parameters = ", ".join(cls._fields)
            line = f"lambda _class, {parameters}: _tuple(_class, ({parameters},))" if parameters else "_tuple"
            constructor = eval(line, {"_tuple": tuple.__new__})  # noqa: S307 - the words are those of the class body
            if parameters:
                constructor.__defaults__ = tuple(cls._field_defaults.values())
            cls.__new__ = constructor
            return constructor(cls, *items, **named)

        @classmethod
        def _make(cls, items):
            return tuple.__new__(cls, items)

        def _replace(self, /, **changes):
            replaced = self._make(map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"{type(self).__name__} has no {', '.join(map(repr, changes))}")
            return replaced

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            named = (f"{field}={item!r}" for field, item in self._asdict().items())
            return f"{type(self).__name__}({', '.join(named)})"

        def __getnewargs__(self):
            return tuple(self)
