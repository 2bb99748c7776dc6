"""Files: their bytes, hints where there are none, and the folder that references may not leave."""

from __future__ import annotations

import os

from harness.errors import UnreadableSource

MAX_BYTES = 500_000_000


def read_file(path: str, name: str, *, regular: bool) -> bytes:
    """The bytes of a file; `regular` refuses pipes and devices, which only a person may name."""
    import stat

    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableSource(f"{name} is a folder", hint=_near(name, path, inside=True))
        if regular and not stat.S_ISREG(status.st_mode):
            raise UnreadableSource(f"{name} is no file but a device or a pipe")
        if status.st_size > MAX_BYTES:
            raise too_large(name)
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UnreadableSource(f"there is no file {name}", hint=_near(name, path)) from error
    except OSError as error:
        raise UnreadableSource(f"cannot read {name}", cause=error.strerror or str(error)) from error
    if len(data) > MAX_BYTES:
        raise too_large(name)
    return data


def too_large(name: str) -> UnreadableSource:
    return UnreadableSource(f"{name} is larger than the {MAX_BYTES:,} bytes that harness reads")


def inside(path: str, folder: str) -> str | None:
    """The path relative to a folder that contains it, or None."""
    try:
        relative = os.path.relpath(path, folder)
    except ValueError:  # another drive
        return None
    return None if relative == os.pardir or relative.startswith(os.pardir + os.sep) else relative


def work_tree(folder: str) -> str:
    """The root of the git work tree that contains a folder, else the folder."""
    current = folder
    while not os.path.exists(os.path.join(current, ".git")):
        above = os.path.dirname(current)
        if above == current:
            return folder
        current = above
    return current


def shown_path(path: str) -> str:
    near = os.path.relpath(path)
    return path if near.startswith(os.pardir) else near if near != os.curdir else "the current folder"


def _near(name: str, path: str, *, inside: bool = False) -> str | None:
    """A hint at the files of a folder: those in it, or the one with nearly the name that is missing."""
    from difflib import get_close_matches

    folder = path if inside else os.path.dirname(path)
    try:
        names = sorted(os.listdir(folder or "."))
    except OSError:
        return f"there is no folder {os.path.dirname(name)}"
    if inside:
        names = [file for file in names if file.endswith((".json", ".yaml", ".yml"))][:3]
        return f"name a file in it: {', '.join(names)}" if names else None
    near = get_close_matches(os.path.basename(path), names, 1)
    return f"did you mean {os.path.join(os.path.dirname(name), near[0])}?" if near else None
