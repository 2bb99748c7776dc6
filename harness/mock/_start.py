"""What is said when a mock starts: what it serves, how to name a version, and a first request to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.mock._operation import ServedOperation
    from harness.mock._service import Service
    from harness.mock._settings import MockSettings

_WIDTH = 80
_MOST_DATES = 12


def start_text(services: Sequence[Service], address: str, settings: MockSettings) -> str:
    """The text, at most 80 columns wide where names allow it.

    Args:
        services: what is served.
        address: `http://127.0.0.1:4010`.
        settings: of the mock.
    """
    lines = [f"Serving on {address}", ""]
    for service in services:
        lines += _service(service)
    lines += _example(services, address, settings)
    return "".join(f"{_printable(line)}\n" for line in "\n".join([*lines, "", "Ctrl+C ends it."]).split("\n"))


def _service(service: Service) -> list[str]:
    labels = [label for label in service.editions if label]
    count = len(service.editions[service.versions.named(None).edition].operations)
    title = f"  {service.name}" + (f"@{labels[0]}" if len(labels) == 1 else "")
    lines = [f"{title}  {count} operation{'s' if count != 1 else ''}"]
    if len(labels) > 1:
        dates = labels if len(labels) <= _MOST_DATES else [*labels[:3], f"… {len(labels) - 6} more …", *labels[-3:]]
        lines += _wrapped("    snapshots  ", dates)
    if service.versions.header is not None:
        default = service.versions.named(None)
        applied = f"; without it {default.applied}" if default.applied else ""
        lines.append(f"    version    header {service.versions.header}{applied}")
    return lines


def _wrapped(head: str, words: Sequence[str]) -> list[str]:
    lines, line = [], head
    for word in words:
        if len(line) > len(head) and len(line) + len(word) > _WIDTH:
            lines.append(line)
            line = " " * len(head)
        line += f"{word}  "
    return [*(line.rstrip() for line in lines), line.rstrip()]


def _example(services: Sequence[Service], address: str, settings: MockSettings) -> list[str]:
    """A request to copy, of the last API that has one without anything in its path."""
    for service in services:
        operations = service.editions[service.versions.named(None).edition].operations
        plain = [o for o in operations if o.operation.method == "GET" and "{" not in o.template]
        if plain:
            return ["", "Try", *_curl(min(plain, key=lambda o: len(o.template)), service, address, settings)]
    return ["", "Try", f"  curl {address}{settings.prefix}/health"]


def _curl(operation: ServedOperation, service: Service, address: str, settings: MockSettings) -> list[str]:
    headers = operation.guard.example_headers() if settings.security else []
    if service.versions.header is not None and len(service.editions) > 1:
        headers.append(f"{service.versions.header}: {next(iter(service.editions))}")
    lines = [f"curl {address}{operation.template}", *(f"-H '{header}'" for header in headers)]
    return ["  " + " \\\n    ".join(lines)]


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in text)
