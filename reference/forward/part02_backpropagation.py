"""Reference forwards of part 02."""

from __future__ import annotations

import numpy as np
