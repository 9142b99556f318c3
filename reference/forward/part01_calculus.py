"""Reference forwards of part 01."""

from __future__ import annotations

import numpy as np
