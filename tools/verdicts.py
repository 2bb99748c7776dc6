"""Our verdicts held against pairs whose verdict is known, and the share of undecided on real documents.

verdicts.py [SOURCE…] prints the table; without a source it also writes docs/verdicts.md. What is not at hand is left
out. The cases and the real documents stand in the folder `shared` beside the repository.
"""

# ruff: noqa: INP001, T201 - the scripts of this folder are no package, and this one prints

from __future__ import annotations

import json
import subprocess
import sys
import time
import tomllib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from harness.comparison import compare
from harness.containment import UNDECIDED, YES, contained
from harness.document import Document, File, load
from harness.document._source import Source
from harness.errors import UnreadableSource
from harness.rules import PROOF
from harness.verdict import contract
from harness.vocabulary import BREAKING, COMPATIBLE, WARNING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_ROOT = Path(__file__).resolve().parent.parent
_SHARED = _ROOT.parent / "shared"
_PAGE = _ROOT / "docs" / "verdicts.md"
_DEPARTURES = _ROOT / "tests" / "verdict" / "departures.toml"
# The day of all judgements, so that sunsets pass on the same day in every run.
TODAY = "2026-11-21"
SECONDS = 90
IMPACTS = (COMPATIBLE, WARNING, BREAKING)

OPENAPI = ("oasdiff", "probes", "netcracker", "comparest", "jsoncompat_openapi")
SCHEMAS = ("jsonsubschema", "jsoncompat")
REPORTS = "reports"
CORPUS = {
    "box": ("box/2024-05-21.json", "box/2026-06-29.json"),
    "klaviyo": ("klaviyo/2023-06-01.json", "klaviyo/2026-07-23.json"),
    "adyen": ("adyen-checkout/v71/2024-02-19.json", "adyen-checkout/v71/2026-05-28.json"),
    "github": ("github/api.github.com.2025-02.json", "github/api.github.com.2026-08.json"),
    "stripe": ("stripe/2020-05-29.json", "stripe/2022-04-12.json"),
    "azure": tuple(
        f"azure/compute/compute/resource-manager/Microsoft.Compute/stable/{day}/compute.json"
        for day in ("2018-06-01", "2021-03-01")
    ),
    "intercom": ("intercom/2.9/2026-08-21.yaml", "intercom/2.16/2026-08-21.yaml"),
    "twilio": ("twilio-api-v2010/2021-12-15.json", "twilio-api-v2010/2026-04-14.json"),
}
RIGHT, WRONG, OPEN, DEPARTURE = "right", "wrong", "undecided", "departure"


class Case(NamedTuple):
    """A question whose answer is known, and ours.

    Attributes:
        expected: what the source says.
        answer: what we say, None for undecided; asked when it is called.
    """

    id: str
    expected: bool
    answer: Callable[[], bool | None]


def main(arguments: list[str]) -> int:
    """Prints the table, and writes the page where all sources are asked."""
    if arguments[:1] == ["--pair"]:
        print(json.dumps(_measured(*arguments[1:3])))
        return 0
    if not _SHARED.is_dir():
        print("no folder `shared` beside the repository: nothing to hold verdicts against", file=sys.stderr)
        return 0
    reasons = departures()
    counts = {
        name: _counted(name, reasons) for name in (*OPENAPI, REPORTS, *SCHEMAS) if not arguments or name in arguments
    }
    documents = {name: _in_time(*CORPUS[name]) for name in CORPUS if not arguments or name in arguments}
    text = _tables(counts, {name: found for name, found in documents.items() if found is not None})
    print(text)
    for name, found in documents.items():
        if found is not None:
            print(f"{name}: {found['seconds']} s, {found['megabytes']} MB")
    if not arguments:
        _PAGE.write_text(_page(text, reasons), encoding="utf-8")
    return 1 if any(verdicts[WRONG] for verdicts in counts.values()) else 0


