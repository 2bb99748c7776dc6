"""Which tests execute a line: recorded once, kept in a file, and recorded anew for what has changed."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections import defaultdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tools.mutants.copies import Copy
from tools.mutants.marks import lines_of_statements

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tools.mutants.operators import Mutant

_CACHE = ".mutants"
_FILE = "record.json"
_PROCESSES = "2"
# The exit codes of pytest where all tests have run: they pass, some fail, there are none.
_RECORDED = (0, 1, 5)
_TESTS = "tests/**/test_*.py"
# Tests that start other processes, which nobody records, and those of what stands far above the packages that are asked
# about: they take most of the time, and would notice a mistake late if at all.
_LEFT_OUT = tuple(
    f"tests/{folder}"
    for folder in (
        "actions/",
        "benchmarks/",
        "browser/",
        "cli/",
        "conformance/",
        "gate/",
        "mock/",
        "mutants/",
        "plugin/",
        "repository/",
        "specs/",
        "tools/",
    )
)
# What decides, beside its own file, which lines a test executes.
_READ = ("harness/**/*.py", "tests/**/*.py")


class Test(NamedTuple):
    """A test that passes.

    Attributes:
        id: how pytest calls it, as `tests/rules/test_rows.py::test_x[1]`.
        duration: seconds, while it was recorded.
    """

    id: str
    duration: float

    @property
    def file(self) -> str:
        """The file in which it stands."""
        return self.id.partition("::")[0]


class Record(NamedTuple):
    """What was recorded.

    Attributes:
        shared: a hash of the code, and of what tests share.
        files: a hash of each file of tests.
        tests: those that pass, by id, with their durations.
        failed: the ids of those that do not pass, and are never asked.
        lines: for each module and line the ids of tests.
    """

    shared: str
    files: dict[str, str]
    tests: dict[str, float]
    failed: list[str]
    lines: dict[str, dict[int, list[str]]]

    def tests_of(self, mutant: Mutant) -> list[Test]:
        """The tests that execute the line of a mutant.

        For what runs when the module is imported: those that call functions of the module, or of its package if it has
        none.
        """
        names = {name for line in self._lines_of(mutant) for name in line}
        return [Test(name, self.tests[name]) for name in sorted(names)]

    def is_executed(self, mutant: Mutant) -> bool:
        """Whether any test executes the line of a mutant."""
        return any(self._lines_of(mutant))

    def _lines_of(self, mutant: Mutant) -> list[list[str]]:
        lines = self.lines.get(mutant.module, {})
        if not mutant.at_import:
            return [lines[line] for line in range(mutant.line, mutant.last + 1) if line in lines][:1]
        package = mutant.module.rpartition("/")[0]
        beside = [of for module, of in self.lines.items() if module.rpartition("/")[0] == package]
        return [names for of in ([lines] if lines else beside) for names in of.values()]


def recorded(root: Path) -> Record:
    """The record of the tree: the one that is kept, with what has changed since recorded anew."""
    files = {path.relative_to(root).as_posix(): _hash([path], root) for path in sorted(root.glob(_TESTS))}
    files = {file: content for file, content in files.items() if not file.startswith(_LEFT_OUT)}
    shared = _hash(
        (path for glob in _READ for path in root.glob(glob) if not path.match("test_*.py")),
        root,
    )
    kept = _kept(root / _CACHE, shared)
    stale = [file for file, content in files.items() if kept.files.get(file) != content]
    current = _without(kept, [file for file in kept.files if kept.files[file] != files.get(file)])
    # Folder by folder, so that what is done stays done if this is interrupted.
    for _, group in groupby(stale, key=lambda file: file.split("/")[:2]):
        portion = list(group)
        current = _joined(current, _run(root, portion), {file: files[file] for file in portion})
        _write(current, root / _CACHE)
    return current


def _hash(paths: Iterable[Path], root: Path) -> str:
    sums = hashlib.sha256()
    for path in sorted(set(paths)):
        if path.is_file() and "__pycache__" not in path.parts:
            sums.update(f"{path.relative_to(root)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return sums.hexdigest()


def _kept(folder: Path, shared: str) -> Record:
    try:
        kept = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        kept = {"shared": ""}
    if kept["shared"] != shared:
        return Record(shared, {}, {}, [], {})
    names = list(kept["tests"])
    lines = {
        module: {int(line): [names[number] for number in numbers] for line, numbers in of.items()}
        for module, of in kept["lines"].items()
    }
    return Record(shared, kept["files"], kept["tests"], kept["failed"], lines)


def _write(record: Record, folder: Path) -> None:
    numbers = {name: number for number, name in enumerate(record.tests)}
    lines = {
        module: {line: [numbers[name] for name in names] for line, names in of.items()}
        for module, of in record.lines.items()
    }
    folder.mkdir(exist_ok=True)
    (folder / _FILE).write_text(json.dumps(record._asdict() | {"lines": lines}), encoding="utf-8")


def _without(record: Record, files: list[str]) -> Record:
    def stays(name: str) -> bool:
        return name.partition("::")[0] not in files

    return Record(
        record.shared,
        {file: content for file, content in record.files.items() if file not in files},
        {name: duration for name, duration in record.tests.items() if stays(name)},
        [name for name in record.failed if stays(name)],
        {
            module: {line: [name for name in names if stays(name)] for line, names in of.items()}
            for module, of in record.lines.items()
        },
    )


def _joined(one: Record, other: Record, files: dict[str, str]) -> Record:
    lines = {
        module: {
            line: [*one.lines.get(module, {}).get(line, []), *other.lines.get(module, {}).get(line, [])]
            for line in one.lines.get(module, {}).keys() | other.lines.get(module, {}).keys()
        }
        for module in one.lines.keys() | other.lines.keys()
    }
    return Record(one.shared, one.files | files, one.tests | other.tests, [*one.failed, *other.failed], lines)


def _run(root: Path, files: list[str]) -> Record:
    """Runs the tests of files in a copy of the tree, as mutants are judged in one."""
    with tempfile.TemporaryDirectory(prefix="harness-mutants-") as folder:
        copy = Copy(root, Path(folder))
        records = Path(folder, "records")
        records.mkdir()
        options = ["-q", "-p", "tools.mutants.recorder", "-p", "xdist.plugin", "-n", _PROCESSES]
        code = copy.run(["-m", "pytest", *options, *files], MUTANTS_RECORD=str(records))
        if code not in _RECORDED:
            message = f"the tests could not be recorded: pytest ended with {code}"
            raise RuntimeError(message)
        reports = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(records.glob("tests-*.json"))]
        tests = {test["id"]: test["duration"] for report in reports for test in report["tests"]}
        failed = [test for report in reports for test in report["failed"]]
        return Record("", {}, tests, failed, _lines(reports, copy.root, tests))


def _lines(reports: list[dict[str, Any]], root: Path, tests: dict[str, float]) -> dict[str, dict[int, list[str]]]:
    fixtures: dict[str, list[str]] = defaultdict(list)
    executed: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for report in reports:
        for test in report["tests"]:
            for fixture in test["fixtures"]:
                fixtures[fixture].append(test["id"])
    for report in reports:
        for file, statements in report["executed"].items():
            module = Path(file).relative_to(root).as_posix()
            lines = lines_of_statements((root / module).read_bytes())
            for statement, numbers in statements.items():
                contexts = [report["contexts"][context] for context in numbers]
                names = {name for context in contexts for name in fixtures.get(context, [context])} & tests.keys()
                for line in lines[int(statement)]:
                    executed[module][line] |= names
    return {
        module: {line: sorted(names) for line, names in sorted(of.items()) if names}
        for module, of in sorted(executed.items())
    }
