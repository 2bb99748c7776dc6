"""How a run ended follows from what its units came to, whichever of them was the first to tell."""

from __future__ import annotations

import pytest

from harness.conformance._conform import _end
from harness.conformance._journal import Fold
from harness.conformance._run import Stop
from harness.conformance._task import Ended, Outcome, Seen, Unit

AWAY = Ended("the server is away", answered=False, is_away=True)
ORACLES, READS = (Outcome(Unit("1", phase, "echo")) for phase in ("oracles", "reads"))
FUZZING = Outcome(Unit("1", "fuzzing", "GET /pets"))


def seen(successes: int) -> Seen:
    return Seen({"GET /pets": 1}, {}, {"GET /pets": 1}, {"GET /pets": successes}, {}, {})


@pytest.mark.parametrize("first", [ORACLES, READS])
def test_nobody_answers_where_none_of_our_checks_had_an_answer_whichever_ended_first(first: Outcome) -> None:
    outcomes = [each._replace(ended=AWAY) if each is first else each for each in (ORACLES, READS, FUZZING)]
    assert _end(outcomes, Fold(), Stop("the server is away")).state == "no-answer"


def test_a_server_that_answered_before_it_went_away_is_no_such_server() -> None:
    answered = [ORACLES._replace(seen=seen(1)), READS._replace(ended=AWAY)]
    assert _end(answered, Fold(), Stop("the server is away")).state == "stopped"
    unanswered = [ORACLES._replace(seen=seen(0)), READS._replace(ended=AWAY)]
    assert _end(unanswered, Fold(), Stop("the server is away")).state == "no-answer"


def test_generated_requests_that_were_cut_short_are_no_want() -> None:
    done = Ended()
    outcomes = [ORACLES._replace(ended=done), READS._replace(ended=done), FUZZING]
    assert _end(outcomes, Fold(), Stop("the time was up")).state == "finished"
    assert _end([ORACLES, *outcomes[1:]], Fold(), Stop("the time was up")).state == "stopped"
