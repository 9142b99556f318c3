"""Reference forwards of part 04."""

from __future__ import annotations

import numpy as np
