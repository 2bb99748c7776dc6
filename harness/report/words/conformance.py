"""The sentences that all formats of a conformance run share."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from harness.conformance import FINISHED, NO_ANSWER
from harness.report.words.text import clipped, plural
from harness.signs import shell_word

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.conformance import ConformanceRun, ContractPlace, Failure, RecordedRequest, ServedVersion

_LONGEST = 160


def verdict(run: ConformanceRun) -> tuple[str, str]:
    """What came out in a few words, and the rest of the sentence: `3 contract failures`, `in 3 of 6 versions`."""
    if run.failures:
        return plural(len(run.failures), "contract failure"), where_failing(run)
    if run.end.state == NO_ANSWER:
        return "No answer", f"from {run.setup.base_url}"
    if run.known:
        return "No new failure", f"in {plural(len(run.versions), 'version')}"
    if run.failed:
        return plural(run.failed, "failed case"), where_failing(run)
    if run.end.state != FINISHED:
        return "No failure so far", f"in {plural(len(run.versions), 'version')}"
    return "No contract failures", f"in {plural(len(run.versions), 'version')}"


def question(check: str) -> str:
    """What a check asks; nothing for one that this program does not know."""
    from harness.conformance import oracle

    known = oracle(check)
    return known.asks if known is not None else ""


def where(failure: Failure) -> str:
    """`GET /pets`, `GET /pets and 3 more`; the API where it is about no single operation."""
    first = failure.operation or "the API"
    more = len(failure.operations) - 1
    return f"{first} and {more:,} more" if more > 0 else first


def where_failing(run: ConformanceRun) -> str:
    """`in 3 of 6 versions`."""
    return f"in {len(run.failing):,} of {plural(len(run.versions), 'version')}"


def interruption(run: ConformanceRun) -> str | None:
    """Why the numbers are partial; None where they are not."""
    if run.end.state == FINISHED:
        return None
    reason = f" {run.end.reason}" if run.end.reason else ""
    if run.end.state == NO_ANSWER:
        return f"No answer from {run.setup.base_url}{reason}."
    of = f"{run.cases:,}" if run.end.planned is None else f"{run.cases:,} of {run.end.planned:,}"
    cases = "case" if (run.end.planned or run.cases) == 1 else "cases"
    return f"Stopped after {of} {cases}{reason and ':'}{reason}; numbers are partial."


def known(run: ConformanceRun) -> str | None:
    """How many failures are left out as they are known; None where none is."""
    if not run.known:
        return None
    verb = "is" if run.known == 1 else "are"
    return f"{plural(run.known, 'failure')} that earlier runs found {verb} left out."


def left(run: ConformanceRun) -> str | None:
    """What could not be deleted at the server; None where all could."""
    if not run.leftovers:
        return None
    return f"Left at the server, as it could not be deleted: {', '.join(run.leftovers)}"


def held_to(version: ServedVersion) -> str:
    """The snapshot that the answers of a version were held to, where it has another name; empty where it has not."""
    stem = PurePath(version.snapshot).stem
    return "" if stem == version.date else stem


def doubt(run: ConformanceRun) -> str | None:
    """What may be wrong with the run itself, as nothing succeeded; None where something did, or nobody answered."""
    answers = {failure.answer.status for failure in run.failures if failure.answer is not None}
    if not run.refuses_all or not answers:
        return None
    if answers <= {401, 403}:
        return f"No request succeeded. Are the credentials those of {run.setup.base_url}?"
    return f"No request succeeded. Is {run.setup.base_url} the address of this API?"


def sent(run: ConformanceRun, quoted: Callable[[str], str] = str) -> str:
    """How the version is sent: `version by header X-API-Version`, with the name as a format quotes it."""
    place, name = run.setup.sent
    return "no version is sent" if place == "none" else f"version by {quoted(f'{place} {name}')}"


def seconds(number: float) -> str:
    """A duration: `0.4 s`, `38 s`, `12 min 5 s`."""
    if number < 60:
        return f"{number:.1f} s"
    minutes, rest = divmod(round(number), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def of_cases(failure: Failure) -> str:
    """`4 of 31 cases`, and whether the request passed when it was sent once more."""
    flaky = ", flaky" if failure.is_flaky else ""
    return f"{failure.failed:,} of {plural(failure.cases, 'case')}{flaky}"


def listed(words: tuple[str, ...], most: int = 4) -> str:
    """`a`, `a and b`, `a, b and 3 more`."""
    if len(words) > most:
        return f"{', '.join(words[: most - 1])} and {len(words) - most + 1} more"
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def status(failure: Failure) -> str:
    """The first line of the answer, without the version of HTTP: `200 OK`."""
    answer = failure.answer
    return "no answer" if answer is None else f"{answer.status} {answer.phrase}".rstrip()


def answer_in_short(failure: Failure) -> str:
    """The status, and what is wrong with the body or all of a short one, on one line: `200 OK: "carbon_g": 310`."""
    if failure.answer is None:
        return status(failure)
    lines = failure.answer.lines
    marked = [line.text.strip() for line in lines if line.marked and line.number is not None]
    text = " ".join(marked or [line.text.strip() for line in lines])
    if not any(sign.isalnum() for sign in text) or (not marked and len(text) > _LONGEST):
        return status(failure)
    return f"{status(failure)}: {text if len(text) <= _LONGEST else text[: _LONGEST - 2] + ' …'}"


def contract_in_short(contract: ContractPlace) -> str:
    """The place, and the first line that is not kept: `specs/pets.yaml:8 additionalProperties: false`."""
    marked = [line for line in contract.lines if line.marked and line.number is not None]
    text = marked[0].text.strip() if marked else ""
    if text.startswith("- "):
        # An item says little without the name of its list.
        names = [word for word in contract.pointer.split("/") if word and not word.isdecimal()]
        text = f"{names[-1]}: {text}" if names else text
    elif text.endswith(":"):
        # Nor does a name without what it holds.
        rest = marked[1:] or contract.lines[contract.lines.index(marked[0]) + 1 :]
        names = [line.text.strip().removeprefix("- ").partition(":")[0] for line in rest if line.number is not None]
        held = [name.strip("\"'") for name in names if name]
        text = f"{text} {', '.join(held)}"
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 2]} …"
    return f"{contract.file}:{contract.line} {text}".rstrip()


def curl(request: RecordedRequest) -> str:
    """The command that sends a request, one header a line, safe to paste into a shell."""
    method = "" if request.method == "GET" and request.body is None else f"-X {shell_word(request.method)} "
    # Brackets and braces in an address are patterns to curl, unless it is told otherwise.
    literal = "--globoff " if any(sign in request.url for sign in "[]{}") else ""
    parts = [f"curl -sS {literal}{method}{shell_word(request.url)}"]
    # A header without a value is written with a semicolon; with a colon curl would leave it out.
    headers = [f"{name}: {value}" if value else f"{name};" for name, value in request.headers]
    parts += [f"-H {shell_word(header)}" for header in headers]
    if request.body is not None:
        parts.append(f"--data-raw {shell_word(request.body)}")
    return " \\\n  ".join(parts)


def curl_in_short(request: RecordedRequest, longest: int) -> str:
    """The command, or the beginning of a long one on one line."""
    command = curl(request)
    return command if len(command) <= longest else clipped(command, longest)
