"""Measures `harness mock` on loopback, in one run with Prism where its command is at hand.

    python tests/benchmarks/mock.py [--prism PATH/TO/prism] [--github FILE] [--requests 20000] [--memory 200000]

Both serve one document and get the same valid requests over as many connections. `requests/s` is how many are answered
in a second of the clock, `per CPU second` how many in a second of the server's own processor time: on a machine that
others use the latter is what tells. Latencies are those at half of the rate that was reached. Prism keeps no state.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection, socket
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HARNESS = [sys.executable, "-m", "harness", "mock", "--no-watch"]
CONNECTIONS = 16
TICKS = os.sysconf("SC_CLK_TCK")
PARCEL = {
    "type": "object",
    "required": ["id", "weight", "to", "contents"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "weight": {"type": "integer", "minimum": 1, "maximum": 30000},
        "to": {
            "type": "object",
            "required": ["street", "town", "country"],
            "properties": {
                "street": {"type": "string", "minLength": 1, "maxLength": 100},
                "town": {"type": "string", "minLength": 1},
                "country": {"enum": ["DE", "DK", "FR", "PT"]},
            },
        },
        "contents": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["what", "worth"],
                "properties": {"what": {"type": "string"}, "worth": {"type": "number", "minimum": 0}},
            },
        },
        "insured": {"type": "boolean"},
    },
}
SENT = {
    "weight": 1200,
    "to": {"street": "Rua do Sol 7", "town": "Porto", "country": "PT"},
    "contents": [{"what": "cork", "worth": 12.5}, {"what": "tiles", "worth": 80}],
    "insured": True,
}


class Load(NamedTuple):
    """What a server did: answers in a second of the clock and of its processor, and how long they took."""

    rate: float
    per_cpu_second: float
    latencies: list[float]


class Server:
    """A process that serves."""

    def __init__(self, command: list[str], port: int, path: str) -> None:
        self.port = port
        start = time.perf_counter()
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not _answers(port, path):
            if time.perf_counter() - start > 120 or self.process.poll() is not None:
                raise SystemExit(f"{command[0]} does not serve")
            time.sleep(0.005)
        self.start_seconds = time.perf_counter() - start
        self.start_cpu_seconds = self.cpu_seconds()

    def cpu_seconds(self) -> float:
        return sum(map(_cpu_seconds, self._family()))

    def megabytes(self) -> float:
        return sum(_kilobytes(pid) for pid in self._family()) / 1024

    def _family(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]


class Client(asyncio.Protocol):
    """One connection, on which a request is sent once the answer to the one before is there, or when it is due."""

    def __init__(self, load: Run) -> None:
        self.load = load
        self.buffer = b""
        self.due: deque[float] = deque()
        self.sent_at = 0.0
        self.is_waiting = False

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def send(self, due: float) -> None:
        if self.is_waiting:
            self.due.append(due)
            return
        self.sent_at, self.is_waiting = due, True
        self.transport.write(self.load.request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, end, body = self.buffer.partition(b"\r\n\r\n")
        if not end or len(body) < _length(head):
            return
        self.buffer, self.is_waiting = b"", False
        self.load.answered(head, time.perf_counter() - self.sent_at)
        if self.due:
            self.send(self.due.popleft())
        elif not self.load.is_paced and self.load.remaining > 0:
            self.load.remaining -= 1
            self.send(time.perf_counter())


class Run:
    """Sends a request many times: as fast as answers come, or so often a second."""

    def __init__(self, request: bytes, count: int, rate: float | None = None) -> None:
        self.request, self.count, self.rate = request, count, rate
        self.is_paced = rate is not None
        self.remaining = count
        self.latencies: list[float] = []

    def answered(self, head: bytes, latency: float) -> None:
        if not head.startswith(b"HTTP/1.1 20"):
            raise SystemExit(head.decode(errors="replace"))
        self.latencies.append(latency)
        if len(self.latencies) == self.count:
            self.done.set()

    async def through(self, port: int) -> float:
        loop = asyncio.get_running_loop()
        self.done = asyncio.Event()
        clients = [
            (await loop.create_connection(lambda: Client(self), "127.0.0.1", port))[1] for _ in range(CONNECTIONS)
        ]
        start = time.perf_counter()
        if self.rate is None:
            for client in clients:
                self.remaining -= 1
                client.send(time.perf_counter())
        else:
            for number in range(self.count):
                due = start + number / self.rate
                if due > time.perf_counter():
                    await asyncio.sleep(due - time.perf_counter())
                clients[number % CONNECTIONS].send(due)
        await self.done.wait()
        seconds = time.perf_counter() - start
        for client in clients:
            client.transport.close()
        return seconds


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "parcels.json"
        file.write_text(json.dumps(document()))
        print("| server | request | requests/s | per CPU second | x Prism | p50 at half load | p99 |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        prism = loads(options.prism_command(file), options.requests // 8) if options.prism else {}
        rows("Prism", prism, prism)
        rows("harness, without state", loads([*HARNESS, str(file), "--stateless", "--port"], options.requests), prism)
        rows("harness, with state", loads([*HARNESS, str(file), "--port"], options.requests), prism)
        print("\n| start | seconds | CPU seconds | MB |\n| --- | --- | --- | --- |")
        starts(options, file)
        if options.memory:
            memory(file, options.memory)
    return 0


def loads(command: list[str], count: int) -> dict[str, Load]:
    """What a server does with each kind of request, after some to warm it up."""
    results = {}
    for name, request in requests().items():
        with serving(command, "/parcels/7") as server:
            _run(Run(request, count // 10), server.port)
            before = server.cpu_seconds()
            seconds = _run(Run(request, count), server.port)
            spent = server.cpu_seconds() - before
            paced = Run(request, min(count, int(count / seconds / 2) * 3), rate=count / seconds / 2)
            _run(paced, server.port)
            results[name] = Load(count / seconds, count / spent, sorted(paced.latencies))
    return results


def rows(server: str, figures: dict[str, Load], peer: dict[str, Load]) -> None:
    for name, load in figures.items():
        times = f"{load.per_cpu_second / peer[name].per_cpu_second:.1f}" if name in peer else ""
        p50, p99 = (load.latencies[int(len(load.latencies) * part)] * 1000 for part in (0.5, 0.99))
        figures_of_row = f"{load.rate:,.0f} | {load.per_cpu_second:,.0f} | {times} | {p50:.1f} ms | {p99:.1f} ms"
        print(f"| {server} | {name} | {figures_of_row} |", flush=True)


def starts(options: argparse.Namespace, file: Path) -> None:
    """How long servers take to be ready."""
    root = Path(__file__).resolve().parents[2]
    commands: dict[str, tuple[list[str], str]] = {
        "both stored APIs": ([*HARNESS, "--specs", str(root / "specs"), "--port"], "/__mock/health")
    }
    if options.github is not None:
        commands["GitHub, 13 MB"] = ([*HARNESS, str(options.github), "--port"], "/__mock/health")
    if options.prism:
        commands["Prism, the parcels"] = (options.prism_command(file), "/parcels/7")
    for name, (command, path) in commands.items():
        figures = []
        for _ in range(3):
            with serving(command, path) as server:
                figures.append((server.start_seconds, server.start_cpu_seconds, server.megabytes()))
        seconds, cpu, megabytes = (statistics.median(column) for column in zip(*figures, strict=True))
        print(f"| {name} | {seconds:.2f} | {cpu:.2f} | {megabytes:.0f} |", flush=True)


def memory(file: Path, count: int) -> None:
    """What the server holds after some requests that create, and after many."""
    with serving([*HARNESS, str(file), "--port"], "/parcels/7") as server:
        print("\n| requests that create | MB |\n| --- | --- |")
        done = 0
        for upto in (count // 8, count // 4, count // 2, count):
            _run(Run(requests()["POST, validated"], upto - done), server.port)
            done = upto
            print(f"| {done:,} | {server.megabytes():.0f} |", flush=True)


def document() -> dict[str, Any]:
    """Parcels that are read and sent."""
    shown = {"description": "A parcel.", "content": {"application/json": {"schema": PARCEL}}}
    listed = {"type": "array", "items": PARCEL}
    body = {
        "required": True,
        "content": {"application/json": {"schema": {**PARCEL, "required": PARCEL["required"][1:]}}},
    }
    parameters = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    query = [{"name": "weight", "in": "query", "schema": {"type": "integer", "minimum": 1}}]
    return {
        "openapi": "3.0.3",
        "info": {"title": "Parcels", "version": "1"},
        "paths": {
            "/parcels": {
                "get": {
                    "parameters": query,
                    "responses": {"200": {**shown, "content": {"application/json": {"schema": listed}}}},
                },
                "post": {"requestBody": body, "responses": {"201": shown}},
            },
            "/parcels/{id}": {
                "parameters": parameters,
                "get": {"responses": {"200": shown, "404": {"description": "-"}}},
            },
        },
    }


def requests() -> dict[str, bytes]:
    body = json.dumps(SENT).encode()
    head = b"Host: 127.0.0.1\r\nAccept: application/json\r\n"
    return {
        "GET, validated": b"GET /parcels?weight=1200 HTTP/1.1\r\n" + head + b"\r\n",
        "POST, validated": b"POST /parcels HTTP/1.1\r\n"
        + head
        + b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        + body,
    }


@contextmanager
def serving(command: list[str], path: str) -> Iterator[Server]:
    """A server on a free port; the command ends with the option for it."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server([*command, str(port)], port, path)
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.wait(20)


def _run(run: Run, port: int) -> float:
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(run.through(port))


def _answers(port: int, path: str) -> bool:
    try:
        create_connection(("127.0.0.1", port), 1).close()
        urlopen(f"http://127.0.0.1:{port}{path}", timeout=5).close()
    except OSError as error:
        # An answer is an answer, whatever it says.
        return getattr(error, "code", None) is not None
    return True


def _length(head: bytes) -> int:
    lines = (line.partition(b":") for line in head.split(b"\r\n"))
    return next((int(value) for name, _, value in lines if name.lower() == b"content-length"), 0)


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _kilobytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prism", default=shutil.which("prism"), help="its command; without it ours alone is measured")
    parser.add_argument("--github", type=Path, help="the document of GitHub's API")
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--memory", type=int, default=200_000, help="requests that create, of which memory is measured")
    options = parser.parse_args()
    command: Callable[[Path], list[str]] = lambda file: [options.prism, "mock", str(file), "--port"]  # noqa: E731
    options.prism_command = command
    return options


if __name__ == "__main__":
    sys.exit(main())
