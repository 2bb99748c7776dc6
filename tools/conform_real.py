"""Hold published servers to the documents that their authors ship: conform_real.py [NAME ...].

What is tried, and what is known to be true of it, stands in conform_real.toml. Each release gets an environment of its
own in a temporary folder and serves on this machine; what cannot be installed is skipped, with the reason. Exits with 1
where anything is found that nobody has read.
"""

# ruff: noqa: INP001 - the scripts of this folder are no package

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tomllib
from contextlib import ExitStack, contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import urlopen

from dated_proxy import HEADER, dated

if TYPE_CHECKING:
    from collections.abc import Iterator

_HERE = Path(__file__).resolve().parent
_REPORTS = _HERE.parent / "reports" / "conformance"
_DATED = f"""
[version]
header = "{HEADER}"
style = "exact"
default = "{{first}}"
unknown = 400
echo = "{HEADER}"
"""
_DATELESS = '\n[version]\nstyle = "none"\n'
_PATIENCE = 60.0  # seconds for a server to start


class Missing(Exception):
    """A package cannot be had here; says why."""


def main() -> int:
    """Try all that are named, or all."""
    packages = tomllib.loads((_HERE / "conform_real.toml").read_text(encoding="utf-8"))["package"]
    chosen = [package for package in packages if not sys.argv[1:] or package["name"] in sys.argv[1:]]
    unread = 0
    for package in chosen:
        try:
            unread += _tried(package)
        except Missing as reason:
            sys.stdout.write(f"{package['name']}: skipped, {reason}\n")
    return int(unread > 0)


def _tried(package: dict[str, Any]) -> int:
    """How many failures of a package nobody has read.

    Raises:
        Missing: it cannot be installed or does not start.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        ports = {release["date"]: _port() for release in package["release"]}
        for release in package["release"]:
            place = folder / release["date"]
            _install(place, release["requires"])
            stack.enter_context(_running(package, release, place, ports[release["date"]], folder))
        api = folder / "specs" / package["name"]
        api.mkdir(parents=True)
        for date, port in ports.items():
            _keep(f"http://127.0.0.1:{port}{package['document']}", api, date)
        versions = _DATED.format(first=min(ports)) if len(ports) > 1 else _DATELESS
        (api / "api.toml").write_text(f'title = "{package["title"]}"\n{versions}{package.get("settings", "")}')
        url = f"http://127.0.0.1:{next(iter(ports.values()))}"
        if len(ports) > 1:
            url = stack.enter_context(dated(ports))
        return _unread(package, _run(package, folder, url + package.get("base", "")))


def _install(place: Path, requires: list[str]) -> None:
    subprocess.run([sys.executable, "-m", "venv", place], check=True)  # noqa: S603 - the interpreter itself
    done = subprocess.run(  # noqa: S603 - what the settings pin
        [place / "bin" / "pip", "install", "--quiet", *requires], capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        raise Missing(f"{' '.join(requires)} cannot be installed: {lines[-1][:200]}")


@contextmanager
def _running(package: dict[str, Any], release: dict[str, Any], place: Path, port: int, folder: Path) -> Iterator[None]:
    """A release while it serves."""
    root = folder / "root"
    root.mkdir(exist_ok=True)
    if "file" in package:
        (place / package["file"]["name"]).write_text(package["file"]["text"].format(port=port))
    command = [part.format(bin=place / "bin", port=port, root=root, place=place) for part in package["start"]]
    environment = {**os.environ, "HOME": str(folder)}
    with (place / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=root, stdout=log, stderr=log, env=environment)  # noqa: S603 - as above
    try:
        deadline = monotonic() + _PATIENCE
        while not _is_there(f"http://127.0.0.1:{port}{package['document']}"):
            if process.poll() is not None or monotonic() > deadline:
                lines = (place / "log").read_text(errors="replace").strip().splitlines() or ["nothing is printed"]
                raise Missing(f"{release['requires'][0]} does not start: {lines[-1][:200]}")
            sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(10)


def _keep(url: str, api: Path, date: str) -> None:
    """Store the document that a release serves as the snapshot of its date."""
    with urlopen(url, timeout=30) as answer:  # noqa: S310 - ours, on this machine
        data = answer.read()
    (api / f"{date}.{'json' if data.lstrip()[:1] == b'{' else 'yaml'}").write_bytes(data)


def _run(package: dict[str, Any], folder: Path, url: str) -> dict[str, Any]:
    """What a run comes to."""
    _REPORTS.mkdir(parents=True, exist_ok=True)
    path = _REPORTS / f"real-{package['name']}"
    command = [
        sys.executable, "-m", "harness", "--quiet", "--specs", folder / "specs", "conform", package["name"],
        "--base-url", url, "--no-store", "--journal", "", "--time-limit", "160",
        "-o", f"{path}.txt", "-r", f"json={path}.json", "-r", f"html={path}.html",
    ]  # fmt: skip
    environment = {**os.environ, **package.get("environment", {})}
    done = subprocess.run(command, cwd=folder, env=environment, check=False)  # noqa: S603 - the interpreter itself
    if done.returncode not in (0, 1, 5):
        raise SystemExit(done.returncode)
    run: dict[str, Any] = json.loads(Path(f"{path}.json").read_bytes())
    return run


def _unread(package: dict[str, Any], run: dict[str, Any]) -> int:
    """Say what was found, and count what nobody has read."""
    read = package.get("findings", {})
    cases, failures = run["summary"]["cases"], run["failures"]
    sys.stdout.write(f"{package['name']}: {cases:,} cases, {len(failures)} failures\n")
    for failure in failures:
        known = _reason(failure, read)
        sys.stdout.write(f"  {failure['id']}  {failure['check']}: {failure['title'][:100]}\n")
        sys.stdout.write(f"      {failure['operations'][:3]}: {known or 'NOT READ'}\n")
    return sum(_reason(failure, read) is None for failure in failures)


def _reason(failure: dict[str, Any], read: dict[str, str]) -> str | None:
    """What is known of a failure at all operations that it is of: by `check METHOD /path`, or a glob of these."""
    places = failure["operations"] or [f"{failure['component']}{failure['pointer']}"]
    reasons = []
    for place in places:
        name = f"{failure['check']} {place}"
        reasons.append(next((reason for known, reason in read.items() if fnmatchcase(name, known)), None))
    return reasons[0] if all(reasons) else None


def _port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def _is_there(url: str) -> bool:
    try:
        with urlopen(url, timeout=5):  # noqa: S310 - ours, on this machine
            return True
    except (URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main())
