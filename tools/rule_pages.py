"""The page of each rule, made of its row in the catalogue and of its example pair: rule_pages.py [--check].

Writes docs/rules/, and harness/rules/examples.json for `harness explain`. With --check it writes nothing, lists what is
stale, and exits with 1 if anything is.
"""

# ruff: noqa: INP001 - the scripts of this folder are no package

from __future__ import annotations

import difflib
import json
import sys
from itertools import groupby

from pages import ROOT, write_pages

from harness.rules import BREAKING, COMPATIBLE, CONVENTION, JUDGES, PROOF, RULES, STRUCTURE, WARNING, Rule

_PAGES = "docs/rules"
_EXAMPLES = ROOT / "tests" / "rules"
_SHIPPED = "harness/rules/examples.json"
_AROUND = 4  # lines of context in the examples that are shipped
_NEAR_MISS = "# not reported: "

_WHY = {BREAKING: "Why it breaks", WARNING: "Why it is a warning", COMPATIBLE: "Why it is compatible"}
_RESTS_ON = {PROOF: "proof", STRUCTURE: "the structure of the document", CONVENTION: "a convention"}
_PROVEN = (
    "a proof that no message is lost makes the finding compatible, a message that only one of the two documents allows"
    " makes it breaking, and where there is neither "
)
_INTRODUCTION = """\
# Rules

<!-- Written by `make docs` from the catalogue in harness/rules and the examples in tests/rules. -->

Every difference between two documents has exactly one rule. The law is: *a server may accept more and say less.*
A request must not lose a value that was taken, and a response must not gain one that was never sent.

An impact rests on **proof** (containment decides, with a message that shows it), on the **structure** of the document
alone, or on a **convention**: a departure from the law, with its reason on the rule's page. Where it rests on proof,
the page names the judge that looks for it, and what it asks.
"""


def main() -> int:
    """Writes the pages, or checks them."""
    wrong = [message for rule in RULES for message in _wrong_examples(rule)]
    if wrong:
        print("\n".join(wrong), file=sys.stderr)  # noqa: T201 - this is its output
        return 1
    there = {f"{_PAGES}/{path.name}": None for path in (ROOT / _PAGES).glob("*.md")}
    pages = {f"{_PAGES}/README.md": _table()} | {f"{_PAGES}/{rule.id}.md": _page(rule) for rule in RULES}
    return write_pages(there | pages | {_SHIPPED: _shipped()})


def _table() -> str:
    lines = [_INTRODUCTION]
    for area, rules in groupby(RULES, key=lambda rule: rule.area):
        lines += [f"## {area.capitalize()}", "", "| rule | impact | rests on | checks |", "| --- | --- | --- | --- |"]
        lines += [f"| [`{r.id}`]({r.id}.md) | {r.impact} | {_basis(r)} | {r.checks} |" for r in rules]
        lines.append("")
    return "\n".join(lines)


def _shipped() -> str:
    """The examples as the package carries them: what differs, and what is not reported."""
    examples = {}
    for rule in RULES:
        old, new = _example(rule)
        lines = difflib.unified_diff(old, new, n=_AROUND, lineterm="")
        said = list(lines)[3:]
        margin = min(len(line) - 1 - len(line[1:].lstrip()) for line in said if line[1:].strip() and line[0] != "@")
        diff = ["..." if line[0] == "@" else (line[0] + line[1 + margin :]).rstrip() for line in said]
        examples[rule.id] = {"diff": diff, "unreported": _unreported(new)}
    return json.dumps(examples, indent=1, ensure_ascii=False) + "\n"


def _wrong_examples(rule: Rule) -> list[str]:
    paths = [_EXAMPLES / rule.id / f"{side}.yaml" for side in ("old", "new")]
    missing = [f"{path.relative_to(ROOT).as_posix()} is missing" for path in paths if not path.is_file()]
    if missing or paths[0].read_bytes() != paths[1].read_bytes():
        return missing
    return [f"{paths[1].relative_to(ROOT).as_posix()} is the same as old.yaml: change what the rule is for"]


def _example(rule: Rule) -> tuple[list[str], list[str]]:
    old, new = (
        (_EXAMPLES / rule.id / f"{side}.yaml").read_text(encoding="utf-8").splitlines() for side in ("old", "new")
    )
    return old, new


def _page(rule: Rule) -> str:
    old, new = _example(rule)
    parts = [
        f"# {rule.id}",
        f"**{rule.impact}**, resting on {_rests_on(rule)} · {rule.area}",
        rule.checks,
        f"## {_WHY[rule.impact]}",
        rule.why,
        *_decision(rule),
        "## Example",
        "\n".join(["```diff", *_difference(old, new), "```"]),
        *_near_misses(new),
        *(["## What to do instead", rule.instead] if rule.instead else []),
        "## Another impact",
        f'```toml\n[rules]\n{rule.id} = "{COMPATIBLE if rule.impact != COMPATIBLE else WARNING}"\n```',
        "## Source",
        f"{rule.source}. Since {rule.since}.",
    ]
    return "\n\n".join(parts) + "\n"


def _basis(rule: Rule) -> str:
    """What a rule rests on, in the words of the catalogue."""
    return rule.basis if rule.judge is None or rule.basis == PROOF else f"{PROOF}, else {rule.basis}"


def _rests_on(rule: Rule) -> str:
    alone = _RESTS_ON[rule.basis]
    return alone if rule.judge is None or rule.basis == PROOF else f"{PROOF}, else on {alone}"


def _decision(rule: Rule) -> list[str]:
    """Which judge decides, and what decides where it does not; nothing for rules that need none."""
    if rule.judge is None:
        return []
    asked = f"The judge `{rule.judge}` asks: {JUDGES[rule.judge]}"
    if rule.basis == PROOF:
        return [asked, f"Containment decides in the end: {_PROVEN}it is a warning."]
    return [f"{asked} {_PROVEN.capitalize()}{_RESTS_ON[rule.basis]} decides."]


def _difference(old: list[str], new: list[str]) -> list[str]:
    """Both documents in one, without what stands above their first member of interest where that is the same."""
    head = 0
    for one, other in zip(old, new, strict=False):
        if one != other or one.rstrip(":") not in _HEAD:
            break
        head += 1
    lines = difflib.unified_diff(old[head:], new[head:], n=len(old) + len(new), lineterm="")
    return [line.rstrip() for line in list(lines)[3:]]


_HEAD = frozenset({"openapi: 3.1.1", "openapi: 3.0.3", "info", "  title: Pets", '  version: "2025-03-25"'})


def _near_misses(lines: list[str]) -> list[str]:
    found = [f"* `{name}`: {why}." for name, why in _unreported(lines).items()]
    return ["## When it does not", "In the example this is not reported:", "\n".join(found)] if found else []


def _unreported(lines: list[str]) -> dict[str, str]:
    """What an example has beside its rule, and why it is not reported."""
    found = {}
    for line in lines:
        said, comment, why = line.partition(_NEAR_MISS)
        if comment:
            found[said.strip().removeprefix("- ").removeprefix("name: ").strip(' :"')] = why
    return found


if __name__ == "__main__":
    sys.exit(main())
