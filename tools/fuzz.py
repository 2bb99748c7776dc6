"""Random mutations of real documents: nothing may end in a fault, take longer than it may, or differ from itself.

    fuzz.py [--count 2000] [--seed N] [--corpus ../shared/corpus] [--largest 700000] [--seconds 30]

Each mutation changes a document in one to four places. The document is compared with it in both directions, judged and
written as text; and the mutation with itself. What a run finds can be had again by its seed and the number of the
mutation, which are printed. Refusals of a document that is no OpenAPI any more are as they should be.
"""

# ruff: noqa: INP001, T201, S311 - the scripts of this folder are no package, this one prints, and nothing is secret

from __future__ import annotations

import argparse
import copy
import gc
import json
import random
import secrets
import signal
import sys
from pathlib import Path
from time import process_time
from traceback import format_exception
from typing import Any, NamedTuple

from harness.comparison import compare
from harness.document import Document, document_of, read, read_source
from harness.errors import HarnessError
from harness.report.build.diff import report_of
from harness.report.registry import formats_of, write
from harness.report.words.text import PLAIN
from harness.session import Diff, Judging

ROOT = Path(__file__).resolve().parent.parent
_WORDS = (
    "",
    "string",
    "object",
    "array",
    "null",
    "number",
    "\n::error::x",
    "\ud7ff",
    "a" * 5_000,
    "^(a+)+$",
    "{}",
    "200",
)
_NUMBERS = (0, -1, 1, 2**63, -(10**30), 0.1, 1e-300, 1e300, 5000)
_KEYS = (
    *("$ref", "type", "enum", "const", "required", "properties", "items", "allOf", "oneOf", "anyOf", "not", "nullable"),
    *(
        "additionalProperties",
        "pattern",
        "format",
        "minLength",
        "maxItems",
        "multipleOf",
        "discriminator",
        "parameters",
    ),
    *(
        "responses",
        "content",
        "schema",
        "in",
        "name",
        "style",
        "security",
        "unevaluatedProperties",
        "if",
        "$dynamicRef",
    ),
)


class TooLong(Exception):
    """A mutation took longer than it may."""


class Spot(NamedTuple):
    """A member of an object or an item of an array."""

    owner: Any
    key: Any


def spots_of(content: Any) -> list[Spot]:
    """All members and items of a document."""
    spots: list[Spot] = []
    pending = [content]
    while pending:
        value = pending.pop()
        pairs = list(value.items() if isinstance(value, dict) else enumerate(value))
        spots += [Spot(value, key) for key, _ in pairs]
        pending += [member for _, member in pairs if isinstance(member, dict | list)]
    return spots


def mutated(content: Any, chance: random.Random) -> Any:
    """A copy of a document that differs in one to four places."""
    made = copy.deepcopy(content)
    for _ in range(chance.randint(1, 4)):
        spots = spots_of(made)
        owner, key = chance.choice(spots)
        match chance.randrange(7):
            case 0:
                del owner[key]
            case 1:
                owner[key] = any_value(chance)
            case 2:
                other = chance.choice(spots)
                owner[key] = copy.deepcopy(other.owner[other.key]) if other.key in keys_of(other.owner) else None
            case 3 if isinstance(owner, dict):
                owner[chance.choice(_KEYS)] = owner.pop(key)
            case 4 if isinstance(owner, list):
                owner.insert(key, copy.deepcopy(owner[key]))
            case 5 if isinstance(owner[key], dict):
                owner[key][chance.choice(_KEYS)] = any_value(chance)
            case _:
                owner[key] = {"$ref": chance.choice(("#", "#/nowhere", "#/components/schemas/A~1", *references(made)))}
    return made


def keys_of(owner: Any) -> Any:
    return owner if isinstance(owner, dict) else range(len(owner))


def references(content: Any) -> list[str]:
    """References to the first few components of each kind."""
    components = content.get("components") if isinstance(content, dict) else None
    sections = components.items() if isinstance(components, dict) else ()
    named = ((kind, section) for kind, section in sections if isinstance(section, dict))
    return [f"#/components/{kind}/{name}" for kind, section in named for name in list(section)[:5]]


def any_value(chance: random.Random) -> Any:
    match chance.randrange(6):
        case 0:
            return chance.choice((None, True, False))
        case 1:
            return chance.choice(_NUMBERS)
        case 2:
            return {chance.choice(_KEYS): any_value(chance) for _ in range(chance.randrange(3))}
        case 3:
            return [any_value(chance) for _ in range(chance.randrange(3))]
    return chance.choice(_WORDS)


def judged(old: Document, new: Document) -> None:
    """Compare, judge and write."""

    def refuse(faults: Any) -> None:
        raise AssertionError(f"faults: {faults[0]}")

    diff = Diff(compare(old, new), Judging(on_faults=refuse))
    report = report_of(diff)
    for _ in write(report, formats_of("diff")["text"], style=PLAIN):
        pass


def checked(old: Document, content: Any, floor: float, seconds: float) -> float:
    """The seconds of one mutation.

    Args:
        old: the document.
        content: of the mutation.
        floor: the seconds that it takes to read the document.
        seconds: how much more each direction may take.
    """
    data = json.dumps(content).encode()
    started = process_time()
    signal.setitimer(signal.ITIMER_PROF, 4 * floor + 2 * seconds)
    try:
        new = loaded(data)
        same = compare(new, loaded(data))
        assert not same.changes, f"differs from itself: {same.changes[0]}"
        judged(old, new)
        judged(new, old)
    except HarnessError:
        pass  # it is no document any more, and that is said
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return process_time() - started


def loaded(data: bytes) -> Document:
    from io import BytesIO

    return document_of(read_source("-", stdin=BytesIO(data)))


def stop(*_: object) -> None:
    raise TooLong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9))
    parser.add_argument("--corpus", type=Path, default=ROOT.parent / "shared" / "corpus")
    parser.add_argument("--largest", type=int, default=700_000, help="the most bytes of a document that is mutated")
    parser.add_argument("--seconds", type=float, default=30, help="what a comparison may take beyond reading")
    parser.add_argument("--only", type=int, help="the number of one mutation, to see it again")
    options = parser.parse_args()
    paths = sorted(path for suffix in ("json", "yaml") for path in options.corpus.rglob(f"*.{suffix}"))
    print(f"seed {options.seed}")
    documents: dict[Path, tuple[Document, Any, float]] = {}
    for path in paths:
        if path.stat().st_size <= options.largest:
            started = process_time()
            try:
                document = loaded(path.read_bytes())
            except HarnessError:
                continue
            content = read(path.read_bytes(), path.name).content
            documents[path] = document, content, process_time() - started
    signal.signal(signal.SIGPROF, stop)
    failures, longest = 0, 0.0
    for number in range(options.count) if options.only is None else (options.only,):
        chance = random.Random(f"{options.seed}/{number}")
        path = chance.choice(list(documents))
        document, content, floor = documents[path]
        try:
            longest = max(longest, checked(document, mutated(content, chance), floor, options.seconds))
        except Exception as error:  # noqa: BLE001 - that there is none is the claim
            failures += 1
            print(f"mutation {number} of {path.name}: {''.join(format_exception(error)[-3:])}", flush=True)
        if number % 50 == 0:
            gc.collect()
    print(
        f"{options.count} mutations of {len(documents)} documents, {failures} failures, at most {longest:.1f} s of CPU"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    gc.disable()
    sys.exit(main())
