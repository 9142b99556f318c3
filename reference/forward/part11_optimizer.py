"""Reference forwards of part 11."""

from __future__ import annotations

import numpy as np
