"""Files that cannot be judged: every one is refused in words, with exit code 2."""

import os
import socket
import sys
from pathlib import Path

import pytest

from grader.cli.main import main
from tests.judge.ask_judge import assert_in_words, matmul, spawned

UNUSABLE = {
    "empty": (b"", "is empty"),
    "only blanks": (b" \n\t\n", "is empty"),
    "not UTF-8": ("# é\n".encode("latin-1"), "is not UTF-8 text"),
    "a null byte": (b"x = 1\0\n", "is not Python"),
    "an open bracket": (b"import numpy\n\nx = (1,\n", "is not Python: line 3: '(' was never closed"),
    "bad indentation": (b"def matmul(x, W):\nreturn x\n", "is not Python: line 2"),
    "nested too deeply for the compiler": (b"x = " + b"+".join([b"1"] * 20_000), "nested too deeply"),
    "nested too deeply for the parser": (b"x = " + b"-" * 100_000 + b"1", "nested too deeply"),
    "another function": (b"def multiply(x, W):\n    return x\n", "has no function matmul"),
    "not a function": (b"matmul = 3\n", "matmul has the type int; wanted a function"),
    "other names": (b"def matmul(a, b):\n    return a\n", "matmul(a, b) has other arguments than asked"),
    "names in another order": (b"def matmul(W, x):\n    return x\n", "matmul(W, x) has other arguments than asked"),
    "too few arguments": (b"def matmul(x):\n    return x\n", "Write matmul(x, W)"),
    "too many arguments": (b"def matmul(x, W, b):\n    return x\n", "Write matmul(x, W)"),
    "a class": (b"class matmul:\n    pass\n", "has other arguments than asked"),
    "fails when imported": (b"import numpy\n\nx = 1 / 0\n", "line 3: `x = 1 / 0`"),
    "imports what is not there": (b"import numqy\n", "No module named 'numqy'"),
    "imports a relative that is not there": (b"from .nothing import thing\n", "nothing.py does not exist"),
}


@pytest.mark.parametrize("content, words", UNUSABLE.values(), ids=UNUSABLE)
def test_file_that_cannot_be_judged_is_refused_in_words(check, content, words):
    ran = check("matmul", content)
    assert ran.code == 2, ran.text
    assert words in ran.err
    assert_in_words(ran)


def test_real_command_line_refuses_in_words(tmp_path):
    path = tmp_path / "answer.py"
    path.write_text("def matmul(x, W):\n    return (\n")
    ran = spawned("check", "matmul", "--file", path)
    assert ran.code == 2
    assert ran.err.startswith(f"{path} is not Python: line 2")
    assert_in_words(ran)


@pytest.mark.parametrize(
    "made, words",
    [
        (lambda folder: folder / "nothing.py", "does not exist"),
        (lambda folder: folder, "is a folder"),
        (lambda folder: folder / ("a" * 5000 + ".py"), "cannot be read"),
    ],
    ids=["missing", "a folder", "a name too long"],
)
def test_path_that_is_no_file_is_refused_in_words(command, tmp_path, made, words):
    ran = command("check", "matmul", "--file", made(tmp_path))
    assert ran.code == 2
    assert words in ran.err
    assert_in_words(ran)


@pytest.mark.parametrize(
    "name, nearest", [("matmull", "matmul"), ("layernorm", "layer_norm"), ("softmax_cross_entrpy", "softmax_cross")]
)
@pytest.mark.parametrize("verb", ["check", "hint", "compare", "reset", "mistakes"])
def test_unknown_exercise_is_answered_with_the_nearest_names(command, verb, name, nearest):
    ran = command(verb, name)
    assert ran.code == 2
    assert f"no exercise {name!r}" in ran.err and f"Did you mean {nearest}" in ran.err
    assert_in_words(ran)


def test_name_near_to_nothing_is_answered_with_the_list(command):
    ran = command("check", "zzz")
    assert ran.code == 2
    assert "Did you mean" not in ran.err and "grader list" in ran.err


@pytest.mark.parametrize("made, words", [("mkfifo", "is a FIFO"), ("socket", "is a socket"), ("/dev/zero", "a device")])
def test_path_that_has_no_end_is_refused_in_words(command, tmp_path, made, words):
    path = Path(made) if made.startswith("/") else tmp_path / "answer.py"
    if made == "mkfifo":
        os.mkfifo(path)
    elif made == "socket":
        socket.socket(socket.AF_UNIX).bind(str(path))
    ran = command("check", "matmul", "--file", path)
    assert ran.code == 2 and words in ran.err and ran.err.count("\n") == 1
    assert_in_words(ran)


