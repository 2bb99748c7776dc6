"""Places that read back words which were written for people: `.startswith("response ")`, `trail[0] == "…"`.

A *step* is what comes from something called `trail`, `place`, `label` or `step`, by itself or through variables.
*Words* are text with a noun of ours and a blank or an opening bracket beside it, in a literal, an f-string or a
constant. A line counts once, as the first of these that it is:

* parsed: a step that is taken apart as text (`place.split()`, `trail[0][:1].isupper()`, `name[18:-1]`), or asked for
  words by a method of `str` or by a regular expression (`label.removeprefix("security ")`);
* compared: a step that is compared with words (`place == "request body"`, `trail[-1] in _WITHOUT_CONTENT`);
* other: any other text that is asked for words (`name.startswith("Webhook ")`, `reason.startswith("not decided")`).

A typed step has attributes, and what is read from those does not count.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.measures.tree import Function, Module

_STEPS = re.compile(r"_?(trails?|places?|labels?|steps?)")
_ASKING = {"startswith", "endswith", "removeprefix", "removesuffix", "find", "index", "rfind", "count"}
_PARTING = {"split", "rsplit", "partition", "rpartition"}
_LOOKING = {"isupper", "islower", "istitle", "isdigit", "isdecimal", "isnumeric", "isalpha", "isalnum"}
_SAME = {"lower", "upper", "casefold", "strip", "lstrip", "rstrip", "replace"}
_MATCHING = {"match", "fullmatch", "search", "findall", "finditer", "sub"}
_NOUNS = (
    "body|callback|component|cookie|decided|example|flow|header|item|link|media|no|of|operation|parameter|path|property|query"
    "|request|response|schema|schemas|scheme|scope|security|server|shared|tag|the|type|webhook|properties|items|x"
)
_WORDS = re.compile(
    rf"(?i)(?<![A-Za-z])({_NOUNS})\)?[ \[]|[ ]({_NOUNS})(?![A-Za-z])|Properties\[|Schemas\[|\\w\+\)[ \\]"
)
_COMPARISONS = (ast.Eq, ast.NotEq, ast.In, ast.NotIn)


Way = Literal["parsed", "compared", "other"]


class Place(NamedTuple):
    """A line that reads back what was written for people."""

    path: str
    line: int
    way: Way
    text: str


def places_that_parse(modules: list[Module]) -> list[Place]:
    """All such lines, in the order of modules."""
    constants = _constants(modules)
    found = []
    for module in modules:
        ways: dict[int, list[Way]] = defaultdict(list)
        for line, way in _Reader(module, constants).places():
            ways[line].append(way)
        first = {line: min(some, key=get_args(Way).index) for line, some in ways.items()}
        found += [Place(module.path, line, first[line], module.lines[line - 1].strip()) for line in sorted(first)]
    return found


def _constants(modules: list[Module]) -> dict[str, ast.expr]:
    """What the constants of all modules are made of, by their names."""
    return {
        target.id: node.value
        for module in modules
        for node in module.tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and target.id.isupper()
    }


class _Reader:
    def __init__(self, module: Module, constants: dict[str, ast.expr]) -> None:
        self._module = module
        self._constants = {**constants, **_constants([module])}
        self._steps: set[str] = set()

    def places(self) -> Iterator[tuple[int, Way]]:
        """The lines of all places and what is done there, some more than once."""
        for function in self._module.functions:
            self._steps = set()
            self._follow(function)
            for node in ast.walk(function):
                way = self._way(node) if isinstance(node, ast.expr) else None
                if way is not None:
                    yield node.lineno, way  # type: ignore[attr-defined] # an expression has a line

    def _follow(self, function: Function) -> None:
        """Notes the variables that hold a step."""
        for _ in range(2):  # what is bound below may be used above, in a loop
            for node in ast.walk(function):
                match node:
                    case ast.Assign(targets=[ast.Name(id=name)], value=value) if self._is_step(value):
                        self._steps.add(name)
                    case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                        pairs = zip(names, values, strict=False)
                        self._steps |= {
                            one.id for one, value in pairs if isinstance(one, ast.Name) and self._is_step(value)
                        }
                    case (
                        ast.comprehension(target=ast.Name(id=name), iter=value)
                        | ast.For(target=ast.Name(id=name), iter=value)
                    ) if self._is_step(value):
                        self._steps.add(name)

    def _way(self, node: ast.expr) -> Way | None:
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr=method), args=arguments):
                return self._way_of_call(value, method, arguments)
            case ast.Compare(left=left, ops=[operator], comparators=[right]) if isinstance(operator, _COMPARISONS):
                sides = ((left, right), (right, left))
                return (
                    "compared" if any(self._is_step(one) and self._has_words(other) for one, other in sides) else None
                )
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Slice(lower=ast.Constant())):
                return "parsed" if name in self._steps else None
        return None

    def _way_of_call(self, value: ast.expr, method: str, arguments: list[ast.expr]) -> Way | None:
        first = arguments[0] if arguments else None
        if method in _ASKING or method in _PARTING:
            if self._is_step(value) and (
                method in _ASKING or self._takes_apart(method, first) or self._has_words(first)
            ):
                return "parsed"
            return "other" if self._has_words(first) else None
        if method in _MATCHING:
            return "parsed" if self._has_words(value) and any(self._is_step(one) for one in arguments) else None
        return "parsed" if method in _LOOKING and self._is_step(value) else None

    def _takes_apart(self, method: str, first: ast.expr | None) -> bool:
        separator = first.value if isinstance(first, ast.Constant) else None
        return method in _PARTING and (first is None or (isinstance(separator, str) and separator in (" ", "[")))

    def _is_step(self, node: ast.expr | None) -> bool:
        match node:
            case ast.Name(id=name):
                return name in self._steps or _STEPS.fullmatch(name) is not None
            case ast.Attribute(attr=name):
                return _STEPS.fullmatch(name) is not None
            case ast.Subscript(value=value):
                return self._is_step(value)
            case ast.Call(func=ast.Attribute(value=value, attr=method)):
                return method in _ASKING | _PARTING | _SAME and self._is_step(value)
            case ast.Call(
                func=ast.Name(id="list" | "tuple" | "reversed" | "next" | "str" | "enumerate"), args=[value, *_]
            ):
                return self._is_step(value)
            case ast.IfExp(body=body, orelse=other):
                return self._is_step(body) or self._is_step(other)
            case ast.GeneratorExp(generators=[ast.comprehension(iter=value)]):
                return self._is_step(value)
        return False

    def _has_words(self, node: ast.expr | None, deep: int = 3) -> bool:
        match node:
            case ast.Constant(value=str(text)):
                return _WORDS.search(text) is not None
            case ast.JoinedStr(values=parts):
                text = "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in parts)
                return _WORDS.search(text) is not None
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._has_words(left) or self._has_words(right) or " " in (_text(left), _text(right))
            case ast.Name(id=name) if name.isupper() and deep:
                return self._has_words(self._constants.get(name), deep - 1)
            case ast.Call(func=ast.Name(id="Step")):
                return False  # which is typed
            case ast.Call(args=arguments) if deep:
                return any(self._has_words(argument, deep - 1) for argument in arguments)
            case ast.GeneratorExp(elt=element) | ast.SetComp(elt=element):
                return self._has_words(element)
            case ast.Set(elts=elements) | ast.Tuple(elts=elements) | ast.List(elts=elements):
                return any(self._has_words(element) for element in elements)
        return False


def _text(node: ast.expr) -> object:
    return node.value if isinstance(node, ast.Constant) else None
