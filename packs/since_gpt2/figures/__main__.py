"""Write the pack's figures to its exercises/figures/: `python packs/since_gpt2/figures`, from the clone's root."""

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent / "exercises" / "figures"


def main() -> None:
    """Draw every module beside this one that has a name of its own."""
    sys.path.append(str(HERE.parent.parent.parent))  # for figures.kit
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in sorted(HERE.glob("[a-z]*.py")):
        canvas = importlib.import_module(path.stem).draw()
        (FOLDER / f"{path.stem}.svg").write_text(canvas.svg(), encoding="utf-8")


if __name__ == "__main__":
    main()
