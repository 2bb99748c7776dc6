"""What the measures count, each in a tree that is made up for it."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from tools.measures.__main__ import BOUNDS, Figure, is_within, main
from tools.measures.imports import cycles
from tools.measures.keywords import modules_that_name
from tools.measures.names import broad_handlers, defined_twice, functions_that_bind, uses_of_id
from tools.measures.rendered import places_that_parse
from tools.measures.sizes import sizes_of
from tools.measures.tree import Module, modules_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Tree = Any  # a function from files to modules


@pytest.fixture
def tree(tmp_path: Path) -> Callable[[dict[str, str]], list[Module]]:
    """Modules of harness, made of texts by their paths below it."""

    def modules(files: dict[str, str]) -> list[Module]:
        for name, text in files.items():
            path = tmp_path / "harness" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
        return modules_in(tmp_path)

    return modules


@pytest.mark.parametrize(
    ("way", "line"),
    [
        ("parsed", 'change.trail[-1].removeprefix("response ")'),
        ("parsed", 'trail[0].startswith(kind + " ")'),
        ("parsed", "trail[0][:1].isupper()"),
        ("parsed", "root.place.split()"),
        ("parsed", 'part.place.split(" ")[0]'),
        ("parsed", 'label.partition("[")'),
        ("parsed", "PARAMETER.fullmatch(label)"),
        ("compared", 'place == "request body"'),
        ("compared", '" of response " in root.place'),
        ("compared", "trail[1].lower() in IGNORED"),
        ("compared", 'root.place != f"{location} parameter {name}"'),
        ("other", 'name.removeprefix("Webhook ")'),
        ("other", 'reason.startswith("not decided")'),
        (None, "trail[0]"),
        (None, 'trail[-1].name == "request body"'),
        (None, 'trail[-1].name.removeprefix("x-")'),
        (None, 'Step("header", "X") in trail'),
        (None, 'step.kind == "response"'),
        (None, 'text.split(" ")'),
        (None, 'reference.startswith("#/components/")'),
        (None, 'text.startswith("while ")'),
    ],
)
def test_words_that_are_read_back_are_found(tree: Tree, way: str | None, line: str) -> None:
    text = f"""
        PARAMETER = re.compile(r"(\\w+) parameter (.*)")
        IGNORED = frozenset({{"header parameter accept"}})
        def f():
            return {line}
    """
    found = places_that_parse(tree({"report/_x.py": text}))
    assert [(place.path, place.line, place.way) for place in found] == (
        [("harness/report/_x.py", 5, way)] if way else []
    )


def test_a_step_is_followed_through_variables(tree: Tree) -> None:
    text = """
        def f(change):
            name = change.trail[-1] if change.trail else ""
            if name.startswith("patternProperties["):
                return name[18:-1]
            return [label for label in change.trail if label.isdigit()]
    """
    assert [place.line for place in places_that_parse(tree({"report/_x.py": text}))] == [4, 5, 6]


@pytest.mark.parametrize(
    "line",
    [
        'x = "prefixItems"',
        'x = "prefixItems[0]"',
        "PREFIX_ITEMS",
        "x.prefix_items",
        "def _say_prefix_items(): pass",
        "prefixItems = 1",
    ],
)
def test_a_keyword_is_named_in_any_case(tree: Tree, line: str) -> None:
    named = modules_that_name(tree({"report/_x.py": line, "rules/_y.py": line, "vocabulary/_z.py": line}))
    assert [module.path for module in named["prefixItems"]] == ["harness/report/_x.py"]
    assert not named["items"]


@pytest.mark.parametrize("line", ['"""prefixItems"""', "# prefixItems", 'x = "as prefixItems says"', "prefix = items"])
def test_a_sentence_names_no_keyword(tree: Tree, line: str) -> None:
    assert not modules_that_name(tree({"report/_x.py": line}))["prefixItems"]


def test_words_of_python_name_no_keyword_but_as_strings(tree: Tree) -> None:
    modules = tree({"a/_x.py": "if not items: properties = 1", "a/_y.py": 'x = "not", "if", "items", "properties"'})
    named = modules_that_name(modules)
    for keyword in ("not", "if", "items", "properties"):
        assert [module.path for module in named[keyword]] == ["harness/a/_y.py"]


def test_cycles_are_told_with_and_without_imports_for_types(tree: Tree) -> None:
    only_types = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from harness.a._x import X\n"
    modules = tree(
        {
            "a/__init__.py": "from harness.a._x import X",
            "a/_x.py": "from harness.a import _y\nfrom harness.b import B",
            "a/_y.py": only_types,
            "b/__init__.py": "from harness.b._v import B",
            "b/_v.py": "from harness.b._w import W\nfrom harness.a import X",
            "b/_w.py": "def f():\n    from ._v import B",
        }
    )
    at_run_time = [["harness.b._v", "harness.b._w"]]
    assert cycles(modules, types=False) == at_run_time
    assert cycles(modules, types=True) == [["harness.a._x", "harness.a._y"], *at_run_time]


def test_an_id_is_safe_where_a_comment_says_why(tree: Tree) -> None:
    text = """\
        # identity: the list keeps it alive.
        a = id(x)
        b = 1
        c = map(id, x)
        d = x.id
        e = id(x)  # identity: the same
        f = 1
        g = 1
        h = 1
        i = id(x)
        def f(x):
            # identity: who asks keeps it.
            return [
                x,
                x,
                x,
                id(x),
            ]
        def g(x): return id(x)
        def h(id): return id
    """
    found = [(line, is_safe) for _, line, is_safe in uses_of_id(tree({"a.py": text}))]
    assert found == [(2, True), (4, True), (6, True), (10, False), (17, True), (19, False)]


def test_names_are_counted_once_a_function(tree: Tree) -> None:
    text = """
        def f(said):
            found = found = 1
            def g(): kept = 1
            return [one for one in said]
        class shown: pass
        def run(): pass
        def _hidden(): pass
    """
    modules = tree({"a.py": text, "b.py": text})
    assert functions_that_bind(modules) == {"said": 2, "found": 2, "kept": 2, "one": 2}
    assert defined_twice(modules) == {"f": ["harness/a.py", "harness/b.py"], "shown": ["harness/a.py", "harness/b.py"]}


def test_an_exception_of_our_own_is_no_broad_one(tree: Tree) -> None:
    text = """
        try: pass
        except ValueError: pass
        except (KeyError, OurError): pass
        except (LookupError, TypeError): pass
        except Exception: pass
    """
    assert [line for _, line in broad_handlers(tree({"a.py": text}))] == [5, 6]


def test_lengths_are_those_of_lines(tree: Tree) -> None:
    sizes = sizes_of(tree({"a.py": "def f():\n    return 1\n\n\nx = 1\n", "b.py": "y = 1\n"}))
    assert (sizes.lines, sizes.modules, sizes.module_max) == (4, 2, 5)
    assert (sizes.functions, sizes.function_median, sizes.long_functions) == (1, 2, 0)


def test_all_figures_of_this_tree_can_be_told(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for name in (*BOUNDS, "walk: moves between packages", "modules, longest", "broad excepts"):
        assert [line for line in lines if line.startswith(f"{name}  ")], name


def test_a_figure_is_held_by_its_bound_alone() -> None:
    name, bound = next(iter(BOUNDS.items()))
    assert is_within([Figure(name, bound), Figure("a figure without a bound", 10**6)])
    assert not is_within([Figure("a figure without a bound", 0), Figure(name, bound + 1)])
