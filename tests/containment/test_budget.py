"""A run has so many steps, which its questions share: few for each at first, more for those that need them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.containment import NO, Budget, MessageContainment, _budget, contained
from harness.containment._budget import STEPS_PER_SECOND, Allowance, Clock, Exhausted, RunBudget
from harness.containment._questions import TOO_LONG
from harness.document import load

if TYPE_CHECKING:
    from pathlib import Path

    from harness.document import Document, Node


def asked(budget: Budget, steps: int, schemas: Any = "schemas") -> int:
    """How many of the steps that a question needs it is allowed."""
    allowance = budget.allowance(schemas)
    try:
        allowance.spend(steps)
    except Exhausted:
        allowance.left = -1
    budget.settle(schemas, allowance, is_exhausted=allowance.left < 0)
    return min(allowance.steps, steps)


def test_what_needs_few_steps_is_decided_before_what_needs_many() -> None:
    budget, order = Budget(30), list[int]()

    def decide(need: int) -> bool:
        decided = asked(budget, need, need) == need
        if decided:
            order.append(need)
        return decided

    assert budget.shared([30_000, 10, 1_000, 5_000, 20], decide) == []
    assert order == [10, 1_000, 20, 30_000, 5_000]
    assert budget.left < 30 * STEPS_PER_SECOND - 36_030


@pytest.mark.parametrize(("count", "is_decided"), [(1, True), (9, False)])
def test_few_that_are_left_may_use_up_more_than_many(count: int, is_decided: bool) -> None:
    budget = Budget(30)
    undecided = budget.shared(range(count), lambda item: asked(budget, 200_000, item) == 200_000)
    assert undecided == ([] if is_decided else list(range(count)))
    assert budget.left > 0


def test_no_item_takes_what_others_need() -> None:
    budget, allowed = Budget(2), dict[int, int]()

    def decide(item: int) -> bool:
        allowed[item] = sum(asked(budget, 1_000_000, (item, number)) for number in range(50))
        return False

    assert budget.shared(range(100), decide) == list(range(100))
    assert budget.left >= 0
    assert min(allowed.values()) > 0


def test_all_questions_together_take_no_more_than_there_is() -> None:
    budget, total = Budget(1), 0

    def decide(item: int) -> bool:
        nonlocal total
        total += asked(budget, 1_000_000, item)
        return False

    budget.shared(range(1_000), decide)
    while budget.left:
        total += asked(budget, 1_000_000, total)
    assert total == STEPS_PER_SECOND
    assert asked(budget, 1) == 0


def test_further_questions_about_schemas_that_came_to_no_end_are_shorter() -> None:
    budget = Budget.for_each(20_000)
    allowed = [asked(budget, 1_000_000) for _ in range(50)]
    assert allowed[:4] == [20_000, 10_000, 6_666, 5_000]
    assert allowed[-1] == 500
    assert asked(budget, 1_000_000, "others") == 20_000
    assert asked(budget, 100) == 100
    budget.begin(8_000)
    assert asked(budget, 1_000_000) == 8_000


def test_the_clock_ends_what_takes_far_longer_than_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = {"monotonic": 0.0, "process_time": 100.0}
    monkeypatch.setattr(_budget, "monotonic", lambda: seconds["monotonic"])
    monkeypatch.setattr(_budget, "process_time", lambda: seconds["process_time"])
    budget = Budget(10)
    seconds.update(monotonic=40, process_time=109)
    assert asked(budget, 10) == 10
    assert not budget.is_over
    seconds.update(monotonic=41, process_time=111)
    assert asked(budget, 10) == 0
    assert budget.is_over


def test_what_was_asked_once_is_not_asked_again_when_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = {"monotonic": 0.0, "process_time": 0.0}
    monkeypatch.setattr(_budget, "monotonic", lambda: seconds["monotonic"])
    monkeypatch.setattr(_budget, "process_time", lambda: seconds["process_time"])
    budget, order = Budget(40), list[int]()

    def decide(item: int) -> bool:
        order.append(item)
        seconds.update(monotonic=seconds["monotonic"] + 8, process_time=seconds["process_time"] + 8)
        return asked(budget, 1_000_000, item) == 1_000_000

    assert budget.shared(range(4), decide) == [0, 1, 2, 3]
    assert order == [0, 1, 2, 3, 0, 1]


def test_the_processor_is_not_asked_for_its_time_before_so_much_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = Budget(10)
    monkeypatch.setattr(_budget, "process_time", None)
    assert asked(budget, 100_000) == 4_000


def test_memory_ends_what_takes_far_more_than_there_was(monkeypatch: pytest.MonkeyPatch) -> None:
    held = [_budget.memory()]
    monkeypatch.setattr(_budget, "memory", lambda: held[0])
    budget = Budget(30)
    assert asked(budget, 2_000) == 2_000
    held[0] += _budget.MOST_MEMORY + 1
    assert budget.is_over
    assert asked(budget, 2_000) == 0
    assert not Budget(30).is_over


def test_the_memory_of_the_process_is_known() -> None:
    before = _budget.memory()
    assert before > 1 << 20
    block = bytearray(before + (64 << 20))
    block[:: 1 << 12] = b"x" * len(block[:: 1 << 12])
    assert _budget.memory() >= before + (32 << 20)


def test_a_part_of_a_question_takes_from_the_whole() -> None:
    allowance = Allowance(100)
    with allowance.limited(30):
        allowance.spend(20)
    assert allowance.left == 80
    with allowance.limited(30), pytest.raises(Exhausted):
        allowance.spend(40)
    allowance = Allowance(10)
    with allowance.limited(30):
        assert allowance.left == 10


@pytest.fixture
def document(tmp_path: Path) -> Document:
    """Two objects whose members differ in one."""
    members = ", ".join(f'"p{n}": {{"type": "string", "minLength": {n}}}' for n in range(30))
    wide, narrow = (f'{{"type": "object", "properties": {{{members}, "q": {{"maxLength": {n}}}}}}}' for n in (5, 4))
    path = tmp_path / "a.json"
    path.write_text(
        '{"openapi": "3.1.1", "info": {"title": "T", "version": "1"}, "paths": {}, "components": {"schemas": '
        f'{{"Wide": {wide}, "Narrow": {narrow}}}}}}}'
    )
    return load(str(path))


def _schema(document: Document, name: str) -> Node:
    schema = document.file.at(("components", "schemas", name))
    assert schema is not None
    return schema


def test_a_question_is_asked_again_only_for_more_steps(document: Document) -> None:
    budget = Budget.for_each(20)
    messages = MessageContainment(document, document, budget=budget)
    sides = _schema(document, "Wide"), _schema(document, "Narrow")
    assert messages.contained(*sides, "request").reason == _budget_reason(messages, sides)
    left = budget.left
    assert messages.contained(*sides, "request").verdict == "undecided"
    assert (budget.left, budget.refusals) == (left, 3)
    budget.begin(10_000)
    assert messages.contained(*sides, "request").verdict == NO
    assert budget.left < left


def _budget_reason(messages: MessageContainment, sides: tuple[Node, Node]) -> str:
    return messages.contained(*sides, "request").reason


def test_what_a_pair_leaves_is_for_the_pairs_after_it() -> None:
    run = RunBudget(8, several=True)
    allowed = []
    for steps in (100_000, 1_000_000, 1_000_000, 1_000_000):
        budget = run.for_pair()
        budget.begin(1_000_000)
        allowed.append(asked(budget, steps))
        run.settle(budget, unfinished=1)
    assert allowed == [100_000, 150_000, 75_000, 37_500]
    assert run.unfinished == 4
    assert not run.is_spent


def test_a_single_pair_has_the_whole_run() -> None:
    run = RunBudget(2)
    budget = run.for_pair()
    budget.begin(1_000_000)
    assert asked(budget, 1_000_000) == 100_000
    run.settle(budget, unfinished=0)
    assert run.is_spent


def test_searching_for_strings_uses_up_the_steps_of_a_question() -> None:
    patterns = [{"pattern": f"(?=.*[a-m]{number})(?!.*{number}[n-z])"} for number in range(200)]
    answer = contained({"type": "string", "allOf": patterns}, {"pattern": "^(?=.*[0-4])(?!.*z)"}, steps=2_000)
    assert answer.reason == TOO_LONG


def test_a_clock_is_looked_at_however_many_steps_are_spent_at_once() -> None:
    looks = []

    class Watch(Clock):
        def is_over(self) -> bool:
            looks.append(1)
            return False

    allowance = Allowance(100_000, Watch(30))
    for _ in range(100):
        allowance.spend(300)
    assert len(looks) == 100
