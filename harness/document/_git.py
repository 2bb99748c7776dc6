"""Files of git revisions, read through the program `git` and never through a shell."""

from __future__ import annotations

import os

from harness.errors import UnreadableSource, nearest
from harness.records import NamedTuple

_SECONDS = 60
_WITHOUT_GIT = "without git, name both: --from API@… --to API@…, or --candidate FILE --date DATE"


class Tree(NamedTuple):
    """The files of one commit.

    Attributes:
        root: the absolute path of the work tree, or of the repository if it has none.
        commit: the full id of the commit.
        revision: what the caller called it.
    """

    root: str
    commit: str
    revision: str


def find_tree(revision: str, folder: str) -> Tree:
    """The files of a revision of the repository that contains a folder.

    Raises:
        UnreadableSource: there is no git, no repository, or no such revision.
    """
    if revision.startswith("-") or not revision.isprintable():
        raise UnreadableSource(f"{revision!r} is no git revision", hint="name a branch, a tag or a commit")
    code, root, problem = _git(folder, "rev-parse", "--show-toplevel")
    if code:
        code, root, _ = _git(folder, "rev-parse", "--absolute-git-dir")
    if code:
        raise UnreadableSource(
            f"there is no file of that name, and no git repository to look up revision {revision!r} in",
            cause=problem,
            hint="run harness inside the repository",
        )
    top = os.fsdecode(root.rstrip(b"\n"))
    arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
    code, commit, problem = _git(folder, *arguments)
    if code:
        raise UnreadableSource(f"there is no git revision {revision!r}", cause=problem, hint=_near(folder, revision))
    return Tree(top, commit.decode().strip(), revision)


def tree_to_merge_into(folder: str, revision: str | None = None) -> Tree:
    """The last commit that the current one shares with the branch that it will be merged into.

    Args:
        folder: in the repository.
        revision: of that branch; without it, the upstream of the current branch where that has another name, else what
            the remote calls its head.

    Raises:
        UnreadableSource: there is no git, no repository, no such branch, or a shallow clone lacks the commit.
    """
    name = revision or _upstream(folder)
    try:
        tree = find_tree(name, folder)
    except UnreadableSource as error:
        if _git(folder, "rev-parse", "--is-shallow-repository")[1].strip() == b"true":
            error.hint = f"this clone is shallow; fetch it: {_fetching(name)}"
        raise
    code, shared, _ = _git(folder, "merge-base", "HEAD", tree.commit)
    if code == 0:
        return Tree(tree.root, shared.decode().strip(), name)
    # The commit that a pull request is tested as names its parents, though a shallow clone does not have them.
    _, commit, _ = _git(folder, "cat-file", "commit", "HEAD")
    if f"parent {tree.commit}".encode() in commit.partition(b"\n\n")[0].split(b"\n"):
        return tree
    message = f"the history from {name} to the current commit is not there"
    raise UnreadableSource(message, hint=f"fetch it: {_fetching(name)}")


def blobs(tree: Tree, folder: str) -> dict[str, str]:
    """The ids of all files below a folder of a revision, by their paths relative to the folder.

    Args:
        tree: the files of the revision.
        folder: relative to the root of the tree, with slashes.
    """
    _, listing, _ = _git(tree.root, "ls-tree", "-r", "-z", "--full-tree", tree.commit, "--", f"{folder}/")
    entries = (entry.partition(b"\t") for entry in listing.split(b"\0") if entry)
    start = len(os.fsencode(folder)) + 1
    return {os.fsdecode(path[start:]): about.split()[2].decode() for about, _, path in entries}


def work_tree_changes(tree: Tree) -> list[str]:
    """The paths of all files of the work tree that are not as they were in a revision, relative to its root."""
    _, changed, _ = _git(tree.root, "diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", tree.commit)
    _, added, _ = _git(tree.root, "ls-files", "--others", "-z", "--exclude-standard")
    return sorted({os.fsdecode(path) for path in (changed + added).split(b"\0") if path})


