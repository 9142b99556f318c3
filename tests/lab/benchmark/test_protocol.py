"""The protocol's facts: what is read, what is scored, and what is made of the losses."""

import math

import numpy as np
import pytest

from grader.cli.commands.benchmark import benchmark_
from grader.errors import BadInput
from grader.lab.benchmark import data as texts
from grader.lab.benchmark import protocol, resumable_logits
from grader.lab.benchmark.checkpoint import SYNTHETIC, random
from grader.paths import SOLUTIONS
from grader.runner.tree import Tree
from reference import evaluation, published
from reference.evaluation import ScoredIds, TokenScores
from reference.tokenizer import gpt2


@pytest.fixture(scope="module")
def wikitext_ids(data):
    wiki, _ = texts.read(data)
    return np.array(gpt2().encode_ordinary(evaluation.wikitext(wiki)), dtype=np.int64)


def test_the_joined_rows_have_287_644_tokens(wikitext_ids):
    assert len(wikitext_ids) == 287_644


def test_rows_keep_their_newline_and_blank_lines_are_empty():
    assert evaluation.wikitext(" \n = A = \n \n b \n") == "\n\n = A = \n\n\n\n\n b \n"


@pytest.mark.parametrize(
    ("tokens", "context", "stride", "scored"),
    [
        (18_000, 1024, 512, 17_999),
        (287_644, 1024, 512, 287_643),
        (287_644, 1024, 1024, 287_644 - 281),  # 281 windows, of each the first token is told and not scored
        (18_000, 64, 32, 17_999),
        (500, 1024, 512, 499),
        (2, 8, 3, 1),
    ],
)
def test_each_token_is_scored_once(tokens, context, stride, scored):
    units = evaluation.windows(np.arange(tokens), context, stride)
    found = np.concatenate([unit.targets for unit in units])
    assert len(found) == len(set(found.tolist())) == scored
    assert stride == context or np.array_equal(found, np.arange(1, tokens))
    assert all(unit.scored < len(unit.ids) <= context for unit in units)
    if stride == 512:
        assert {unit.scored for unit in units[1:-1]} <= {512}


def test_the_subset_is_17_999_tokens_and_150_passages(data):
    config = published.MODELS["124M"]
    asked = protocol.text_protocol(config, data, protocol.Limits())
    wiki, lambada = asked.tasks
    assert sum(unit.scored for unit in wiki.units) == 17_999
    assert len(lambada.units) == 150 and asked.stride == 512
    assert asked.published == published.SUBSET
    other = protocol.text_protocol(config, data, protocol.Limits(stride=256))
    assert other.published is None, "published figures stand beside their own protocol alone"
    for stride, figure in ((512, 25.2), (1024, 29.94)):
        whole = protocol.text_protocol(config, data, protocol.Limits(full=True, stride=stride))
        assert whole.published.wikitext == figure and len(whole.tasks[1].units) == 5153


def test_it_is_said_how_many_of_nanogpts_batches_are_read(data):
    config = SYNTHETIC["synthetic:tiny"]
    for full, batches in ((False, 2), (True, 200)):
        asked = protocol.text_protocol(config, data, protocol.Limits(full=full), "nanogpt")
        assert f", {batches} of nanoGPT's 200 batches" in asked.label
        assert len(asked.tasks[0].units) == 12 * batches


def test_a_passage_is_cut_at_its_last_space(data):
    encode = gpt2().encode_ordinary
    for passage in evaluation.passages(texts.read(data)[1])[:150]:
        unit = evaluation.last_word(passage, encode)
        assert unit.ids.tolist() == encode(passage)
        assert gpt2().decode(unit.targets.tolist()) == passage[passage.rindex(" ") :]


def test_perplexities_are_per_token_and_per_word():
    told = [TokenScores([1.0, 2.0], [True, True]), TokenScores([3.0], [False])]
    assert evaluation.per_token(told).perplexity == pytest.approx(math.exp(2))
    by_word = evaluation.per_unit(told)
    assert by_word.perplexity == pytest.approx(math.exp(3)) and by_word.accuracy == 0.5


@pytest.mark.parametrize(("context", "stride"), [(12, 5), (12, 12), (13, 13)])  # 53 tokens: 13 leaves one over
def test_windows_are_those_of_the_courses_own_exercise(context, stride):
    strided = Tree(SOLUTIONS).load("part13_evaluation", "strided_perplexity").strided_perplexity
    ids = np.random.default_rng(0).integers(7, size=53)
    seen = []

    def logits_of(window):
        seen.append(window[0].tolist())
        return np.zeros((*window.shape, 7))

    units = evaluation.windows(ids, context, stride)
    assert strided(logits_of, ids, context, stride)[1] == sum(unit.scored for unit in units)
    assert seen == [unit.ids.tolist() for unit in units]


def said(ids):
    """Return a made-up model's logits (T, 13) for ids (T,): at each place they depend on all that was read up to it."""
    read = np.cumsum(np.sin(1.7 * ids + 0.3 * np.arange(len(ids))))  # (T,)
    return 4 * np.cos(np.outer(read, 1 + np.arange(13)))


def nats(logits, target):
    return math.log(sum(math.exp(x) for x in logits)) - logits[target]


