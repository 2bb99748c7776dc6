"""Copies of the tree, into which mutants are written: the tree itself is never touched."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tools.mutants.operators import Mutant

_TOOLS = Path(__file__).resolve().parents[2]
# Real documents stand beside the repository, and tests look for them there.
_BESIDE = "shared"
_LEFT_OUT = frozenset({".git", ".venv", ".mutants", "__pycache__", ".hypothesis", ".pytest_cache", ".mypy_cache"})
# Plugins that no test needs take more time than most tests.
_SPARE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": "-p no:cacheprovider"}
_MOST_MEMORY = 6 << 30  # bytes; a mutant may ask for more and more


class Copy:
    """A copy of the tree in a folder of its own."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = folder / "tree"
        self._original = root
        for path in _files(root):
            target = self.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / path, target)
        if (root.parent / _BESIDE).is_dir():
            (folder / _BESIDE).symlink_to(root.parent / _BESIDE)

    def write(self, mutant: Mutant) -> None:
        """Writes the module with the mistake."""
        self._put(mutant.module, mutant.applied((self._original / mutant.module).read_bytes()))

    def restore(self, mutant: Mutant) -> None:
        """Writes the module as it is."""
        self._put(mutant.module, (self._original / mutant.module).read_bytes())

    def run(self, arguments: Sequence[str], seconds: float | None = None, **variables: str) -> int | None:
        """The exit code of a program of Python's, None where it took too long; what it prints is dropped."""
        paths = os.pathsep.join([str(self.root), str(_TOOLS)])
        with subprocess.Popen(  # noqa: S603 - the interpreter itself
            [sys.executable, *arguments],
            cwd=self.root,
            env={**os.environ, **_SPARE, "PYTHONPATH": paths, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_limit_memory,  # noqa: PLW1509 - it only calls into the kernel
        ) as process:
            try:
                return process.wait(seconds)
            except subprocess.TimeoutExpired:
                return None
            finally:
                _end_all(process.pid)

    def _put(self, module: str, source: bytes) -> None:
        path = self.root / module
        path.write_bytes(source)
        # Python looks at seconds and size alone to find out whether what it has compiled is stale.
        Path(cache_from_source(str(path))).unlink(missing_ok=True)


def _files(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in _LEFT_OUT)
        yield from (Path(folder, name).relative_to(root) for name in sorted(names))


def _limit_memory() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


def _end_all(group: int) -> None:
    """Ends what the program has started, too."""
    import signal

    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
