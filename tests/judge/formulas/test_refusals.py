"""What cannot be read or evaluated is refused in one sentence that says what and where; nothing is ever run."""

import random
import re
import time

import pytest

from tests.judge.formulas.questions import outcome, trouble

REFUSED = {
    # the text
    "": ("syntax", "it is empty"),
    "sum[i](x[i,k] * dY[i,n])": ("syntax", "has no `=`"),
    "dW[k,n] = a = b": ("syntax", "column 13: a second `=`"),
    "dW[k,n] = sum[i](x[i,k] * dY[i,n]": ("parentheses", "column 17: `(` is never closed"),
    "dW[k,n] = sum[i]x[i,k])": ("parentheses", "column 23: `)` closes nothing that is open"),
    "dW[k,n] = sum[i)(x[i,k])": ("parentheses", "column 16: `)` closes nothing that is open, after `[` at column 14"),
    "dW[k,n] = 2 x[k,n]": ("syntax", "products are written with *"),
    "dW[k,n] = c(x[k,n])": ("syntax", "there is no function `c`"),
    "dW[k,n] = W[k,n](c)": ("syntax", "column 11: `W[k,n](`: a product is written with *"),
    "dW[k,n] = W[k,n]^2": ("syntax", "write x**2"),
    "dW[k,n] = x @ dY": ("syntax", "`@` hides the sum"),
    "dW[k,n] = x.T[k,n]": ("syntax", "only a name takes indices"),
    "dW[k,n] = W[k,:]": ("syntax", "write every index by its name"),
    "dW[k,n] = W[...,n]": ("syntax", "write every index by its name"),
    "dW[k,n] = sum[i] x[i,k] * dY[i,n]": ("syntax", "column 11: write sum[i](…), with what is under it in parentheses"),
    "dW[k,n] = 2 * sum_i x[i,k] * dY[i,n]": ("syntax", "column 15: write sum[i](…)"),
    "dW[k,n] = sum(x[i,k])": ("syntax", "write what `sum` runs over"),
    "dW[k,n] = sum[i]": ("syntax", "in parentheses"),
    "dW[k,n] = delta(k,n)": ("syntax", "one expression stands in the parentheses"),
    "dW[k,n] = delta[k]": ("rank", "delta compares two indices"),
    "dW[k,n] = k <= n": ("syntax", "in brackets of its own: [k <= n]"),
    "dW[k,n] = W[k,n] if c else 1": ("syntax", "has no place in a formula"),
    "dW[k,n] = [v for v in x]": ("syntax", "has no place in a formula"),
    "dW[k,n] = 'x'": ("syntax", "has no place in a formula"),
    "dW[k,n] = (lambda: 1)()": ("syntax", "one expression"),
    "dW[k,n] = __import__('os')": ("syntax", "there is no function `__import__`"),
    "dW[k,n] = x.__class__": ("syntax", "has no place in a formula"),
    "dW[k,n] = exp": ("syntax", "`exp` wants what it is of"),
    "exp[k,n] = 1": ("syntax", "takes parentheses"),
    "3 = x[i,k]": ("syntax", "is not a name with indices"),
    "dW[k,n] = \x1b[31m": ("syntax", "cannot be printed"),
    # the indices
    "dW[k,n] = x[i,k] * dY[i,n]": ("unbound-index", "the index `i` stands on the right side only"),
    "dW[k] = sum[i,n](x[i,k] * dY[i,n])": ("rank", "dW has 2 indices, K and N; the left side gives it 1"),
    "dW[k,n] = sum[i](x[i] * dY[i,n])": ("rank", "`x` has 2 indices, and is given 1 here; write x[i,k]"),
    "dW[k,n] = sum[i](x * dY[i,n])": ("rank", "`x` has 2 indices: write x[i,k]"),
    "dW[k,n] = c[k] * W[k,n]": ("rank", "`c` has no index, and is given 1 here; it is a number: write c"),
    "dW[k,n] = sum[i](x[k,i] * dY[i,n])": ("range-clash", "`k` runs over the K = 4 places of dW and over the I = 3"),
    "dW[k,n] = sum[n](W[k,n])": ("index-clash", "`n` has a meaning already"),
    "dW[k,n] = sum[i](sum[i](x[i,k]))": ("index-clash", "`i` has a meaning already"),
    "dW[k,k] = W[k,k]": ("index-clash", "uses an index twice"),
    "dW[k,n] = sum[j](W[k,n])": ("unused-index", "nothing says how far `j` runs"),
    "dW[k,n] = k * W[k,n]": ("not-a-number", "`k` is an index here"),
    "dW[k,n] = W[k + 2, n]": ("range", "an index is 4 here, and the axis has the places 0 to 3"),
    "dW[k,n] = W[c, n]": ("range", "an index is 0.7 here"),
    "t[j] = 1\ndW[k,n] = W[k,n]": ("left-only", "nothing says how far `j` runs"),
    # the names
    "dW[k,n] = sum[i](xx[i,k] * dY[i,n])": ("unknown-name", "nothing is called `xx`. Did you mean x?"),
    "dW[k,n] = W[k,n] * gamma": ("unknown-name", "nothing is called `gamma`; there are x, W"),
    "m[k,n] = later[k,n]\nlater[k,n] = W[k,n]\ndW[k,n] = m[k,n]": ("unknown-name", "nothing is called `later`"),
}  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_evaluated_is_refused_in_words(text):
    kind, words = REFUSED[text]
    found = trouble(text)
    assert found and (found.kind, words in str(found)) == (kind, True), found


