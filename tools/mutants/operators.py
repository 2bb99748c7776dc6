"""The mutants of a module: one small mistake each, as an edit of its text.

Left alone is what says nothing at run time or only to people: annotations, docstrings, `if TYPE_CHECKING`, `__all__`,
assertions, logging, what an exception that is raised is told, the sizes of caches, and limits: how much is too much is
a round number, and nobody means one more or less by it.
"""

from __future__ import annotations

import ast
import difflib
import re
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal[
    "negate a condition",
    "move a comparison",
    "one more or less",
    "swap and/or",
    "drop a not",
    "return early",
    "drop a statement",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

_COMPARISONS: dict[type[ast.cmpop], tuple[bytes, bytes]] = {
    ast.Lt: (rb"<", b"<="),
    ast.LtE: (rb"<=", b"<"),
    ast.Gt: (rb">", b">="),
    ast.GtE: (rb">=", b">"),
    ast.Eq: (rb"==", b"!="),
    ast.NotEq: (rb"!=", b"=="),
    ast.In: (rb"\bin\b", b"not in"),
    ast.NotIn: (rb"\bnot\s+in\b", b"in"),
    ast.Is: (rb"\bis\b", b"is not"),
    ast.IsNot: (rb"\bis\s+not\b", b"is"),
}
# Of these, negating the condition and moving the comparison is the same.
_OPPOSITES = (ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.Is, ast.IsNot)
_DROPPED = (
    ast.Expr,
    ast.Assign,
    ast.AugAssign,
    ast.AnnAssign,
    ast.Return,
    ast.Raise,
    ast.Delete,
    ast.Continue,
    ast.Break,
)
_NOTHING = (None, False)
_LARGE = 16
_COMMENT = re.compile(rb"#[^\n]*")


class Mutant(NamedTuple):
    """One mistake.

    Attributes:
        module: the path of the file below the root, as `harness/rules/_aspect.py`.
        line: where it stands.
        last: the last line of the expression or statement; one of these a test has to execute.
        at_import: whether that line runs when the module is imported, and not when a function is called.
        start: the first byte that is replaced.
        end: the byte behind the last one.
        text: what stands there instead.
    """

    module: str
    line: int
    last: int
    at_import: bool
    kind: Kind
    start: int
    end: int
    text: bytes

    def applied(self, source: bytes) -> bytes:
        """The module with the mistake."""
        return source[: self.start] + self.text + source[self.end :]

    def difference(self, source: bytes) -> tuple[str, str]:
        """The lines that change, before and after, without their margins: what tells a mutant from others for long."""
        before, after = (text.decode().splitlines() for text in (source, self.applied(source)))
        lines = list(difflib.unified_diff(before, after, n=0, lineterm=""))[2:]
        old, new = ("\n".join(line[1:].strip() for line in lines if line[0] == sign) for sign in "-+")
        if not old:  # a line was put in: the next one says where
            old = source[self.end :].split(b"\n", 1)[0].decode().strip()
            new = f"{new}\n{old}"
        return old, new


def mutants_of(module: str, source: bytes) -> list[Mutant]:
    """All mutants of a module, in the order of their lines."""
    finder = _Finder(module, source)
    finder.visit(ast.parse(source))
    different = {(mutant.start, mutant.end, mutant.text): mutant for mutant in finder.mutants}
    return sorted(different.values(), key=lambda mutant: (mutant.start, mutant.end, mutant.kind))


def is_readable(mutant: Mutant, source: bytes) -> bool:
    """Whether Python can read the module with the mistake."""
    try:
        ast.parse(mutant.applied(source))
    except SyntaxError:
        return False
    return True


class _Finder(ast.NodeVisitor):
    def __init__(self, module: str, source: bytes) -> None:
        self.mutants: list[Mutant] = []
        self._module = module
        self._source = source
        self._functions = 0
        # The ids of the statements behind which their function ends; the tree keeps them.
        self._last: set[int] = set()
        self._starts = [0]
        for line in source.split(b"\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)

    # What is left alone, and what is in part.

    def visit_If(self, node: ast.If) -> None:
        if "TYPE_CHECKING" not in ast.unparse(node.test):
            self._condition(node.test)
            self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        """Arguments of the exception are words for people."""

    def visit_Assert(self, node: ast.Assert) -> None:
        """An assertion tells the type checker what is so."""

    def visit_Return(self, node: ast.Return) -> None:
        """A yes or no is a condition of whoever asks."""
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, bool):
            self._add(node.value, "negate a condition", node.value, str(not node.value.value).encode())
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        is_about_names = any(
            isinstance(target, ast.Name) and target.id in ("__all__", "__slots__") for target in node.targets
        )
        if not is_about_names and (self._functions or not _is_limit(node.value)):
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if not _is_logging(node):
            self.generic_visit(node)

    # Statements.

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for outside in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(outside)
        for decorator in node.decorator_list:
            if "cache" not in ast.unparse(decorator):
                self.visit(decorator)
        self._functions += 1
        self._last |= set(map(id, _last_statements(node.body)))
        for statement in node.body:
            self._statement(statement)
        self._functions -= 1

    visit_AsyncFunctionDef = visit_FunctionDef  # type: ignore[assignment]  # noqa: N815 - the name is ast's

    def generic_visit(self, node: ast.AST) -> None:
        for _, value in ast.iter_fields(node):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.stmt) and self._functions and not isinstance(node, ast.ClassDef):
                    self._statement(child)
                elif isinstance(child, ast.AST):
                    self.visit(child)

    def _statement(self, node: ast.stmt) -> None:
        is_nothing = isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        is_words = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _is_logging(node.value)
        # None and False are the same to those who ask whether something is so.
        returns_nothing = isinstance(node, ast.Return) and (
            node.value is None
            or (isinstance(node.value, ast.Constant) and any(node.value.value is nothing for nothing in _NOTHING))
        )
        imports = isinstance(node, ast.Import | ast.ImportFrom | ast.Assert | ast.Nonlocal | ast.Global)
        if not (is_nothing or is_words or imports):
            if not returns_nothing:
                self._return_before(node)
            if (
                isinstance(node, _DROPPED)
                and not (returns_nothing and id(node) in self._last)
                and getattr(node, "value", 0) is not None
            ):
                self._add(node, "drop a statement", node, b"pass")
        self.visit(node)

    def _return_before(self, node: ast.stmt) -> None:
        first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
        start = self._starts[first - 1]
        margin = self._source[start:].split(b"\n", 1)[0]
        margin = margin[: len(margin) - len(margin.lstrip())]
        if self._source[start : self._start(node)].strip() and first == node.lineno:
            return  # it shares its line with another
        if self._source[start + len(margin) :].startswith(b"elif"):
            return
        self.mutants.append(
            Mutant(
                self._module, node.lineno, node.lineno, False, "return early", start, start, margin + b"return None\n"
            )
        )

    # Expressions.

    def visit_While(self, node: ast.While) -> None:
        self._condition(node.test)
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._condition(node.test)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self._condition(test)
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        operands = [node.left, *node.comparators]
        for left, operator, right in zip(operands, node.ops, operands[1:], strict=False):
            pattern, text = _COMPARISONS[type(operator)]
            self._between(left, right, "move a comparison", pattern, text)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        # All of one `a and b and c` at once, from the last to the first, so that no place moves.
        word, other = (b"and", b"or") if isinstance(node.op, ast.And) else (b"or", b"and")
        start, end = self._start(node.values[0]), self._end(node.values[-1])
        text = self._source[start:end]
        for left, right in reversed(list(zip(node.values, node.values[1:], strict=False))):
            found = self._word(left, right, rb"\b" + word + rb"\b")
            if found is None:
                return
            text = text[: found[0] - start] + other + text[found[1] - start :]
        self._add(node.values[0], "swap and/or", (start, end), text)
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            start = self._start(node)
            blank = self._source[start + 3 : start + 4] == b" "
            self._add(node, "drop a not", (start, start + 3 + blank), b"")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if type(node.value) is int:
            self._add(node, "one more or less", node, str(node.value + 1).encode())
            self._add(node, "one more or less", node, str(node.value - 1).encode())

    def _condition(self, test: ast.expr) -> None:
        opposite = isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], _OPPOSITES)
        if not opposite and not (isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)):
            text = self._source[self._start(test) : self._end(test)]
            self._add(test, "negate a condition", test, b"(not (" + text + b"))")

    def _between(self, left: ast.expr, right: ast.expr, kind: Kind, pattern: bytes, text: bytes) -> None:
        found = self._word(left, right, pattern)
        if found is not None:
            self._add(left, kind, found, text)

    def _word(self, left: ast.expr, right: ast.expr, pattern: bytes) -> tuple[int, int] | None:
        """Where an operator stands between its operands, where comments may stand too."""
        start, end = self._end(left), self._start(right)
        gap = _COMMENT.sub(lambda comment: b" " * len(comment[0]), self._source[start:end])
        found = re.search(pattern, gap)
        return None if found is None else (start + found.start(), start + found.end())

    def _add(
        self, node: ast.stmt | ast.expr, kind: Kind, span: ast.stmt | ast.expr | tuple[int, int], text: bytes
    ) -> None:
        start, end = span if isinstance(span, tuple) else (self._start(span), self._end(span))
        self.mutants.append(
            Mutant(
                self._module, node.lineno, node.end_lineno or node.lineno, not self._functions, kind, start, end, text
            )
        )

    def _start(self, node: ast.stmt | ast.expr) -> int:
        return self._starts[node.lineno - 1] + node.col_offset

    def _end(self, node: ast.stmt | ast.expr) -> int:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._starts[node.end_lineno - 1] + node.end_col_offset


def _last_statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body behind which there is nothing, those of its last branches included."""
    last = body[-1]
    yield last
    branches: list[list[ast.stmt]] = []
    match last:
        case ast.If():
            branches = [last.body, last.orelse]
        case ast.With():
            branches = [last.body]
        case ast.Match():
            branches = [case.body for case in last.cases]
        case ast.Try() if not last.finalbody:
            branches = [last.orelse or last.body, *(handler.body for handler in last.handlers)]
    for branch in branches:
        if branch:
            yield from _last_statements(branch)


def _is_limit(value: ast.expr) -> bool:
    """Whether a constant of a module is a round number, or several."""
    values = value.elts if isinstance(value, ast.Tuple) else [value]
    return all(isinstance(one, ast.Constant) and type(one.value) is int and _is_round(one.value) for one in values)


def _is_round(number: int) -> bool:
    """Whether it is a large one, in tens or of the powers of two."""
    return number >= _LARGE and (number % 10 == 0 or number.bit_count() == 1)


def _is_logging(node: ast.Call) -> bool:
    return (
        isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "logger"
    )
