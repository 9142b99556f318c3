"""PyTorch's forwards of part 06."""

from __future__ import annotations

import torch
