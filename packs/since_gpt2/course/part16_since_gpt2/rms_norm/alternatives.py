"""rms_norm, written other ways."""

import numpy as np


# TODO(rms_norm): right answers written another way, a public function each; three where it is starred.
def product_rule(x):
    """Each of the two factors brings its own half."""

    def backward(dY):
        return {"x": np.einsum("...,...->...", x, dY) + np.einsum("...,...->...", dY, x)}

    return np.square(x), backward