def read_blob(tree: Tree, path: str, limit: int) -> bytes | None:
    """The bytes of a file of a revision, symbolic links inside the tree followed; None if there is no such file.

    Args:
        tree: the files of the revision.
        path: relative to the root of the tree, with slashes.
        limit: the most bytes that are read.

    Raises:
        UnreadableSource: the file is larger than the limit, or git fails.
    """
    if "\n" in path or "\0" in path:
        return None
    request = os.fsencode(f"{tree.commit}:{path}\n")
    header = _answer(tree, "--batch-check", request).split(b" ")
    if len(header) < 3 or header[1] != b"blob":
        return None
    if int(header[2]) > limit:
        raise UnreadableSource(f"{tree.revision}:{path} has {int(header[2]):,} bytes; harness reads up to {limit:,}")
    return _answer(tree, "--batch", request).partition(b"\n")[2][:-1]


def paths(tree: Tree) -> list[str]:
    """The paths of all files of a revision."""
    _, listing, _ = _git(tree.root, "ls-tree", "-r", "-z", "--name-only", "--full-tree", tree.commit)
    return [os.fsdecode(path) for path in listing.split(b"\0") if path]


def changed_since(revision: str, folder: str) -> dict[str, bool]:
    """The files below a folder that a revision holds otherwise, by their paths in it, and whether they still exist.

    Raises:
        UnreadableSource: there is no git, no repository, or no such revision.
    """
    if not os.path.isdir(folder):
        raise UnreadableSource("there is no such folder", file=folder)
    tree = find_tree(revision, folder)
    options = ("--name-status", "--no-renames", "--no-ext-diff", "--relative", "-z")
    code, listing, problem = _git(folder, "diff", *options, tree.commit, "--", ".")
    if code:
        raise UnreadableSource(f"git cannot compare with revision {revision!r}", cause=problem)
    parts = listing.split(b"\0")
    return {os.fsdecode(path): status != b"D" for status, path in zip(parts[::2], parts[1::2], strict=False)}


def _near(folder: str, revision: str) -> str:
    _, listing, _ = _git(folder, "for-each-ref", "--format=%(refname:short)", "--count=2000")
    names = listing.decode(errors="replace").split()
    return nearest(revision, names, likeness=0.5) or "a shallow clone lacks it; fetch it first"


def _upstream(folder: str) -> str:
    _, branch, _ = _git(folder, "symbolic-ref", "--quiet", "--short", "HEAD")
    code, upstream, _ = _git(folder, "rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}")
    name = upstream.decode().strip()
    # Where a branch is pushed to under its own name is not where it will be merged.
    if code == 0 and name.partition("/")[2] != branch.decode().strip():
        return name
    code, head, _ = _git(folder, "rev-parse", "--abbrev-ref", "origin/HEAD")
    if code == 0:
        return head.decode().strip()
    if name and not name.startswith("@"):
        return name
    code, _, problem = _git(folder, "rev-parse", "--git-dir")
    if code:
        raise UnreadableSource("there is no git repository to compare with", cause=problem, hint=_WITHOUT_GIT)
    raise UnreadableSource(
        "nothing says which branch this will be merged into", hint="name it: --base origin/NAME, or --base REV"
    )


def _fetching(name: str) -> str:
    remote, slash, branch = name.partition("/")
    if not slash:
        return "git fetch --unshallow origin"
    return f"git fetch --unshallow {remote} +refs/heads/{branch}:refs/remotes/{remote}/{branch}"


def _answer(tree: Tree, mode: str, request: bytes) -> bytes:
    code, answer, problem = _git(tree.root, "cat-file", mode, "--follow-symlinks", request=request)
    if code:
        raise UnreadableSource(f"git cannot read revision {tree.revision!r}", cause=problem)
    return answer


def _git(folder: str, *arguments: str, request: bytes = b"") -> tuple[int, bytes, str]:
    """Exit code, output and the first line of what git said about a failure."""
    import subprocess  # only revisions need it

    # Never ask, never fetch, and speak English.
    quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        result = subprocess.run(  # noqa: S603  # no shell, and the revision cannot be an option
            ["git", *arguments],  # noqa: S607  # the user's own git
            cwd=folder,
            input=request,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env={**os.environ, **quiet},
        )
    except FileNotFoundError as error:
        raise UnreadableSource(
            "git is not installed, so no revision can be read", cause=str(error), hint="install git"
        ) from error
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise UnreadableSource("git cannot be run", cause=str(error)) from error
    problem = result.stderr.decode(errors="replace").strip().partition("\n")[0]
    return result.returncode, result.stdout, problem.removeprefix("fatal: ")
