"""From arguments to an exit code: finding the command, and what becomes of errors."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from harness.cli._console import Console
from harness.cli._options import Options
from harness.errors import DocumentError, HarnessError, NoAnswer, UsageError, nearest

if TYPE_CHECKING:
    from argparse import Namespace

# The exit codes are a public contract; each has a test.
DONE = 0
FINDINGS = 1
WRONG_USE = 2
UNREADABLE = 3
NO_ANSWER = 4
FAULT = 70
INTERRUPTED = 130

COMMANDS = {
    "accept": "let a break pass the gate for a time",
    "changelog": "write the changelog of all snapshots, or of a range",
    "conform": "test a running server against every version that it serves",
    "diff": "show what changed between two snapshots, and what breaks",
    "explain": "explain a rule, with an example and its setting",
    "gate": "say whether the next version may be published",
    "history": "show all snapshots in order, with counts and sunsets",
    "mock": "serve every version of an API from its snapshot",
    "notes": "write the beginning of the notes on a snapshot",
    "replay": "look whether what a conformance run found is still so",
    "report": "turn a stored JSON result into another format",
    "rules": "list the rules and their impact",
    "runs": "show what conformance runs found before, and since when",
    "schema": "print the JSON Schema of a report format or of settings",
    "settings": "print the settings of an API, and which file and line set each",
    "site": "write the pages of all stored APIs",
    "snapshots": "list, check, add, show and resolve snapshots",
}

# Where a command is that has no module of its own name.
_HOMES = {"explain": "_rules:explain"}

_DESCRIPTION = "API contract and version-diff testing for date-versioned APIs."
_EXIT_CODES = """\
exit codes:
  0    done
  1    done, with findings
  2    wrong use: an unknown option, snapshot, API or rule; a bad configuration
  3    a snapshot cannot be read, or what it is compared with is not there
  4    no answer from a server
  5    stopped early, with no finding so far
  70   a fault in harness
  130  interrupted"""


def main() -> NoReturn:
    """Run the command that the arguments of the process name, and end the process."""
    # Documents are trees and live to the end: looking for cycles and freeing them one by one is wasted time.
    gc.disable()
    try:
        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # before the command has begun, or while its last words are printed
        code = INTERRUPTED
    os._exit(code)


def run(arguments: list[str]) -> int:
    """Run a command and give its exit code; everything that it has written is flushed."""
    console = Console()
    try:
        code = _dispatch(arguments, console)
        console.flush()
        code = FAULT if console.faulty else code
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        code = DONE  # whoever reads has seen enough
    except HarnessError as error:
        code = exit_code_of(error)
        console.error(error)
    except SystemExit as end:  # argparse, after --help
        code = end.code if isinstance(end.code, int) else DONE
    except Exception as error:  # noqa: BLE001 - whatever it is, people get one line, and a traceback if they want it
        code = FAULT
        console.fault(error)
    console.close()
    return code


def exit_code_of(error: HarnessError) -> int:
    """What a run ends with that ends with an error."""
    if isinstance(error, DocumentError):
        return UNREADABLE
    return NO_ANSWER if isinstance(error, NoAnswer) else WRONG_USE


def _dispatch(arguments: list[str], console: Console) -> int:
    options = Options("harness", _DESCRIPTION, epilog=_epilog(), usage="harness [option ...] COMMAND ...")
    options.add_global()
    options.flag("--version", help="print the version and exit", variable=False)
    options.rest("command")
    chosen = options.parse(arguments)
    console.begin(chosen)
    if chosen.version:
        from harness import __version__

        console.print(f"harness {__version__}\n")
        return DONE
    if not chosen.command:
        raise UsageError("no command is given", hint=_known())
    return _command(chosen.command[0], chosen.command[1:], chosen, console)


def _command(name: str, arguments: list[str], chosen: Namespace, console: Console) -> int:
    if name in COMMANDS:
        module, _, function = _HOMES.get(name, f"_{name}:main").partition(":")
        return int(getattr(import_module(f"harness.cli.{module}"), function)(arguments, chosen, console))
    if name.startswith("-"):
        raise UsageError(f"there is no option {name[:60]}", hint="see harness --help")
    raise UsageError(f"there is no command {name[:60]!r}", hint=nearest(name, COMMANDS) or _known())


def _known() -> str:
    return f"one of {', '.join(COMMANDS)}; see harness --help"


def _epilog() -> str:
    commands = "".join(f"  {name:<11}{summary}\n" for name, summary in COMMANDS.items())
    return f"commands (harness COMMAND --help says more):\n{commands}\n{_EXIT_CODES}"
