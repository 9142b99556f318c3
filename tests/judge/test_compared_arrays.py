"""Comparing two arrays: the scale is that of finite numbers, and infinity and NaN have places of their own."""

import numpy as np
import pytest

from grader.judge.compare import compare

INF, NAN = np.inf, np.nan


def off(got, wanted):
    return compare(np.array(got), np.array(wanted), rtol=1e-9).count


def test_a_wanted_infinity_lets_no_other_entry_pass():
    assert off([INF, 1.0], [INF, 2.0]) == 1
    assert off([INF, 2.0 + 1e-6], [INF, 2.0]) == 1


@pytest.mark.parametrize("odd", [INF, -INF, NAN])
def test_what_is_not_finite_is_wanted_at_the_same_places(odd):
    assert off([odd, 1.0], [odd, 1.0]) == 0
    assert off([1.0, odd], [odd, 1.0]) == 2
    assert off([1.0, odd], [1.0, 1.0]) == 1


def test_infinity_of_the_other_sign_is_another_number():
    assert off([INF, NAN], [-INF, INF]) == 2


def test_an_entry_off_by_more_than_the_largest_allows_counts():
    assert off([1e6, 1.0], [1e6, 1.0 + 1e-4]) == 0
    assert off([1e6, 1.0], [1e6, 1.0 + 1e-2]) == 1
