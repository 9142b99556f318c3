"""A wrong formula is answered in terms of the mathematics: the one change that would make it true, and where."""

import pytest

from grader.judge.formulas.explain import KnownFormula, judge_formula
from tests.judge.formulas.questions import QUESTION, outcome

RIGHT = {
    "as it stands": "dW[k,n] = sum[i](x[i,k] * dY[i,n])",
    "factors turned round": "dW[k,n] = sum[i](dY[i,n] * x[i,k])",
    "indices renamed": "dW[a,b] = sum[r](x[r,a] * dY[r,b])",
    "an intermediate": "xt[k,i] = x[i,k]\ndW[k,n] = sum[i](xt[k,i] * dY[i,n])",
    "a mean, times its number": "dW[k,n] = I * mean[i](x[i,k] * dY[i,n])",
    "with delta": "dW[k,n] = sum[i,j](x[i,k] * delta[i,j] * dY[j,n])",
    "the Jacobian": "J[i,m,k,n] = x[i,k] * delta[m,n]\ndW[k,n] = sum[i,m](dY[i,m] * J[i,m,k,n])",
}


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_right_formulas_are_accepted_however_they_are_written(text):
    found = outcome(text)
    assert found.right, found.message


WRONG = {
    "dW[k,n] = x[i,k] * dY[i,n]": ("missing-sum", "a sum over i is missing"),
    "dW[k,n] = sum[i](x[k,i] * dY[i,n])": ("transpose", "the indices of `x[k,i]`"),
    "dW[n,k] = sum[i](x[i,k] * dY[i,n])": ("transpose", "the indices of dW on the left"),
    "dW[k,n] = mean[i](x[i,k] * dY[i,n])": ("extra-factor", "a factor 1/N is too many: mean[i]"),
    "dW[k,n] = sum[i](x[i,k] * dY[i,n]) / I": ("extra-factor", "a division too many: by `I`"),
    "dW[k,n] = 2 * sum[i](x[i,k] * dY[i,n])": ("extra-factor", "a factor too many: `2`"),
    "dW[k,n] = c * sum[i](x[i,k] * dY[i,n])": ("extra-factor", "c"),
    "dW[k,n] = sum[i](x[i,k] * dY[i,n]) / sqrt(K)": ("extra-factor", "a division too many: by `sqrt(K)`"),
    "dW[k,n] = -sum[i](x[i,k] * dY[i,n])": ("sign", "the minus before"),
    "dW[k,n] = sum[i](x[i,k])": ("upstream-missing", "The upstream gradient is missing (dY)"),
    "dW[k,n] = sum[i](dY[i,n])": ("missing-factor", "x is missing"),
    "dW[k,n] = sum[i](x[i,k] * dY[i,n]) + W[k,n]": ("extra-term", "`W[k,n]`"),
    "dW[k,n] = sum[i](x[i,k] * dY[i,n]) - W[k,n]": ("extra-term", "`W[k,n]`"),
    "dW[k,n] = sum[i](x[i,k]**2 * dY[i,n])": ("missing-factor", "a division by x is missing"),
    "dW[k,n] = exp(sum[i](x[i,k] * dY[i,n]**3))": ("", "No single change"),
    "dW[k,n] = log(-1 - 0*W[k,n]) * sum[i](dY[i,n])": ("not-finite", "not a finite number"),
    "dW[k,n] = 3.3 * sum[i](x[i,k] * dY[i,n])": ("extra-factor", "`3.3`"),
    "m = 3.3\ndW[k,n] = sum[i](x[i,k] * dY[i,n]) * (m + 1)": ("", ""),
    "dW[k,n] = sum[i,j](x[i,k] * dY[j,n])": ("sum-too-many", "the one over `i`"),
}  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_the_one_change_is_named(text):
    kind, words = WRONG[text]
    found = outcome(text)
    assert not found.right
    assert words.lower() in found.message.lower(), found.message
    assert not kind or found.kind == kind, found


def test_a_wrong_number_is_shown_with_its_entry_and_right_value():
    found = outcome("dW[k,n] = 2 * sum[i](x[i,k] * dY[i,n])")
    assert "on a small case dW[" in found.message and "comes out as" in found.message


def test_an_index_that_stands_on_the_left_only_is_named():
    found = outcome("dW[k,n] = sum[i](dY[i,n] * c * c * exp(c))")
    assert found.kind == "left-only" and "`k` stands on the left only" in found.message


def test_what_differs_by_the_same_along_an_index_is_told():
    text = "dW[k,n] = sum[i](x[i,k] * dY[i,n]) + exp(sum[i](dY[i,n]))**1.7 - [2 > 1] * tanh(c)"
    found = outcome(text)
    assert found.kind == "missing-term" and "the same for every k" in found.message, found


def test_the_diagnosis_does_not_print_the_answer():
    for text, (kind, _) in WRONG.items():
        if kind != "missing-sum":
            assert "sum[i](x[i,k]*dY[i,n])" not in outcome(text).message.replace(" ", "") or "sum[i](x[i,k]" in text


def test_a_known_wrong_formula_is_answered_with_its_own_sentence():
    known = [KnownFormula("This is the sentence.", "dW[k,n] = 7 * W[k,n] + sum[i](dY[i,n])")]
    found = judge_formula("dW", {"dW": "dW[a,b] = sum[r](dY[r,b]) + W[a,b] * 7"}, QUESTION, known)
    assert found.kind == "known" and found.message.endswith("This is the sentence.")


def test_lines_of_an_earlier_formula_may_be_used():
    assert outcome(
        "dW[k,n] = sum[i](x[i,k] * up[i,n])", dx="up[i,n] = dY[i,n]\ndx[i,k] = sum[n](up[i,n] * W[k,n])"
    ).right


def test_lines_of_a_later_formula_may_not_be_used():
    texts = {"dW": "dW[k,n] = sum[i](x[i,k] * up[i,n])", "dx": "up[i,n] = dY[i,n]\ndx[i,k] = up[i,k]"}
    assert judge_formula("dW", texts, QUESTION).kind == "unknown-name"


def test_a_mistake_in_an_earlier_formulas_line_is_found_there():
    found = outcome("dW[k,n] = sum[i](x[i,k] * up[i,n])", dx="up[i,n] = -dY[i,n]\ndx[i,k] = sum[n](up[i,n] * W[k,n])")
    assert found.kind == "sign"


def test_an_unreadable_formula_does_not_spoil_the_next():
    assert outcome("dW[k,n] = sum[i](x[i,k] * dY[i,n])", dx="dx[i,k] = (((").right


def test_a_formula_that_is_true_on_one_draw_alone_is_refused():
    first = float(QUESTION.draws[0].truth["db"][0] / QUESTION.draws[0].values.arrays["dY"][0, 0])
    text = f"db[n] = [n == 0] * {first!r} * dY[0,n] + [n != 0] * sum[i](dY[i,n])"
    assert not outcome(text, "db").right
