"""`grader reproduce` to its last line, on a local hub that serves a small checkpoint under its own figures."""

import hashlib
import io
import math
import os
import subprocess
import sys
import zipfile

import numpy as np
import pytest
from safetensors.numpy import save_file

from grader.lab.benchmark.checkpoint import SYNTHETIC
from grader.paths import COURSE
from reference import evaluation, published
from reference.tokenizer import gpt2
from tests.lab.weights.conftest import hub_state
from tests.lab.weights.standin import Hub

pytest.importorskip("huggingface_hub", reason="the client is not installed: pip install -e '.[weights]'")
torch = pytest.importorskip("torch", reason="PyTorch makes the expected figures: pip install -e '.[oracle]'")
from grader.lab.weights import formats  # noqa: E402
from reference.gpt2_torch import from_checkpoint  # noqa: E402

pytestmark = pytest.mark.timeout(120)
CONFIG = SYNTHETIC["synthetic:tiny"]
TOKENS, PASSAGES, REVISION = 300, 5, "0123456789abcdef0123456789abcdef01234567"

DRIVER = """
import sys
from reference import published
from reference.checkpoint_config import Config
published.MODELS["124M"] = Config(n_layer=2, n_head=2, n_embd=16, vocab_size=50257, n_positions=64)
for name, remote in {remotes}.items():
    setattr(published, name, published.HubFile(**remote))
from grader.lab.benchmark import reproduce
from grader.lab.benchmark.protocol import Limits
few = Limits(tokens={tokens}, passages={passages})
reproduce.FIGURES = tuple(reproduce.PublishedFigure("few, " + task, "exact", few, *[task, figure], value, 0.01)
                          for task, figure, value in {expected})
sys.argv = {arguments}
from grader.cli.main import main
main()
"""


def losses_of(model, units):
    """Return PyTorch's losses of the scored tokens of each unit."""
    found = []
    with torch.inference_mode():
        for unit in units:
            logits = model(torch.from_numpy(unit.ids[None, :-1]))[0][0, -unit.scored :]
            targets = torch.from_numpy(np.ascontiguousarray(unit.targets))
            found.append(torch.nn.functional.cross_entropy(logits, targets, reduction="none").tolist())
    return found


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    path = tmp_path_factory.mktemp("weights") / "model.safetensors"
    save_file(hub_state(CONFIG), path, metadata={"format": "pt"})
    return path


@pytest.fixture(scope="module")
def expected(weights, data):
    """Return the figures of the small checkpoint as PyTorch has them, in the place of the published ones."""
    model = from_checkpoint(formats.read(weights, "tanh", CONFIG.n_head), torch.float64)
    encode = gpt2().encode_ordinary
    ids = np.array(encode(evaluation.wikitext((data / "wiki.test.raw").read_text(encoding="utf-8"))))[:TOKENS]
    units = evaluation.windows(ids, CONFIG.n_positions, CONFIG.n_positions // 2)
    wiki = [loss for losses in losses_of(model, units) for loss in losses]
    texts = evaluation.passages((data / "lambada_test.jsonl").read_text(encoding="utf-8"))[:PASSAGES]
    words = [evaluation.last_word(text, encode) for text in texts]
    words = [evaluation.ScoredIds(word.ids[-CONFIG.n_positions - 1 :], word.scored) for word in words]
    lambada = [sum(losses) for losses in losses_of(model, words)]
    return [
        ("wikitext", "perplexity", math.exp(sum(wiki) / len(wiki))),
        ("lambada", "perplexity", math.exp(sum(lambada) / len(lambada))),
        ("lambada", "accuracy", 0.0),
    ]


@pytest.fixture
def reproduce(weights, data, expected, tmp_path):
    """Run the command in a workspace of its own where the small checkpoint is the published one."""
    (tmp_path / "work" / "exercises").mkdir(parents=True)
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.write(data / "wiki.test.raw", published.WIKITEXT_MEMBER)
    bodies = {
        "GPT2_124M": ("someone/small", "model", "model.safetensors", weights.read_bytes()),
        "WIKITEXT": ("someone/wiki", "dataset", "wiki.zip", zipped.getvalue()),
        "LAMBADA": ("someone/lambada", "dataset", "lambada.jsonl", (data / "lambada_test.jsonl").read_bytes()),
    }
    remotes, hubs = {}, []
    for name, (repo, kind, file, body) in bodies.items():
        sha256 = hashlib.sha256(body).hexdigest()
        remotes[name] = {"repo": repo, "revision": REVISION, "file": file, "size": len(body), "sha256": sha256}
        remotes[name]["kind"] = kind
        hubs.append(Hub(repo, REVISION, {file: body}, kind=kind))

    def run(*arguments, figures=expected, served=True):
        env = {k: v for k, v in os.environ.items() if k != "GPT2_DATA" and not k.startswith("HF_")}
        env |= {"HF_HOME": str(tmp_path / "hf"), "PYTHONPATH": str(COURSE)}
        env["HF_ENDPOINT"] = hubs[0].endpoint if served else "http://127.0.0.1:9"
        code = DRIVER.format(
            remotes=remotes,
            tokens=TOKENS,
            passages=PASSAGES,
            expected=figures,
            arguments=["grader", "reproduce", *map(str, arguments)],
        )
        command = [sys.executable, "-c", code]
        return subprocess.run(command, cwd=tmp_path / "work", env=env, capture_output=True, text=True, check=False)

    hubs[0].beside = hubs[1:]
    with hubs[0]:
        yield run


def test_it_fetches_everything_and_ends_with_reproduced(reproduce):
    done = reproduce()
    assert done.returncode == 0, done.stderr + done.stdout
    *table, last = done.stdout.splitlines()
    assert last == "reproduced" and len(table) == 5 and "PyTorch" in table[1]


def test_a_figure_that_differs_is_named_in_the_last_line(reproduce, expected):
    wrong = [(task, figure, value + (0.5 if task == "wikitext" else 0)) for task, figure, value in expected]
    done = reproduce(figures=wrong)
    assert done.returncode == 1, done.stderr
    last = done.stdout.replace("\n", " ").partition("not reproduced: ")[2]
    assert last.startswith("few, wikitext, perplexity is") and "lambada" not in last


def test_offline_it_says_all_that_is_to_be_brought(reproduce):
    done = reproduce(served=False)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    for said in ("model.safetensors", "wiki.zip", "lambada_test.jsonl", "make reproduce WEIGHTS=PATH DATA=FOLDER"):
        assert said in done.stderr


def test_what_was_brought_is_enough(reproduce, weights, data):
    done = reproduce("--weights", weights, "--data", data, served=False)
    assert done.returncode == 0 and done.stdout.splitlines()[-1] == "reproduced", done.stderr


def test_weights_other_than_the_published_are_refused(reproduce, data, tmp_path):
    save_file(hub_state(CONFIG, seed=1), tmp_path / "model.safetensors", metadata={"format": "pt"})
    done = reproduce("--weights", tmp_path, "--data", data, served=False)
    assert done.returncode == 2 and "Figures were published for that file alone" in done.stderr
