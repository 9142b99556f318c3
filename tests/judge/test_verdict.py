"""A verdict: its JSON, the file that it names, the points that it gives, and what its messages say."""

import hashlib
import json
import re

import pytest

from grader.course import registry
from tests.judge.ask_judge import SOLUTIONS, assert_in_words, judged, matmul, replaced, solution

KEYS = ["exercise", "file", "sha256", "seed", "passed", "points", "max_points", "checks", "controls", "diagnosis"]
KEYS += ["advice", "borrowed", "seconds", "error"]
CHECK_KEYS = ["name", "kind", "passed", "max_abs", "max_rel", "message"]
KINDS = {"contract", "forward", "finite-difference", "oracle", "identity", "robustness", "method", "by-hand", "formula"}
DOUBLED_W = replaced("matmul", "@ dY.reshape(-1, N)", "@ (2 * dY.reshape(-1, N))")
DOUBLED_X = replaced("matmul", "dx = dY @ W.T", "dx = 2 * dY @ W.T")
DOUBLED_Y = replaced("matmul", "Y = x @ W", "Y = 2 * x @ W")
FANCY = replaced("embedding", "np.add.at(dW_e, ids, dY)", "dW_e[ids] += dY")


@pytest.mark.parametrize("text, code", [(solution("matmul"), 0), (DOUBLED_W, 1), (matmul("None"), 2)])
def test_json_has_just_the_documented_keys_and_types(check, text, code):
    ran = check("matmul", text, "--json")
    told = json.loads(ran.out)
    assert ran.code == code and ran.err == ""
    assert list(told) == KEYS
    assert all(list(each) == CHECK_KEYS for each in told["checks"])
    assert {each["kind"] for each in told["checks"]} <= KINDS
    assert set(told["controls"]) == {"refused", "total", "survivors"}
    assert told["diagnosis"] is None or set(told["diagnosis"]) == {"mistake", "text", "chapter", "sentence", "worked"}
    assert type(told["passed"]) is bool and type(told["points"]) is float and type(told["max_points"]) in (int, float)
    assert "NaN" not in ran.out and "Infinity" not in ran.out


def test_json_of_the_embedding_that_forgets_repeated_ids(check):
    told = json.loads(check("embedding", FANCY, "--json").out)
    assert (told["exercise"], told["seed"], told["passed"]) == ("embedding", 0, False)
    assert told["controls"]["refused"] == told["controls"]["total"] >= 5 and told["controls"]["survivors"] == []
    assert told["diagnosis"]["mistake"] == "fancy-index-add"
    named = {each["name"]: each for each in told["checks"]}
    wrong = named["gradient W_e, repeated ids"]
    assert wrong["kind"] == "finite-difference" and not wrong["passed"] and wrong["max_rel"] > 0.5
    assert named["gradient W_e, no id twice"]["passed"]


def test_error_of_the_forgotten_repeats_is_above_1(check):
    told = json.loads(check("embedding", FANCY, "--json").out)
    assert max(each["max_abs"] or 0 for each in told["checks"] if each["kind"] == "finite-difference") > 1


def test_passed_verdict_has_every_kind_of_evidence(check):
    told = json.loads(check("matmul", solution("matmul"), "--json").out)
    assert {each["kind"] for each in told["checks"]} == KINDS
    assert told["passed"] and told["points"] == told["max_points"] == 10
    assert told["diagnosis"] is None and told["advice"] == [] and told["borrowed"] == []
    assert len({each["name"] for each in told["checks"]}) == len(told["checks"])


