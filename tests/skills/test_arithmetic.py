from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.skills.arithmetic import NotASum, Undefined, work_out


def number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


@pytest.mark.parametrize(
    ("signs", "result"),
    [
        ("2 + 3 * 4", 14),
        ("(2 + 3) * 4", 20),
        ("125 - 48 - 3", 74),
        ("100 / 8", Fraction("12.5")),
        ("15 % of 80", 12),
        ("20 % off 65", 52),
        ("80 + 15 %", 92),
        ("80 - 15 % - 8", 60),
        ("0.25 of 60 + 5", 20),
        ("√ 144 + 25", 37),
        ("∛ - 27", -3),
        ("- 3 ^ 2", -9),
        ("2 ^ 3 ^ 2", 512),
        ("2 ^ - 2", Fraction(1, 4)),
        ("0 ^ 0.5", 0),
        ("5 ~ 20", 15),
        ("1 / 3 * 3", 1),
    ],
)
def test_results_are_exact(signs: str, result: Fraction) -> None:
    assert work_out(signs, number) == result


def test_a_root_that_is_no_fraction_and_a_long_power_are_near_enough() -> None:
    assert float(work_out("√ 2", number)) == pytest.approx(2**0.5)
    assert float(work_out("1.01 ^ 365", number)) == pytest.approx(1.01**365)


@pytest.mark.parametrize(
    "signs", ["", "7", "- 5", "15 %", "(7)", "2 +", "2 2", "milk + 3", "5 of 80", "5 off 80", "(2 + 3", "2 + 3)", "* 2"]
)
def test_what_is_no_sum(signs: str) -> None:
    with pytest.raises(NotASum):
        work_out(signs, number)


@pytest.mark.parametrize("signs", ["5 / 0", "0 ^ - 1"])
def test_division_by_zero(signs: str) -> None:
    with pytest.raises(ZeroDivisionError):
        work_out(signs, number)


@pytest.mark.parametrize("signs", ["√ - 4", "(- 2) ^ 0.5"])
def test_roots_of_negative_numbers(signs: str) -> None:
    with pytest.raises(Undefined):
        work_out(signs, number)


@pytest.mark.parametrize("signs", ["9 ^ 9 ^ 9", "10 ^ 60 * 10 ^ 60", "2 ^ 1000000000", "0.5 ^ - 1e12"])
def test_what_is_too_large_is_refused_before_it_is_computed(signs: str) -> None:
    with pytest.raises(OverflowError):
        work_out(signs, number)


def test_deep_brackets_are_refused() -> None:
    with pytest.raises(NotASum):
        work_out("(" * 200 + "1 + 1" + ")" * 200, number)


@given(st.text(alphabet="0123456789.+-*/^%~√∛() of", max_size=60))
def test_any_text_ends_in_a_result_or_a_reason(signs: str) -> None:
    with suppress(NotASum, Undefined, ZeroDivisionError, OverflowError):
        assert isinstance(work_out(signs, number), Fraction)