@pytest.mark.parametrize("stride", [1, 3, 8, 11, 12])
@pytest.mark.parametrize("tokens", [2, 11, 12, 13, 24, 25, 71])
def test_windows_score_what_hugging_faces_guide_scores(tokens, stride):
    """The guide's loop: labels before the new part are left out, and each that is left is told by the place before."""
    ids, context = np.random.default_rng(tokens).integers(13, size=tokens), 12
    wanted, told_until = [], 0
    for begin in range(0, tokens, stride):
        end = min(begin + context, tokens)
        window, new = ids[begin:end], end - told_until
        labels = [None] * (len(window) - new) + window[len(window) - new :].tolist()
        logits = said(window)
        wanted += [nats(logits[t], labels[t + 1]) for t in range(len(window) - 1) if labels[t + 1] is not None]
        told_until = end
        if end == tokens:
            break
    units = evaluation.windows(ids, context, stride)
    found = [TokenScores(*scored(unit)) for unit in units]
    score = evaluation.per_token(found)
    assert score.tokens == len(wanted) and score.perplexity == pytest.approx(math.exp(np.mean(wanted)), rel=1e-12)


def scored(unit):
    """Return what the made-up model says of a unit's scored tokens, each place read by itself."""
    places = range(len(unit.ids) - unit.scored, len(unit.ids))
    logits = [said(unit.ids[:place])[-1] for place in places]
    return [nats(x, y) for x, y in zip(logits, unit.targets, strict=True)], [
        bool(x.argmax() == y) for x, y in zip(logits, unit.targets, strict=True)
    ]


def test_a_last_word_counts_as_right_only_with_all_its_tokens():
    passages = ["a b cde", "x  y", "one two threeee"]  # a letter is a token, the space before the word its first
    units = [evaluation.last_word(text, lambda text: [ord(c) % 13 for c in text]) for text in passages]
    assert [unit.scored for unit in units] == [4, 2, 8]
    found = evaluation.per_unit([TokenScores(*scored(unit)) for unit in units])
    total, right = 0.0, 0
    for text, unit in zip(passages, units, strict=True):
        ids = np.array([ord(c) % 13 for c in text])
        logits = [said(ids[: len(ids) - n])[-1] for n in range(unit.scored, 0, -1)]
        total += sum(nats(x, y) for x, y in zip(logits, ids[-unit.scored :], strict=True))
        right += all(x.argmax() == y for x, y in zip(logits, ids[-unit.scored :], strict=True))
    assert found.perplexity == pytest.approx(math.exp(total / 3), rel=1e-12) and found.accuracy == right / 3


def test_batches_hold_every_unit_once_padded_at_the_right():
    rng = np.random.default_rng(0)
    units = [ScoredIds(rng.integers(1, 9, size=int(n)), int(rng.integers(1, n))) for n in rng.integers(2, 40, size=60)]
    groups = evaluation.batches(units, range(60), 100)
    assert sorted(i for group in groups for i in group) == list(range(60))
    for group in groups:
        batch = [units[i] for i in group]
        ids, rows, columns = evaluation.padded(batch)
        assert len(group) == 1 or ids.size <= 100
        said = evaluation.split(batch, ids[rows, columns].astype(float), ids[rows, columns] > 0)
        for unit, told in zip(batch, said, strict=True):
            assert told.nll == unit.ids[-unit.scored - 1 : -1].tolist()


def test_losses_overflow_nowhere():
    logits = np.array([[1e4, 0.0], [-1e4, 0.0], [3e38, 3e38]], np.float32)
    assert evaluation.losses(logits, np.array([0, 0, 1])) == pytest.approx([0, 1e4, math.log(2)])


@pytest.mark.parametrize("name", ["wiki.test.raw", "lambada_test.jsonl"])
def test_another_text_is_refused_and_left(name, data, tmp_path):
    for text in texts.TEXTS:
        (tmp_path / text.name).write_bytes((data / text.name).read_bytes())
    body = (tmp_path / name).read_bytes().replace(b"the", b"teh", 1)
    (tmp_path / name).write_bytes(body)
    with pytest.raises(BadInput, match=f"{name} is refused: its sha256"):
        texts.read(tmp_path)
    assert (tmp_path / name).read_bytes() == body
    (tmp_path / name).unlink()
    with pytest.raises(BadInput, match=f"{name} does not exist. By hand"):
        texts.read(tmp_path)


def test_made_up_logits_say_what_was_told():
    unit = ScoredIds(np.array([3, 1, 4, 1, 5]), 3)
    told = TokenScores([0.25, 4.0, 1.5], [True, False, True])
    logits = resumable_logits.make_up_logits(unit, told, 9, np.dtype("float64"))[0, 1:-1]
    assert evaluation.losses(logits, unit.targets) == pytest.approx(told.nll, rel=1e-12)
    assert (logits.argmax(axis=-1) == unit.targets).tolist() == told.right


def test_synthetic_weights_are_the_same_each_time():
    one, other = random(SYNTHETIC["synthetic:tiny"]), random(SYNTHETIC["synthetic:tiny"])
    assert all(np.array_equal(one.params[name], other.params[name]) for name in one.params)
    assert len({array.tobytes() for array in one.params.values()}) == len(one.params)


def test_solutions_and_the_engine_exclude_each_other():
    with pytest.raises(BadInput, match="does not go with --pieces fast"):
        benchmark_(solutions=True, pieces="fast")
