"""The kinds of evidence, one module each: `checks(exercise)` lists its questions without running anything."""