def cases(source: str, shared: Path = _SHARED) -> Iterator[Case]:
    """The cases of a source, in its order; none where they are not at hand."""
    folder = shared / "cases"
    if source in SCHEMAS:
        yield from _schemas(folder / "jsonschema" / f"{source}.json")
    elif source == "probes":
        for case in _read(folder / "probes" / "cases.json"):
            names = (f"{case['id']}.{side}.yaml" for side in ("base", "rev"))
            yield _of_files(case, *(folder / "probes" / name for name in names))
    elif source == REPORTS:
        for case in _read(folder / REPORTS / "cases.json"):
            yield Case(case["id"], True, partial(_is_as_reported, case, folder / REPORTS))
    elif source == "oasdiff":
        for case in _read(folder / "oasdiff" / "cases.json"):
            yield _of_files(case, folder / "oasdiff" / case["old"], folder / "oasdiff" / case["new"])
    else:
        for case in _read(folder / "openapi" / f"{source}.json"):
            yield Case(case["id"], case["breaking"], _judged(_said(case["old"], "old"), _said(case["new"], "new")))


def judged(case: Case, departures: dict[str, str]) -> str:
    """Whether our answer is right, wrong, undecided or a departure that has its reason."""
    answer = case.answer()
    if answer is case.expected:
        return RIGHT
    if case.id in departures:
        return DEPARTURE
    return WRONG if answer is not None else OPEN


