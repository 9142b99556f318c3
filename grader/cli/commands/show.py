"""`grader show`: draws the student's gradient or output, the true one and their difference."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from typing import Annotated, Literal

from grader.cli.options import SEED
from grader.cli.screen_reader import wants_words
from grader.cli.show import terminal_images
from grader.cli.show.picture import Picture, Slice
from grader.cli.show.raster import encode_png, render_pixels
from grader.cli.show.select_array import select_picture
from grader.cli.terminal import console, relative_path, say
from grader.course import registry
from grader.errors import BadInput
from grader.judge.evaluation import Evaluation
from grader.judge.submission import load_local
from grader.paths import exercises
from grader.runner.limits import ANSWER_SECONDS
from grader.runner.tree import Tree

MOST_READ_OUT = 64
"""Entries of a slice whose numbers are all read out to a screen reader; of a larger one only what is off."""


def show_(
    name: str,
    of: str | None = None,
    *,
    case: str | None = None,
    seed: Annotated[int, SEED] = 0,
    slices: int = 1,
    out: Path | None = None,
    image: Literal["auto", "blocks", "kitty", "iterm2", "sixel"] = "auto",
) -> int:
    """Show your array beside the true one, and the difference: of what is wrong, or of what you choose.

    Parameters
    ----------
    name
        The exercise.
    of
        The gradient (an argument's name) or the output; without it, the first that is wrong.
    case
        The case, as `grader check` calls it; without it, the largest where something is wrong.
    seed
        Draw other inputs.
    slices
        Of an array of more than two axes: how many slices, the worst first.
    out
        Write FILE.html or FILE.png instead.
    image
        How to draw on the terminal; auto takes what it is known to understand.
    """
    if slices < 1:
        raise BadInput(f"--slices takes a whole number of 1 or more, not {slices}.")
    exercise = registry.entry(name)
    picture = select_picture(
        Evaluation(exercise, load_local(exercise, Tree(exercises()), ANSWER_SECONDS), seed), of, case
    )
    if out:
        _write(picture, slices, out)
    else:
        _draw(picture, slices, image)
    return 0


def _write(picture: Picture, slices: int, out: Path) -> None:
    """Write an HTML page, or a PNG: with titles and scales where matplotlib is installed, else one slice."""
    if out.suffix not in (".html", ".png"):
        raise BadInput(f"--out takes a name that ends in .html or .png, not {out.name!r}.")
    if out.is_dir() or not out.absolute().parent.is_dir():
        raise BadInput(f"{out} cannot be written: its folder does not exist, or it is a folder itself.")
    if out.suffix == ".html":
        from grader.cli.show.html_page import render_page

        out.write_text(render_page(picture, slices), encoding="utf-8")
    elif importlib.util.find_spec("matplotlib"):
        from grader.cli.show.plot import save_plot

        save_plot(picture, slices, out)
    else:
        out.write_bytes(encode_png(render_pixels(picture.slices[0])))
        say("Without titles and scales: pip install matplotlib adds them, and an .html needs nothing.")
    say(f"{picture.title}: {relative_path(out.absolute())}")


def _draw(picture: Picture, slices: int, image: str) -> None:
    """Draw on the terminal, by an image protocol or in characters."""
    say(picture.title, "bold")
    if image == "auto":
        image = terminal_images.detect_protocol(os.environ) if sys.stdout.isatty() else ""
    for part in picture.slices[:slices]:
        if part.title:
            say(part.title)
        if wants_words():
            _say_numbers(part)
        elif image in terminal_images.PROTOCOLS:
            say("   ".join(f"{title} (full at {scale:.3g})" for title, _, scale in part.panels))
            sys.stdout.write(terminal_images.encode_image(image, render_pixels(part)))
        else:
            _draw_characters(part)
    if len(picture.slices) > 1:
        more = "" if slices >= len(picture.slices) else "; --slices N shows more"
        say(f"{picture.wrong} of {len(picture.slices)} slices differ, the worst first{more}.")
    for note in picture.notes:
        say(note, "dim")


def _say_numbers(part: Slice) -> None:
    """Print a slice in words: where it is off, and where they are few the numbers row by row."""
    say(part.in_words)
    if part.true.size <= MOST_READ_OUT:
        for row in range(len(part.true)):
            uses = f" (named {part.repeated_rows[row]} times)" if row in part.repeated_rows else ""
            yours, true = (", ".join(f"{x:z.3g}" for x in array[row]) for array in (part.yours, part.true))
            say(f"row {row}{uses}, yours: {yours}; true: {true}")


def _draw_characters(part: Slice) -> None:
    from grader.cli.show.terminal_text import render_lines  # imports rich

    output = console()
    coloured = output.color_system is not None and not output.no_color
    for line in render_lines(part, output.width, coloured):
        output.print(line, no_wrap=True, crop=False)
    scales = " and ".join(f"{scale:.3g} ({title})" for title, _, scale in part.panels[1:])
    signs = "Blue is below 0, red above; full" if coloured else "Full"
    say(f"{signs} at {scales}. {part.in_words}", "dim")
