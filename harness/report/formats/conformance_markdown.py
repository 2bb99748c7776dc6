"""A conformance run as Markdown for a comment on a pull request; what servers sent stands in code alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.formats.diff_markdown import LIMIT, Piece, bounded, code_span, fence, sentence
from harness.report.words.conformance import (
    answer_in_short,
    contract_in_short,
    curl_in_short,
    interruption,
    known,
    left,
    of_cases,
    seconds,
    sent,
    verdict,
    where,
)
from harness.report.words.text import identifier, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.conformance import ConformanceRun, Failure, Sum

# How many failures stand open; the rest can be unfolded.
_OPEN = 5
_LONGEST = 1_500
_MOST_VERSIONS = 40


def conformance_markdown(run: ConformanceRun, *, limit: int = LIMIT) -> Iterator[str]:
    """A verdict, a table of the versions, then the failures; the first line names the API to bots.

    Args:
        run: what to write.
        limit: the most characters; what would go beyond is left out failure by failure, and counted.
    """
    yield from bounded("".join(_head(run)), list(_pieces(run.ranked)), limit, "conformance.html")


def _pieces(failures: tuple[Failure, ...]) -> Iterator[Piece]:
    # A fold for one failure takes more room than it saves.
    is_long = len(failures) > _OPEN + 1
    for number, failure in enumerate(failures):
        more = f"\n<details><summary>{plural(len(failures) - number, 'more failure')}</summary>\n"
        fold = more if is_long and number == _OPEN else ""
        yield Piece(fold + "".join(_failure(failure)), is_open=is_long and number >= _OPEN)


def _head(run: ConformanceRun) -> Iterator[str]:
    what, where = verdict(run)
    # The address of the server is no sentence of ours.
    title = what if run.setup.base_url in where else f"{what} {where}"
    yield f"<!-- harness:conformance:{identifier(run.setup.title)} -->\n## {title}\n\n"
    yield f"{code_span(run.setup.title)} at {code_span(run.setup.base_url)}, {sent(run, code_span)}, "
    yield f"{plural(run.cases, 'case')}, {seconds(run.end.seconds)}, seed {run.setup.seed}\n"
    stopped = interruption(run)
    if stopped is not None:
        yield f"\n{code_span(stopped, _LONGEST)}\n"
    if (known_words := known(run)) is not None:
        yield f"\n{known_words}\n"
    if (left_words := left(run)) is not None:
        yield f"\n{code_span(left_words, _LONGEST)}\n"
    if run.cells:
        yield "\n| version | operations | cases | failed | |\n| --- | --: | --: | --: | --- |\n"
        sums = sorted(run.sums, key=lambda total: not total.failed) if len(run.sums) > _MOST_VERSIONS else run.sums
        for total in sums[:_MOST_VERSIONS]:
            numbers = f"{total.operations:,} | {total.cases:,} | {total.failed:,}"
            yield f"| {_cell(total.version)} | {numbers} | {_word(total)} |\n"
        if len(sums) > _MOST_VERSIONS:
            yield f"\n{plural(len(sums) - _MOST_VERSIONS, 'version')} more in conformance.html.\n"


def _word(total: Sum) -> str:
    if total.failed:
        return "failed"
    if not total.cases:
        return "not tested"
    return f"{total.flaky:,} flaky" if total.flaky else "ok"


def _failure(failure: Failure) -> Iterator[str]:
    versions = ", ".join(code_span(hit.version) for hit in failure.hits[:_MOST_VERSIONS])
    more = len(failure.hits) - _MOST_VERSIONS
    yield f"\n### {sentence(failure.title)}\n\n"
    yield f"{code_span(where(failure))} on {versions}{f' and {more:,} more' if more > 0 else ''}: "
    yield f"{code_span(failure.check)}, {of_cases(failure)}<br>\n{sentence(failure.why)}\n\n"
    if failure.answer is not None:
        yield f"- answer: {code_span(answer_in_short(failure), _LONGEST)}\n"
    if failure.contract is not None:
        yield f"- contract: {code_span(contract_in_short(failure.contract), _LONGEST)}\n"
    for each in failure.verdicts[:_MOST_VERSIONS]:
        yield f"- {code_span(each.version)} {'passes' if each.passed else 'fails'}: {code_span(each.said)}\n"
    yield f"- again: {code_span(failure.replay)}\n\n{fence(curl_in_short(failure.request, _LONGEST), 'sh')}"


def _cell(text: str) -> str:
    """Code in a table, where a bar would end the cell."""
    return code_span(text).replace("|", "\\|")
