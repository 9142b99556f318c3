"""PyTorch's forwards of part 01."""

from __future__ import annotations

import torch
