"""PyTorch's forwards of part 05."""

from __future__ import annotations

import torch
