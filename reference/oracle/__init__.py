"""Forwards of every op in PyTorch, one module per part; PyTorch's own autograd differentiates them."""
