"""Each protocol beside its origin's own code, on a checkpoint that transformers trains here: every printed digit."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from grader.paths import COURSE
from reference import evaluation, field_protocols
from reference.tokenizer import gpt2, vocabulary_files

torch = pytest.importorskip("torch", reason="PyTorch trains the checkpoint: pip install -e '.[oracle]'")
transformers = pytest.importorskip("transformers", reason="the peers are not installed: pip install -e '.[peers]'")

pytestmark = pytest.mark.timeout(120)
CONTEXT, TOKENS, PASSAGES = 64, 1500, 20
PAGES = 1
"""As many whole pages as TOKENS hold."""


@pytest.fixture(scope="module")
def trained(data, tmp_path_factory):
    """Return the folder of a small GPT-2 that was trained on WikiText's validation split for 60 steps."""
    folder = tmp_path_factory.mktemp("trained")
    torch.manual_seed(0)
    sizes = {"n_layer": 2, "n_head": 2, "n_embd": 32, "n_positions": CONTEXT}
    model = transformers.GPT2LMHeadModel(transformers.GPT2Config(**sizes)).train()
    ids = torch.tensor(gpt2().encode_ordinary((data / "wiki.valid.raw").read_text(encoding="utf-8")[:200_000]))
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for _ in range(60):
        at = torch.randint(len(ids) - CONTEXT, (8,)).tolist()
        batch = torch.stack([ids[i : i + CONTEXT] for i in at])
        optimizer.zero_grad()
        model(batch, labels=batch).loss.backward()
        optimizer.step()
    model.save_pretrained(folder)
    for name, path in vocabulary_files().items():
        shutil.copyfile(path, folder / name)
    return folder


@pytest.fixture(scope="module")
def peer(trained):
    return transformers.GPT2LMHeadModel.from_pretrained(trained).double().eval()


@pytest.fixture(scope="module")
def ids(data):
    raw = (data / "wiki.test.raw").read_text(encoding="utf-8")
    return torch.tensor(gpt2().encode_ordinary(evaluation.wikitext(raw))[:TOKENS])


