"""The kinds of evidence, one module each: `checks(exercise)` lists its checks without running anything."""