GIVEN_OR_MISSING = {
    "x[i,k] = 1\ndW[k,n] = sum[i](x[i,k] * dY[i,n])": "`x` is given; call yours by another name",
    "t[k] = sum[i](x[i,k])\nt[k] = sum[i](x[i,k])\ndW[k,n] = W[k,n]": "`t` is defined a second time",
    "dV[k,n] = W[k,n]": "the last line defines `dV`; it has to define `dW`",
}


@pytest.mark.parametrize("text", GIVEN_OR_MISSING)
def test_a_name_is_defined_once_and_the_wanted_one_last(text):
    assert GIVEN_OR_MISSING[text] in outcome(text).message


HOSTILE = {
    "a tower of powers": "dW[k,n] = 9**9**9**9**9 * W[k,n]",
    "a number of many digits": "dW[k,n] = " + "9" * 3000,
    "a number of more digits than Python reads": "dW[k,n] = " + "9" * 5000,
    "deep parentheses": "dW[k,n] = " + "(" * 1500 + "1" + ")" * 1500,
    "deep minus signs": "dW[k,n] = " + "-" * 3000 + "1",
    "a long sum": "dW[k,n] = " + "+".join(["1"] * 1500),
    "a huge text": "dW[k,n] = " + "1+" * 1_000_000 + "1",
    "many lines": "\n".join(f"a{n} = 1" for n in range(500)),
    "sums over ten indices": "dW[k,n] = sum[a,b,d,e,f,g,h,j,l,m](x[a,b]*x[d,e]*x[f,g]*x[h,j]*x[l,m])",
    "a sum of ten million products": "dW[k,n] = sum[a,b,d,e,f,g](W[a,b]*W[d,e]*W[f,g])",
    "a large sum, many times": "dW[k,n] = " + "+".join(["sum[a,b,d,e](W[a,b]*W[d,e])"] * 40),
    "a name of a thousand letters": f"dW[k,n] = {'a' * 1000}[k,n]",
    "null bytes": "dW[k,n] = W[k,n]\0",
    "a division by zero in an index": "dW[k,n] = W[k // 0, n]",
    "letters that look alike": "dW[k,n] = Ｗ[k,n] * ∑",
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused_in_words_and_soon(text):
    start = time.process_time()
    found = outcome(text)
    assert not found.right and found.message
    assert len(found.message) < 600 and "Traceback" not in found.message
    assert time.process_time() - start < 5


def test_a_formula_with_many_possible_edits_is_answered_in_time():
    body = " + ".join(f"sum[a,b](W[a,b] * x[i,k] * {n} * dY[i,n])" for n in range(1, 25))
    start = time.process_time()
    assert not outcome(f"dW[k,n] = sum[i]({body})").right
    assert time.process_time() - start < 8


PIECES = re.findall(
    r"\w+\[\w\]\(|\w+|[^\w\s]+",
    "sum[i]( x W dY ids c K i k n [ ] ( ) , + ** / // % = <= delta exp log 0 2.5 t # : lambda é",
)
GARBLED = (
    "dW[k,n] = sum[i](x[i,k] * dY[i,n])",
    "s[i] = sum[k](x[i,k] * c)\nt[i,n] = dY[i,n] * s[i]\ndW[k,n] = sum[i](x[i,k] * t[i,n]) / I",
    "dW[k,n] = sum[i](delta[k,ids[i]] * dY[i,n]) - W[k,n]**2",
)


@pytest.mark.parametrize("seed", range(3))
def test_garbled_formulas_are_all_answered_in_words(seed):
    rng = random.Random(seed)
    for _ in range(150):
        words = re.findall(r"\w+|\s|[^\w\s]", rng.choice(GARBLED))
        for _ in range(rng.randint(1, 3)):
            at = rng.randrange(len(words))
            words[at] = rng.choice((rng.choice(PIECES), "", words[at] + rng.choice(PIECES)))
        found = outcome("".join(words))
        assert found.right or 0 < len(found.message) < 700, "".join(words)
