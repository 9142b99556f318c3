"""What a formula may say, and what it comes to: held against NumPy on arrays whose axes all differ."""

import math

import numpy as np
import pytest

from tests.judge.formulas.questions import FIRST, value

X, W, DY, IDS = (FIRST.values.arrays[name] for name in ("x", "W", "dY", "ids"))
EYE = np.eye(4)

MEANS = {
    "y[i,n] = sum[k](x[i,k] * W[k,n])": X @ W,
    "y[a,b] = sum[c](W[c,b] * x[a,c])": X @ W,
    "y[k,i] = x[i,k]": X.T,
    "y[i] = mean[k](x[i,k])": X.mean(axis=1),
    "y[i] = max[k](x[i,k])": X.max(axis=1),
    "y = sum[i,k](x[i,k]**2)": (X**2).sum(),
    "y = sum[i](sum[k](x[i,k]))": X.sum(),
    "y[i] = sum[k](x[i,k]) - sum[n](dY[i,n])": X.sum(axis=1) - DY.sum(axis=1),
    "y[i] = sum[k](x[i,k]) * sum[k](x[i,k] + 1)": X.sum(axis=1) * (X + 1).sum(axis=1),
    "y[i,k] = x[i,k] + sum[n](0*dY[i,n] + 1)": X + 5,
    "y[i,k] = delta[i,k] + 0*x[i,k]": np.eye(3, 4),
    "y[v,n] = sum[t](delta[v,ids[t]] * dY[t,n])": EYE[:, IDS.astype(int)] @ DY,
    "y[i,n] = W[ids[i],n]": W[IDS.astype(int)],
    "y[i,k] = [i <= k] * x[i,k]": np.triu(X),
    "y[i,k] = [x[i,k] > 0]": X > 0,
    "y[i,k] = x[i,k] * [ids[i] != 3]": X * (IDS != 3)[:, None],
    "y[i,k] = exp(x[i,k]) + tanh(x[i,k]) - sqrt(abs(x[i,k])) + log(x[i,k]**2)": (
        np.exp(X) + np.tanh(X) - np.sqrt(np.abs(X)) + np.log(X**2)
    ),
    "y[i,k] = erf(x[i,k])": np.vectorize(math.erf)(X),
    "y = pi": math.pi,
    "y = -2**2": -4.0,
    "y = 2**-1": 0.5,
    "y = 2 - 3 - 4": -5.0,
    "y = 6/2*3": 9.0,
    "y = c*I*K*N": 0.7 * 60,
    "y[i,k] = (x[i,\n   k]\n   + 1)": X + 1,
    "# the row's sum\ns[i] = sum[k](x[i,k])  # over k\n\ny[i,k] = x[i,k] / s[i]": X / X.sum(axis=1, keepdims=True),
    "one[i,v] = delta[ids[i],v]\ny[v,n] = sum[i](one[i,v] * dY[i,n])": EYE[:, IDS.astype(int)] @ DY,
    "y[i, 3 - k] = x[i,k]": X[:, ::-1],
    "flip[i,k] = x[i, K - 1 - k]\ny[i,k] = flip[i,k]": X[:, ::-1],
}


@pytest.mark.parametrize("text", MEANS)
def test_a_formula_means_what_the_mathematics_says(text):
    wanted = np.asarray(MEANS[text], dtype=float)
    assert np.allclose(value(text, wanted.shape), wanted, rtol=1e-13, atol=1e-13)