@pytest.mark.parametrize("text", [matmul(), matmul().replace("\n", "\r\n"), "# é √\n" + matmul()])
def test_sha256_is_that_of_the_files_bytes(check, tmp_path, text):
    told = json.loads(check("matmul", text, "--json").out)
    path = tmp_path / "answer.py"
    assert told["file"] == str(path)
    assert told["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_verdict_without_json_names_the_file_and_its_hash(check, tmp_path):
    ran = check("matmul", matmul())
    digest = hashlib.sha256((tmp_path / "answer.py").read_bytes()).hexdigest()
    assert "answer.py" in ran.out and f"sha256 {digest[:12]}" in ran.out
    assert "5 of 5 known mistakes refused" in ran.out


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_seed_draws_other_inputs_and_changes_no_verdict(seed):
    right, wrong = judged("matmul", solution("matmul"), seed), judged("matmul", DOUBLED_W, seed)
    assert (right.exit_code, wrong.exit_code) == (0, 1)
    assert right.seed == seed


def test_same_seed_gives_the_same_numbers_twice():
    first, second = (judged("matmul", DOUBLED_W, 3).as_json() for _ in range(2))
    assert {**first, "seconds": 0} == {**second, "seconds": 0}


def test_other_seed_gives_other_numbers():
    first, second = (judged("matmul", DOUBLED_W, seed).as_json()["checks"] for seed in (3, 4))
    assert [c["max_abs"] for c in first] != [c["max_abs"] for c in second]


POINTS = {
    "the solution": (solution("matmul"), 10.0),
    "nothing by hand": (replaced("matmul", 'by_hand = {"dx": [[-2, -2]], "dW": [[1, 0, -1], [2, 0, -2]]}', ""), 9.5),
    "by hand not filled in": (re.sub("by_hand = .*", 'by_hand = {"dx": None, "dW": None}', solution("matmul")), 9.5),
    "by hand half": (re.sub("by_hand = .*", 'by_hand = {"dx": [[-2, -2]], "dW": None}', solution("matmul")), 9.5),
    "by hand wrong": (re.sub("by_hand = .*", 'by_hand = {"dx": 7, "dW": 8}', solution("matmul")), 9.5),
    "by hand no dict": (re.sub("by_hand = .*", "by_hand = 3", solution("matmul")), 9.5),
    "no formula": (re.sub(r"(?s)formula = .*?}\n", "", solution("matmul")), 9.5),
    "no formula, nothing by hand": (re.sub(r"(?s)by_hand = .*?formula = .*?}\n", "", solution("matmul")), 9.0),
    "a formula wrong": (replaced("matmul", "sum[i](x[i,k]", "mean[i](x[i,k]"), 9.5),
    "formula no dict": (re.sub(r"(?s)formula = .*?}\n", "formula = 3\n", solution("matmul")), 9.5),
    "by hand without brackets": (replaced("matmul", '"dx": [[-2, -2]]', '"dx": [-2, -2]'), 10.0),
    "dW wrong": (DOUBLED_W, 1 + 9 * (0.2 + 0.8 / 2)),
    "dx wrong": (DOUBLED_X, 1 + 9 * (0.2 + 0.8 / 2)),
    "both wrong": (DOUBLED_W.replace("dx = dY", "dx = 2 * dY"), 1 + 9 * 0.2),
    "forward wrong, gradients of the right one": (DOUBLED_Y, 1 + 9 * 0.8 * 0.3 / 9),
    "contract broken": (matmul("None"), 0.0),
    "an empty answer with the hand work": (replaced("matmul", "return Y, backward", "return None"), 0.0),
}


@pytest.mark.parametrize("text, points", POINTS.values(), ids=POINTS)
def test_points_are_given_for_each_part_that_is_right(text, points):
    verdict = judged("matmul", text)
    assert verdict.points == pytest.approx(points, abs=0.005)  # they are rounded to two digits
    assert verdict.max_points == 10


@pytest.mark.parametrize("why", ["nothing by hand", "by hand not filled in", "by hand wrong"])
def test_derive_gate_blocks_nothing(check, why):
    ran = check("matmul", POINTS[why][0])
    assert ran.code == 0
    assert "passed  9.5 of 10 points" in ran.out and "derive gate: by_hand" in ran.out


def test_by_hand_answer_that_is_missing_is_named(check):
    assert "derive gate: by_hand['dW'] is not filled in\n" in check("matmul", POINTS["by hand half"][0]).out


def test_by_hand_answer_that_is_wrong_is_named_with_its_index(check):
    text = replaced("matmul", '"dW": [[1, 0, -1], [2, 0, -2]]', '"dW": [[1, 0, -1], [2, 3, -2]]')
    ran = check("matmul", text)
    assert "by_hand['dW'] is not right to three digits: [1, 1] is 3" in ran.out


@pytest.mark.parametrize("value, close", [("0.22", True), ("0.2", False), ("0.23", False), ("0.226", False)])
def test_by_hand_number_of_two_digits_is_called_close(value, close):
    verdict = judged("softmax", replaced("softmax", "[0.2222, -0.2222]", f"[{value}, -0.2222]"))
    (told,) = [message for message in verdict.underived if "by_hand" in message]
    assert (told == f"by_hand['dx'] is close: [0] is {value}; three digits, please.") is close


@pytest.mark.parametrize("value, right", [("1.083", True), ("1.08", True), ("1.07", False), ("1.1", False)])
def test_by_hand_wants_three_significant_digits(value, right):
    verdict = judged("gelu", replaced("gelu", "1.0833155", value))
    assert verdict.passed
    assert (verdict.points == verdict.max_points) is right


def test_message_names_argument_index_wanted_and_got():
    text = replaced("matmul", 'return {"x": dx, "W": dW}', 'dW[-1, -1] += 0.5\n        return {"x": dx, "W": dW}')
    verdict = judged("matmul", text)
    told = [(c.kind, f.message) for c, f in verdict.failures if c.name.endswith("gradient W, two axes")]
    assert [kind for kind, _ in told] == ["finite-difference", "oracle"]
    pattern = r"gradient W\[3, 4\]: wanted (\S+) \((.*?)\), got (\S+); 1 of 20 entries differ"
    for (_, message), truth in zip(told, ["finite difference of your own forward", "PyTorch"], strict=True):
        found = re.match(pattern, message)
        assert found and found[2] == truth
        assert float(found[3]) - float(found[1]) == pytest.approx(0.5, abs=1e-4)


def test_message_of_the_forward_names_its_index():
    text = replaced("matmul", "Y = x @ W", "Y = np.where(np.arange(W.shape[1]) == 3, 0.0, x @ W)")
    messages = [f.message for c, f in judged("matmul", text).failures if c.name == "forward, two axes"]
    assert re.match(r"output\[\d, 3\]: wanted \S+ \(PyTorch\), got 0; 3 of 15 entries differ", messages[0])


def test_failures_on_the_terminal_are_few_and_all_on_demand(check):
    few, every = check("matmul", DOUBLED_W), check("matmul", DOUBLED_W, "--all")
    assert few.out.count("✗") == 1 and "more (--all shows them)" in few.out
    assert every.out.count("✗") == len(judged("matmul", DOUBLED_W).failures)
    assert_in_words(few)


def test_widened_float32_is_advice_with_its_reason(check):
    text = replaced("gelu", "erf(x / math.sqrt(2))", "erf(x / np.sqrt(2))")
    ran = check("gelu", text)
    assert ran.code == 0
    assert "Advice: With float32 inputs the output comes back as float64" in ran.out and "np.sqrt(2) is one" in ran.out


def test_pieces_that_are_borrowed_are_named(check):
    name = "multi_head_attention"
    told = json.loads(check(name, solution(name), "--json").out)
    assert told["passed"] and set(told["borrowed"]) >= set(registry.entry(name).requires)


def test_file_in_a_tree_takes_its_pieces_from_that_tree(command):
    path = SOLUTIONS / "part06_attention" / "multi_head_attention.py"
    told = json.loads(command("check", "multi_head_attention", "--file", path, "--json").out)
    assert told["passed"] and told["borrowed"] == []
