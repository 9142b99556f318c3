"""PyTorch's forwards of part 02."""

from __future__ import annotations

import torch