def ours(protocol, trained, data, tmp_path, *more):
    """Return what `grader benchmark` reports of each task."""
    env = os.environ | {"PYTHONPATH": str(COURSE), "GPT2_DATA": str(data)}
    command = [sys.executable, "-m", "grader", "benchmark", "--checkpoint", trained, "--protocol", protocol]
    command += ["--pieces", "solutions", "--tokens", TOKENS, "--out", tmp_path / "told.json", *more]
    done = subprocess.run([*map(str, command)], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"({protocol})" in done.stdout
    return json.loads((tmp_path / "told.json").read_text())["sides"]["solutions"]


def guide_losses(model, ids, stride):
    """Return each window's mean loss and its labels less one, as the guide's loop has them.

    Of the model's logits in float64: `labels=` would have transformers round them to float32 before the loss.
    """
    losses, counts, before = [], [], 0
    for begin in range(0, len(ids), stride):
        end = min(begin + CONTEXT, len(ids))
        window = ids[None, begin:end]
        labels = window.clone()
        labels[:, : -(end - before)] = -100
        with torch.no_grad():
            logits = model(window).logits
        losses.append(torch.nn.functional.cross_entropy(logits[0, :-1], labels[0, 1:]))
        counts.append(int((labels != -100).sum()) - 1)
        before = end
        if end == len(ids):
            break
    return torch.stack(losses), torch.tensor(counts)


@pytest.mark.parametrize("stride", [24, CONTEXT])
@pytest.mark.parametrize("protocol", ["hub-mean", "hub-weighted"])
def test_the_guides_figure_in_both_its_forms(protocol, stride, trained, peer, ids, data, tmp_path):
    losses, counts = guide_losses(peer, ids, stride)
    mean = losses.mean() if protocol == "hub-mean" else (losses * counts).sum() / counts.sum()
    told = ours(protocol, trained, data, tmp_path, "--stride", stride)["wikitext"]["perplexity"]
    assert f"{told:.4f}" == f"{mean.exp().item():.4f}"


def test_nanogpts_estimate_of_the_loss(trained, peer, ids, data, tmp_path):
    told = ours("nanogpt", trained, data, tmp_path)["wikitext"]["others"]["loss"]
    torch.manual_seed(field_protocols.NANOGPT_SEED)
    losses = []
    for _ in range(2):  # as many as the subset has
        at = torch.randint(len(ids) - CONTEXT, (field_protocols.NANOGPT_BATCH,)).tolist()
        x, y = (torch.stack([ids[i + shift : i + shift + CONTEXT] for i in at]) for shift in (0, 1))
        with torch.no_grad():
            logits = peer(x).logits
        losses.append(torch.nn.functional.cross_entropy(logits.view(-1, logits.shape[-1]), y.reshape(-1)))
    assert f"{told:.4f}" == f"{torch.stack(losses).mean().item():.4f}"


@pytest.fixture(scope="module")
def lm_eval_results(trained, peer, data, tmp_path_factory):
    """Return what lm-eval's own tasks find on as many pages and passages, read from files of this machine."""
    pytest.importorskip("lm_eval", reason="lm-eval is not installed: pip install -e '.[peers]'")
    import yaml
    from lm_eval import evaluator, tasks
    from lm_eval.api.task import ConfigurableTask
    from lm_eval.models.huggingface import HFLM
    from lm_eval.tasks.wikitext import preprocess_wikitext

    folder = tmp_path_factory.mktemp("texts")
    os.environ["HF_DATASETS_OFFLINE"] = "1"
    raw = (data / "wiki.test.raw").read_text(encoding="utf-8")
    texts = {"wikitext": [{"page": page} for page in field_protocols.pages(raw)[:PAGES]]}
    lambada = evaluation.passages((data / "lambada_test.jsonl").read_text(encoding="utf-8"))[:PASSAGES]
    texts["lambada_openai"] = [{"text": text} for text in lambada]
    made = {}
    for name, rows in texts.items():
        (folder / f"{name}.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
        [path] = Path(tasks.__file__).parent.rglob(f"{name}.yaml")
        functions = {"preprocess_wikitext": preprocess_wikitext}
        yaml.SafeLoader.add_constructor(
            "!function", lambda loader, node: getattr(functions[node.value.split(".")[0]], node.value.split(".")[1])
        )
        config = yaml.safe_load(path.read_text())
        config |= {"dataset_path": "json", "dataset_name": None, "training_split": None, "validation_split": None}
        config["dataset_kwargs"] = {
            "data_files": {"test": str(folder / f"{name}.jsonl")},
            "cache_dir": str(folder / "cache"),
        }
        made[name] = ConfigurableTask(config=config)
    tokenizer = transformers.AutoTokenizer.from_pretrained(trained)
    lm = HFLM(pretrained=peer, tokenizer=tokenizer, batch_size=4, max_length=CONTEXT)
    return evaluator.evaluate(lm, made, bootstrap_iters=0)["results"]


def test_lm_evals_wikitext_and_lambada(lm_eval_results, trained, data, tmp_path):
    told = ours("lm-eval", trained, data, tmp_path, "--passages", PASSAGES)
    wiki, lambada = lm_eval_results["wikitext"], lm_eval_results["lambada_openai"]
    pairs = {
        "word": (told["wikitext"]["perplexity"], wiki["word_perplexity,none"]),
        "byte": (told["wikitext"]["others"]["byte perplexity"], wiki["byte_perplexity,none"]),
        "bits": (told["wikitext"]["others"]["bits per byte"], wiki["bits_per_byte,none"]),
        "lambada": (told["lambada"]["perplexity"], lambada["perplexity,none"]),
        "accuracy": (told["lambada"]["accuracy"], lambada["acc,none"]),
    }
    assert {k: f"{a:.4f}" for k, (a, b) in pairs.items()} == {k: f"{b:.4f}" for k, (a, b) in pairs.items()}


def test_every_page_is_rewritten_as_lm_eval_does(data):
    theirs = pytest.importorskip("lm_eval.tasks.wikitext.preprocess_wikitext", reason="lm-eval is not installed")
    pages = field_protocols.pages((data / "wiki.test.raw").read_text(encoding="utf-8"))
    assert len(pages) == 62  # as many documents as lm-eval counts
    assert all(field_protocols.detokenized(page) == theirs.wikitext_detokenizer({"page": page}) for page in pages)


def test_every_passage_is_cut_as_lm_eval_cuts_it(data):
    """lm-eval encodes text and word as one, and cuts at the length of the text alone."""
    for text in evaluation.passages((data / "lambada_test.jsonl").read_text(encoding="utf-8")):
        here, courses = (m.last_word(text, gpt2().encode_ordinary) for m in (field_protocols, evaluation))
        assert np.array_equal(here.ids[-here.scored :], courses.ids[-courses.scored :])