@pytest.mark.parametrize("words", [("check",), ("list",), ("check", "matmul", "--json"), ("--help",)])
def test_current_folder_that_was_deleted_is_told(tmp_path, words):
    code = "import os, sys\nos.rmdir(os.getcwd())\nfrom grader.cli.main import main\nmain()"
    ran = spawned(*words, cwd=tmp_path, program=("-c", code))
    assert ran.code == 2 and ran.err.startswith("The folder in which this command runs does not exist any more")
    assert_in_words(ran)


@pytest.mark.parametrize(
    "words", ["check matmul --seed", "show matmul --slices", "run --checkpoint x --limit", "train --steps"]
)
def test_whole_number_is_never_rounded(command, words):
    ran = command(*words.split(), "1.5")
    assert ran.code == 2 and ran.err == f"{words.split()[-1]} takes a whole number, not 1.5.\n"


@pytest.mark.parametrize("options", [("--seed", "-1"), ("--seed", "x"), ("--file",), ("--no-such",), ("extra",)])
def test_bad_option_is_bad_usage(command, options):
    ran = command("check", "matmul", *options)
    assert ran.code == 2
    assert_in_words(ran)


def test_file_without_a_name_is_bad_usage(command, tmp_path):
    ran = command("check", "--file", tmp_path)
    assert ran.code == 2
    assert "--file needs the name" in ran.err


def test_json_says_why_there_is_no_verdict(check):
    import json

    ran = check("matmul", "def matmul(\n", "--json")
    told = json.loads(ran.out)
    assert ran.code == 2
    assert told["exercise"] == "matmul" and told["passed"] is False and "is not Python: line 1" in told["error"]


@pytest.mark.parametrize("text", ["\ufeff" + matmul(), matmul().replace("\n", "\r\n")], ids=["a mark", "\\r\\n"])
def test_file_of_another_editor_is_judged_as_it_is(check, text):
    assert check("matmul", text).code == 0


IMPORTS = {
    "import": "import {module}",
    "import as": "import numpy, {module}.inner as t",
    "from": "from {module} import anything",
    "from inner": "from {module}.inner import anything",
    "import_module": "import importlib\nx = importlib.import_module('{module}.inner')",
    "import_module by its name": "from importlib import import_module\nx = import_module('{module}')",
    "__import__": "x = __import__('{module}')",
}


@pytest.mark.parametrize("module", ["torch", "jax", "autograd", "solutions", "reference"])
@pytest.mark.parametrize("form", IMPORTS)
def test_forbidden_import_is_refused_with_its_line(check, module, form):
    top = IMPORTS[form].format(module=module)
    ran = check("matmul", matmul(top=top))
    assert ran.code == 2
    assert f"line {2 + top.count(chr(10))} imports {module}" in ran.err
    assert_in_words(ran)


def test_forbidden_import_inside_backward_is_refused(check):
    ran = check("matmul", matmul(backward="import torch"))
    assert ran.code == 2 and "line 8 imports torch" in ran.err


def test_word_torch_in_a_comment_is_no_import(check):
    assert check("matmul", matmul(top="# as torch does; solutions differ")).code == 0


@pytest.mark.parametrize(
    "words", ["verdicts --out {}/of/it", "release {}/of/it", "release --student {}", "init {}/of/it"]
)
def test_a_place_that_cannot_be_written_is_refused_in_words(command, tmp_path, words):
    (tmp_path / "a file").write_text("mine")
    ran = command(*(word.format(tmp_path / "a file") for word in words.split()))
    assert ran.code == 2 and "cannot be used" in ran.err and "a file" in ran.err
    assert_in_words(ran)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("hint", "grader hint needs NAME."),
        ("run", "grader run needs --checkpoint."),
        ("check --seed", "--seed needs a value."),
        ("check --seed x", "--seed: unable to convert"),
        ("check --sed 4", "Did you mean --seed?"),
        ("doctor now", "grader doctor does not take now."),
    ],
)
def test_unknown_arguments_are_refused_in_a_sentence(monkeypatch, capsys, words, told):
    monkeypatch.setattr(sys, "argv", ["grader", *words.split()])
    with pytest.raises(SystemExit) as left:
        main()
    said = capsys.readouterr().err
    assert left.value.code == 2 and told in said
    assert said.endswith(f"`grader {words.split()[0]} --help` shows what it takes.\n") and said.count("\n") == 1


@pytest.mark.parametrize("words", ["check add", "show add", "mistakes add", "generate --checkpoint none"])
def test_a_negative_seed_is_refused_in_words(command, words):
    ran = command(*words.split(), "--seed", "-1")
    assert ran.code == 2 and "--seed takes a whole number of 0 or more, not -1" in ran.err
