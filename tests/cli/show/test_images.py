"""Pixels as PNG and as images on a terminal: what is encoded can be read back by the formats' own rules."""

import base64
import re

import numpy as np
import pytest

from grader.cli.show import terminal_images
from grader.cli.show.raster import encode_png
from tests.cli.show.png_reader import read_png

RNG = np.random.default_rng(0)


IMAGE = (RNG.integers(0, 6, (13, 9, 3)) * 51).astype(np.uint8)


def test_png_can_be_read_back():
    assert (read_png(encode_png(IMAGE)) == IMAGE).all()


def test_kitty_gets_the_png_in_chunks():
    large = RNG.integers(0, 256, (80, 80, 3)).astype(np.uint8)
    pieces = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", terminal_images.encode_kitty(encode_png(large)))
    assert len(pieces) > 1 and all(len(piece) <= 4096 for _, piece in pieces)
    assert [keys.endswith("m=1") for keys, _ in pieces] == [True] * (len(pieces) - 1) + [False]
    assert (read_png(base64.b64decode("".join(piece for _, piece in pieces))) == large).all()


def test_iterm2_gets_the_png_and_its_size():
    size, text = re.fullmatch(
        r"\x1b\]1337;File=inline=1;size=(\d+):(.*)\a\n", terminal_images.encode_iterm2(encode_png(IMAGE))
    ).groups()
    assert len(base64.b64decode(text)) == int(size)


def test_sixels_can_be_read_back():
    text = terminal_images.encode_sixel(IMAGE)
    palette = {
        int(n): [round(int(c) * 255 / 100) for c in rgb.split(";")] for n, rgb in re.findall(r"#(\d+);2;([\d;]+)", text)
    }
    body = re.sub(r"^.*?(?=#\d+[^;\d])", "", text.removesuffix("\x1b\\\n"), count=1)
    drawn = np.full(IMAGE.shape, -1)
    for band, part in enumerate(body.split("-")):
        for colour, sixels in re.findall(r"#(\d+)([^#$]*)", part):
            column = 0
            for many, char in re.findall(r"(?:!(\d+))?([?-~])", sixels):
                for _ in range(int(many or 1)):
                    for bit in range(6):
                        if ord(char) - 63 >> bit & 1:
                            drawn[6 * band + bit, column] = palette[int(colour)]
                    column += 1
    assert (drawn == IMAGE).all()


TERMINALS = {
    "kitty": ({"TERM": "xterm-kitty"}, "kitty"),
    "kitty in tmux": ({"TERM": "xterm-kitty", "TMUX": "/tmp/x"}, ""),
    "ghostty": ({"TERM": "xterm-256color", "TERM_PROGRAM": "ghostty"}, "kitty"),
    "iTerm2": ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "iterm2"),
    "iTerm2 over ssh": ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, "iterm2"),
    "iTerm2 over ssh, in screen": ({"TERM": "screen.xterm", "LC_TERMINAL": "iTerm2"}, ""),
    "foot": ({"TERM": "foot"}, "sixel"),
    "xterm": ({"TERM": "xterm-256color"}, ""),
    "dumb": ({"TERM": "dumb", "KITTY_WINDOW_ID": "1"}, ""),
    "nothing known": ({}, ""),
}


@pytest.mark.parametrize("environment, known", TERMINALS.values(), ids=TERMINALS)
def test_image_is_sent_only_to_terminals_that_support_it(environment, known):
    assert terminal_images.detect_protocol(environment) == known
