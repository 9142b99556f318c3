"""PyTorch's forwards of part 04."""

from __future__ import annotations

import torch
