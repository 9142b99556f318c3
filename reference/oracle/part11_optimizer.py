"""PyTorch's forwards of part 11."""

from __future__ import annotations

import torch
