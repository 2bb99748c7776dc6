"""One number or text that meets all demands at once, or the proof that there is none."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from harness.containment._demands import ValueDemands
from harness.containment._questions import Found, Nothing, Unknown
from harness.containment._scalars import Texts, _fitted, solve_number, text_for

BOUNDS: tuple[Any, ...] = (None, (-2, False), (-2, True), (0, False), (0, True), (Fraction(1, 2), False), (3, True))
DIVISORS = ((), (2,), (Fraction(1, 2),), (Fraction(3, 2), 2), (5,))


def leaf(kind: str, **demands: Any) -> ValueDemands:
    found = ValueDemands(kind)
    for name, value in demands.items():
        if name in ("lower", "upper"):
            value = None if value is None else (Fraction(value[0]), value[1])  # noqa: PLW2901
        elif name in ("multiples", "no_multiples"):
            value = tuple(map(Fraction, value))  # noqa: PLW2901
        setattr(found, name, value)
    return found


def meets(value: Any, demands: ValueDemands) -> bool:
    number = Fraction(str(value))
    low, high = demands.lower, demands.upper
    return (
        (number.denominator == 1) is (demands.kind == "integer")
        and (low is None or number > low[0] or (number == low[0] and not low[1]))
        and (high is None or number < high[0] or (number == high[0] and not high[1]))
        and all((number / divisor).denominator == 1 for divisor in demands.multiples)
        and not any((number / divisor).denominator == 1 for divisor in demands.no_multiples)
        and value not in demands.excluded
    )


@pytest.mark.parametrize("kind", ["integer", "fraction"])
@pytest.mark.parametrize("no_multiples", [(), (2,), (Fraction(1, 2), 3)])
def test_a_number_is_found_exactly_if_there_is_one(kind: str, no_multiples: tuple[Any, ...]) -> None:
    grid = [Fraction(number, 8) for number in range(-160, 161)]
    for lower, upper, multiples, excluded in product(BOUNDS, BOUNDS, DIVISORS, ((), (0, 2, -2, 1, 0.5))):
        demands = leaf(
            kind, lower=lower, upper=upper, multiples=multiples, no_multiples=no_multiples, excluded=excluded
        )
        there = [number for number in grid if meets(float(number) if number.denominator > 1 else int(number), demands)]
        found = solve_number(demands)
        told = (lower, upper, multiples, excluded, found)
        if isinstance(found, Found):
            assert meets(found.value, demands), told
            # What people like to read: near to zero, or to the bound that is nearest to it.
            assert abs(found.value) <= min(map(abs, there), default=20) + 4, told
        else:
            # That the only number is left out is more than is looked for.
            is_point = kind == "fraction" and lower == upper == (Fraction(1, 2), False) and not multiples
            assert isinstance(found, Unknown if is_point else Nothing), told
            assert not there, told


@pytest.mark.parametrize(
    ("lower", "upper", "number"),
    [
        ((0, True), (1, True), 0.1),
        ((Fraction(1, 2), True), (1, True), 0.6),
        ((Fraction(1, 10), True), (Fraction(2, 10), True), 0.11),
        ((Fraction(1, 3), True), (Fraction(1, 2), True), 0.4),
        ((Fraction(-7, 3), True), (-2, True), -2.2),
        ((Fraction(123, 1000), True), (Fraction(124, 1000), True), 0.1231),
        ((Fraction(1, 3), True), (Fraction(1, 2), False), 0.5),
        (None, (-5, True), -6.5),
        ((5, True), None, 6.5),
        ((Fraction(1, 4), False), (Fraction(1, 4), False), 0.25),
    ],
)
def test_a_fraction_between_bounds_has_few_digits(lower: Any, upper: Any, number: float) -> None:
    found = solve_number(leaf("fraction", lower=lower, upper=upper))
    assert isinstance(found, Found)
    assert meets(found.value, leaf("fraction", lower=lower, upper=upper))
    assert found.value == number


def test_a_number_that_no_float_is_cannot_be_written() -> None:
    third = (Fraction(1, 3), False)
    assert isinstance(solve_number(leaf("fraction", lower=third, upper=third)), Unknown)
    assert isinstance(solve_number(leaf("fraction", lower=(2, False), upper=(2, False))), Nothing)


def test_a_grid_is_searched_only_so_far_from_its_ends() -> None:
    many = tuple(range(4100))
    assert isinstance(solve_number(leaf("integer", lower=(0, False), excluded=many)), Unknown)
    assert isinstance(solve_number(leaf("integer", lower=(0, False), upper=(3998, False), excluded=many)), Nothing)
    assert solve_number(leaf("integer", lower=(0, False), excluded=many[:3999])) == Found(3999)
    assert solve_number(leaf("integer", upper=(0, True), excluded=(-1, -2))) == Found(-3)
    assert solve_number(leaf("integer", excluded=(0, 1))) == Found(-1)


PATTERNS = ((), ("^a",), ("b$", "^a"), ("^[ab]{2}$",), (r"^(?=ab)\w*$",))


@pytest.mark.parametrize("no_patterns", [(), ("^b",), ("a", "^$")])
def test_a_text_is_found_exactly_if_there_is_one(no_patterns: tuple[str, ...]) -> None:
    texts = ["".join(letters) for length in range(5) for letters in product("abx", repeat=length)]
    for patterns, least, most, excluded in product(PATTERNS, range(4), (None, 0, 1, 2, 3), ((), ("a", "ab", "", "x"))):
        there = [
            text
            for text in texts
            if least <= len(text) <= (4 if most is None else most)
            and text not in excluded
            and all(re.search(pattern, text) for pattern in patterns)
            and not any(re.search(pattern, text) for pattern in no_patterns)
        ]
        found = text_for(Texts(patterns, no_patterns, (), (), least, most, excluded))
        told = (patterns, least, most, excluded, found)
        if isinstance(found, Found):
            assert least <= len(found.value) <= (10 if most is None else most), told
            assert found.value not in excluded, told
            assert all(re.search(pattern, found.value) for pattern in patterns), told
            assert not any(re.search(pattern, found.value) for pattern in no_patterns), told
            assert len(found.value) <= max(min(map(len, there), default=least), 1) + 1, told
        else:
            assert isinstance(found, Nothing), told
            assert not there, told


def test_a_text_without_demands_is_a_plain_one() -> None:
    assert text_for(Texts((), (), (), (), 0, None, ())) == Found("a")
    assert text_for(Texts((), (), (), (), 0, None, ("a",))) == Found("")
    assert text_for(Texts((), (), (), (), 1, None, ("a",))) == Found("x")
    assert text_for(Texts((), (), (), (), 2, None, ())) == Found("aa")
    assert text_for(Texts((), (), (), (), 2, 1, ())) == text_for(Texts((), (), (), (), 0, 0, ("",)))


def test_more_texts_may_be_left_out_than_a_language_can_bear() -> None:
    many = tuple(f"{letter}{number}" for letter in "ab" for number in range(150))
    plain = ("a", "", "x", "A", "0", "1", "-", " ", "ab", "abc", "Aa0", "a b", "#", "%", "é", "a/b", "1.5", "true")
    found = text_for(Texts((), (), (), (), 0, None, (*many, *plain)))
    assert isinstance(found, Found)
    assert found.value not in (*many, *plain)
    found = text_for(Texts(("^[ab][0-9]+$",), (), (), (), 0, None, many))
    assert isinstance(found, Found)
    assert found.value not in many
    assert re.search("^[ab][0-9]+$", found.value)


@pytest.mark.parametrize("most", [3, 4])
def test_there_is_no_proof_where_more_texts_are_left_out_than_were_listed(most: int) -> None:
    left_out = tuple("".join(digits) for length in (1, 2, 3) for digits in product("0123456789", repeat=length))
    found = text_for(Texts((f"^[0-9]{{1,{most}}}$",), (), (), (), 0, None, left_out))
    assert not isinstance(found, Nothing)
    assert not isinstance(found, Found) or (len(found.value) == most and found.value not in left_out)


def test_what_only_the_checks_of_a_format_refuse_is_no_proof() -> None:
    found = text_for(Texts(("^2023-02-(29|30)$",), (), ("date",), (), 0, None, ()))
    assert isinstance(found, Unknown)
    assert text_for(Texts(("^2023-02-(28|30)$",), (), ("date",), (), 0, None, ())) == Found("2023-02-28")


@pytest.mark.parametrize("form", ["date", "date-time", "email", "ipv4", "ipv6", "uuid", "uri", "hostname"])
def test_a_format_has_a_text_within_its_lengths_and_beside_those_left_out(form: str) -> None:
    first = text_for(Texts((), (), (form,), (), 0, None, ()))
    assert isinstance(first, Found)
    other = text_for(Texts((), (), (form,), (), 0, None, (first.value,)))
    assert isinstance(other, Found)
    assert other.value != first.value
    assert isinstance(text_for(Texts((), (), (form,), (form,), 0, None, ())), Nothing)
    neither = text_for(Texts((), (), (), (form,), 0, None, ()))
    assert isinstance(neither, Found)
    assert neither.value not in (first.value, other.value)


@pytest.mark.parametrize("text", ["", "a", "xyz", "xyzxyz"])
@pytest.mark.parametrize(("least", "most"), [(0, None), (0, 0), (2, None), (2, 5), (3, 3), (1, 9)])
def test_a_text_is_cut_or_filled_at_either_end_to_the_lengths_asked_for(
    text: str, least: int, most: int | None
) -> None:
    lengths = {max(least, 1), least} | ({most} if most is not None else set())
    fitted = list(_fitted(text, Texts((), (), (), (), least, most, ())))
    assert {len(each) for each in fitted} == lengths
    for length in lengths:
        ends = {each for each in fitted if len(each) == length}
        filled = {text.ljust(length, (text or "a")[-1]), text.rjust(length, "a")}
        assert ends == ({text[:length]} if len(text) >= length else filled)


def test_one_format_may_lie_within_another() -> None:
    assert isinstance(text_for(Texts((), (), ("uri",), ("uri-reference",), 0, None, ())), Nothing)
    assert isinstance(text_for(Texts((), (), ("uri-reference",), ("uri",), 0, None, ())), Found)


def test_what_a_pattern_that_is_not_understood_matches_is_found_by_trying() -> None:
    found = text_for(Texts((r"^(ab)\1$",), (), (), (), 0, None, ()))
    assert found == Found("abab") or isinstance(found, Unknown)
    # What the others say may be proof enough.
    assert isinstance(text_for(Texts((r"^(ab)\1$", "^a", "^b"), (), (), (), 0, None, ())), Nothing)


def test_numbers_are_tried_in_an_order_that_was_read_in_review(golden: Any) -> None:
    lines = []
    for kind, lower, upper, multiples in (
        ("integer", None, None, ()),
        ("integer", (5, True), None, ()),
        ("integer", None, (-5, False), ()),
        ("integer", (-3, False), (40, False), ()),
        ("integer", (-40, False), (-3, True), (2,)),
        ("fraction", None, None, ()),
        ("fraction", (5, True), None, ()),
        ("fraction", (Fraction(11, 2), False), None, ()),
        ("fraction", None, (-5, False), ()),
        ("fraction", (0, True), (1, True), ()),
        ("fraction", None, None, (Fraction(3, 2),)),
    ):
        excluded: tuple[Any, ...] = ()
        while len(excluded) < 70:
            found = solve_number(leaf(kind, lower=lower, upper=upper, multiples=multiples, excluded=excluded))
            if not isinstance(found, Found):
                break
            excluded = (*excluded, found.value)
        asked = f"{kind} from {lower} to {upper}" + (f", a multiple of {multiples[0]}" if multiples else "")
        lines.append(f"{asked}: {' '.join(map(str, excluded))}; {type(found).__name__}")
    golden("order-of-numbers", [line.replace("Fraction", "") for line in lines])


def test_texts_are_tried_in_an_order_that_was_read_in_review(golden: Any) -> None:
    lines = []
    for patterns, no_patterns, formats, no_formats, least, most in (
        ((), (), (), (), 0, None),
        ((), (), (), (), 1, 3),
        ((), (), (), (), 3, None),
        (("^a",), (), (), (), 0, None),
        (("^[a-z]+$",), ("ab",), (), (), 2, 4),
        ((), ("^a",), (), (), 0, None),
        ((), (), ("date",), (), 0, None),
        ((), (), ("uri",), (), 0, 30),
        ((), (), ("uri-reference",), ("uri",), 0, None),
        ((), (), (), ("date-time",), 20, 20),
        ((r"^(a|b)\1",), (), (), (), 0, None),
        ((r"^(a|b)\1",), ("^bb",), (), (), 3, None),
    ):
        excluded: tuple[str, ...] = ()
        while len(excluded) < 20:
            found = text_for(Texts(patterns, no_patterns, formats, no_formats, least, most, excluded))
            if not isinstance(found, Found):
                break
            excluded = (*excluded, found.value)
        asked = f"{patterns} not {no_patterns} {formats} not {no_formats} of {least} to {most}"
        lines.append(f"{asked}: {json.dumps(excluded)}; {type(found).__name__}")
    golden("order-of-texts", lines)