def _read(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    content = json.loads(path.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = content["cases"] if isinstance(content, dict) else content
    return found


def departures() -> dict[str, str]:
    """The reason of each case in which a source and our conventions do not agree."""
    return {
        case: group["reason"]
        for group in tomllib.loads(_DEPARTURES.read_text(encoding="utf-8"))["departure"]
        for case in group["cases"]
    }


def _is_as_reported(case: dict[str, Any], folder: Path) -> bool:
    """Whether impact and number of breaking findings are those of a report; its texts have tests of their own."""
    old, new = (load(str(folder / case[side])) for side in ("old", "new"))
    impacts = [finding.impact for finding in contract(compare(old, new), today=TODAY, witnesses=False).findings]
    worst = max(impacts, key=IMPACTS.index, default=COMPATIBLE)
    if case.get("breaking_findings", impacts.count(BREAKING)) != impacts.count(BREAKING):
        return False
    match case["impact"]:
        case "loads":
            return True
        case "not breaking":
            return worst != BREAKING
        case "documentation":
            return bool(impacts) and worst == COMPATIBLE
        case wanted if case.get("at_least"):
            return IMPACTS.index(worst) >= IMPACTS.index(wanted)
        case wanted:
            return bool(worst == wanted)


def _of_files(case: dict[str, Any], old: Path, new: Path) -> Case:
    return Case(case["id"], case["breaking"], _judged(lambda: load(str(old)), lambda: load(str(new))))


def _judged(old: Callable[[], Document], new: Callable[[], Document]) -> Callable[[], bool | None]:
    def answer() -> bool | None:
        found = contract(compare(old(), new()), today=TODAY, witnesses=False)
        return True if found.breaking else None if found.undecided else False

    return answer


def _said(content: Any, name: str) -> Callable[[], Document]:
    class Nowhere:
        """Leads to no other file."""

        def follow(self, reference: str, source: Source) -> Source:
            raise UnreadableSource(f"there is no {reference!r}", file=source.name)

    # Where a document comes from is known to `document` alone; this one comes from nowhere.
    origin: Any = Nowhere()
    source = Source(f"{name}.json", json.dumps(content).encode(), f"memory:{name}", origin)
    return lambda: Document(File.of(source))


def _schemas(path: Path) -> Iterator[Case]:
    for case in _read(path):
        for question, narrow, wide in (("old_subset_of_new", "old", "new"), ("new_subset_of_old", "new", "old")):
            if case[question] is not None:
                ask = _asked(case[narrow], case[wide], case["dialect"])
                yield Case(f"{case['id']} {question}", case[question], ask)


def _asked(narrow: Any, wide: Any, dialect: str) -> Callable[[], bool | None]:
    def answer() -> bool | None:
        verdict = contained(narrow, wide, dialect).verdict
        return None if verdict == UNDECIDED else verdict == YES

    return answer


def _counted(source: str, departures: dict[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {verdict: [] for verdict in (RIGHT, WRONG, OPEN, DEPARTURE)}
    for case in cases(source):
        found[judged(case, departures)].append(case.id)
    return found


def _in_time(old: str, new: str) -> dict[str, Any] | None:
    """What is measured on a pair of real documents, in a process of its own; None where they are not at hand."""
    corpus = _SHARED / "corpus"
    if not (corpus / old).is_file() or not (corpus / new).is_file():
        return None
    command = [sys.executable, __file__, "--pair", str(corpus / old), str(corpus / new)]
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=SECONDS)  # noqa: S603 - this file
    except subprocess.TimeoutExpired:
        return {"findings": 0, "undecided": [f"not done in {SECONDS} s"], "seconds": SECONDS, "megabytes": 0}
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _measured(old: str, new: str) -> dict[str, Any]:
    import resource

    comparison = compare(load(old), load(new))
    start = time.process_time()
    found = contract(comparison, today=TODAY)
    seconds = time.process_time() - start
    proven = [finding for finding in found.findings if finding.rule.basis == PROOF]
    return {
        "findings": len(proven),
        "undecided": [finding.reason for finding in proven if finding.undecided],
        "breaking": sum(finding.impact == "breaking" for finding in proven),
        "seconds": round(seconds, 1),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _tables(counts: dict[str, dict[str, list[str]]], documents: dict[str, dict[str, Any]]) -> str:
    lines = [
        "| source | cases | right | wrong | undecided | departures | share right |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for name, found in counts.items():
        total = sum(map(len, found.values()))
        share = f"{len(found[RIGHT]) / total:.1%}" if total else "not at hand"
        cells = (len(found[verdict]) for verdict in (RIGHT, WRONG, OPEN, DEPARTURE))
        lines.append(f"| {name} | {total} | {' | '.join(map(str, cells))} | {share} |")
    for verdict in (WRONG, OPEN):
        names = [f"* {name}: `{case}`" for name, found in counts.items() for case in found[verdict]]
        lines += ["", f"{verdict.capitalize()}:" if names else f"{verdict.capitalize()}: none.", "", *names]
    lines += ["", "| documents | findings of schemas | breaking | undecided | share |", "|---|--:|--:|--:|--:|"]
    for name, measured in documents.items():
        asked, left = measured["findings"], len(measured["undecided"])
        share = f"{left / asked:.1%}" if asked else "not done"
        lines.append(f"| {name} | {asked} | {measured.get('breaking', 0)} | {left} | {share} |")
    for reason in _most_common(documents.values()):
        lines += ["", reason]
    return "\n".join(lines)


def _most_common(documents: Iterable[dict[str, Any]]) -> list[str]:
    from collections import Counter

    counted = Counter(reason for found in documents for reason in found["undecided"])
    return [f"{count} times {reason}" for reason, count in counted.most_common(5)]


def _page(table: str, departures: dict[str, str]) -> str:
    introduction = """\
# Verdicts

<!-- Written by `make verdicts`. -->

Our verdicts, held against pairs whose verdict others have published or that were reasoned by hand, with the message
that tells the two apart. A pair is *right* where we say `breaking` exactly when its source does. The two sources of
schemas ask `harness.containment.contained`, strict sets without the conventions of messages, in both directions. On
real documents the share of undecided is that among the findings that rest on proof.
"""
    lines = [introduction, table, "", "## Departures", "", "Cases in which a source and our conventions do not agree."]
    for reason in dict.fromkeys(departures.values()):
        named = [f"`{case}`" for case, other in departures.items() if other == reason]
        lines += ["", f"* {reason} ({', '.join(named)})"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
