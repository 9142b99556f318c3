"""Exercise entry: train (the training loop, with checkpoints that it can continue from)."""

import math

from grader.course.captions import pytorch
from grader.course.inputs import exact, ids, integers, normal
from grader.course.part12_training.train.driver import drive
from grader.course.spec import Caption, Exercise, Mistake, case


def _case(label, V, *, rate=(0.5, 0.3), steps=6, B=3, T=4, max_norm=0.3, N=40, stop=("at its end", 3, 0), **options):
    """Return a case: a bigram model of V tokens, N tokens of text, and how the second training is stopped.

    `rate` is (lr, fall) as in driver.Run; `stop` is (the way, after how many steps, saved every so many). The option
    `asked` names what is asked besides.
    """
    names = {"W": normal(V, V), "b": normal(V), "tokens": ids(N, below=V), "asked": ""} | options
    stopped = dict(zip(("stop", "at", "every"), stop, strict=True))
    sizes = {"steps": steps, "batch_size": B, "block_size": T, "max_norm": max_norm}
    return case(label, **{"rate": rate, "seed": 7, **stopped, **sizes, **names})


EXERCISE = Exercise(
    title="The training loop",
    points=10,
    arguments=(
        *("model", "optimizer", "data", "steps", "batch_size", "block_size", "lr", "max_norm"),
        *("rng", "start", "on_step", "checkpoint", "every"),
    ),
    outputs=(
        *("losses", "rates", "norms", "resumed", "W", "b", "W_resumed", "b_resumed", "bits_differ"),
        *("its", "steps_lost", "saved_at"),
    ),
    driver=drive,
    requires=("clip_grad_norm", "get_batch"),
    cases=(
        _case("one step", 3, steps=1, B=1, T=1, stop=("at its end", 1, 0)),
        _case("six steps, in two halves", 5),
        _case("a constant rate, no clipping", 5, rate=(0.5, None), max_norm=math.inf),
        _case("clipped at every step", 4, max_norm=0.05, steps=5),
        _case("Ctrl-C after a step", 5, stop=("by Ctrl-C after a step", 4, 0)),
        _case("Ctrl-C within a step", 6, stop=("by Ctrl-C within a step", 2, 0)),
        _case("Ctrl-C within the first step", 4, stop=("by Ctrl-C within a step", 0, 0)),
        _case("a crash, saved every second step", 5, steps=7, stop=("by a crash", 5, 2)),
        _case("a crash, saved every third step", 4, steps=7, stop=("by a crash", 5, 3)),
        _case("a disk that is full at the second save", 5, steps=7, stop=("by a full disk", 3, 2), _edge=True),
        _case("saved at every step", 5, steps=4, stop=("at its end", 2, 1)),
        _case("Ctrl-C as the learning rate is asked for", 4, stop=("by Ctrl-C in lr", 2, 0), _edge=True),
        _case("Ctrl-C in the forward", 4, stop=("by Ctrl-C in loss", 3, 0), _edge=True),
        _case("Ctrl-C as the parameters move", 5, stop=("by Ctrl-C in step", 2, 0), _edge=True),
        _case("Ctrl-C as the loss is read", 4, stop=("by Ctrl-C in item", 2, 0), _edge=True),
        _case("Ctrl-C within a save", 4, stop=("by Ctrl-C in a save", 2, 2), _edge=True),
        _case(
            "no step left, an .npz without pickles",
            3,
            steps=2,
            stop=("at its end", 2, 0),
            asked="arrays",
            _edge=True,
        ),
        _case("gradients left from before", 5, steps=4, asked="stale gradients", _edge=True),
        _case("the checkpoint's path is a str, without .npz", 4, steps=4, asked="a path as text", _edge=True),
        _case("temporary files are on another disk", 4, steps=4, asked="another disk", _edge=True),
        _case("a checkpoint of another model", 4, steps=4, asked="another model", _edge=True),
        _case("large logits", 5, _large=True, W=normal(5, 5, std=1e4), b=normal(5, std=1e4)),
    ),
    by_hand=_case(
        "by hand",
        2,
        rate=(2.0, None),
        steps=1,
        B=1,
        T=1,
        max_norm=10.0,
        stop=("at its end", 1, 0),
        W=exact([[0, 0], [0, 0]]),
        b=exact([0, 0]),
        tokens=integers([0, 1]),
    ),
    by_hand_asks=("losses", "norms", "W", "b"),
    captions={
        "rates": Caption("learning rates of the steps"),
        "norms": pytorch("norms that on_step is told"),
        "resumed": pytorch("losses of the run that was stopped"),
        "W_resumed": pytorch("W of the run that was stopped"),
        "b_resumed": pytorch("b of the run that was stopped"),
        "bits_differ": Caption("losses and parameters of the run that was stopped that differ in a bit"),
        "steps_lost": Caption("whole steps that are not in the checkpoint after the stop"),
        "its": Caption("step numbers that on_step is told"),
        "saved_at": Caption("the step that load_checkpoint returns at the end"),
    },
    hints=(
        "List what one step does, from the learning rate to the parameters moved. Then: which of these leave something "
        "behind that the next step depends on? All of that is what a checkpoint has to hold.",
        "Ctrl-C may come after the batch of step it was drawn and before the parameters moved. How many steps are "
        "whole then, and which state of the generator lets that batch be drawn again?",
        "lr, batch, zero_grad, loss, backward, clip, step; note the loss and the generator's state together with the "
        "step. One try around the loop, one save behind it. Save: parameters, optimizer.state(), the step's number, "
        "the generator's state as JSON, into a file beside the checkpoint that then replaces it.",
    ),
)

_SAVE = '        with partial.open("wb") as file:\n            np.savez(file, **arrays)\n        partial.replace(path)'

MISTAKES = (
    Mistake(
        "gradients-not-zeroed",
        "optimizer.zero_grad()",
        "pass",
        "The gradients of the steps before are still there, and backward adds to them: each step is taken along the "
        "sum of all gradients so far.",
        breaks="forward",
    ),
    Mistake(
        "rate-a-step-late",
        "optimizer.lr = lr(it)",
        "optimizer.lr = lr(max(start, it - 1))",
        "Each step is taken with the learning rate of the one before. Set it before the step that it belongs to.",
        breaks="forward",
    ),
    Mistake(
        "rate-a-step-early",
        "optimizer.lr = lr(it)",
        "optimizer.lr = lr(it + 1)",
        "Each step is taken with the learning rate of the next. The first step is number 0.",
        breaks="forward",
    ),
    Mistake(
        "schedule-starts-over",
        "optimizer.lr = lr(it)",
        "optimizer.lr = lr(it - start)",
        "A resumed run begins the schedule, warm-up and all, from the front. Step it has the rate of step it, whoever "
        "takes it.",
        breaks="forward",
    ),
    Mistake(
        "not-clipped",
        "norm = clip_grad_norm(params, max_norm)",
        'norm = clip_grad_norm(params, float("inf"))',
        "The step is taken along the whole gradient: it is never clipped, or only after the step that it should have "
        "kept short. Between backward and step is the place.",
        breaks="forward",
    ),
    Mistake(
        "clipped-too-early",
        "            loss.backward()\n            norm = clip_grad_norm(params, max_norm)",
        "            norm = clip_grad_norm(params, max_norm)\n            loss.backward()",
        "The gradient is clipped before there is one: zero_grad has just forgotten it, and backward comes later.",
        breaks="forward",
    ),
    Mistake(
        "one-batch-for-ever",
        "get_batch(data, batch_size, block_size, rng)",
        "get_batch(data, batch_size, block_size, np.random.default_rng(7))",
        "Every step draws its batch from a new generator with one seed, and so gets the same batch. The loss falls "
        "beautifully: it is being learned by heart.",
        breaks="forward",
    ),
    Mistake(
        "loss-after-the-step",
        "losses.append(loss.item())",
        "losses.append(model.loss(x, y).item())",
        "The loss is measured again after the step, on the batch that the step was made for: it flatters, and costs a "
        "second forward.",
        breaks="forward",
    ),
    Mistake(
        "generator-not-brought-back",
        'rng.bit_generator.state = json.loads(str(saved["rng"]))',
        "pass",
        "The generator starts over after a resume, so other batches come than would have come. Its state belongs in "
        "the checkpoint, and back.",
        breaks="forward",
    ),
    Mistake(
        "optimizer-not-brought-back",
        "    optimizer.load_state(",
        "    dict(",
        "The optimizer forgets its averages at a resume: the curve has a dent there.",
        breaks="forward",
    ),
    Mistake(
        "parameters-not-brought-back",
        "p.data[...] = saved[name]",
        "pass",
        "The parameters are saved and not loaded: the resumed run starts from a model that has learned nothing.",
        breaks="forward",
    ),
    Mistake(
        "last-step-again",
        'return int(saved["step"])',
        'return max(0, int(saved["step"]) - 1)',
        "The step that was taken last is taken once more. What is saved is how many steps are done, which is the "
        "number of the next.",
        breaks="forward",
    ),
    Mistake(
        "batch-lost-to-ctrl-c",
        "    if checkpoint:\n        save_checkpoint(checkpoint, model, optimizer, start + len(losses), drawn)",
        "    if checkpoint:\n"
        "        save_checkpoint(checkpoint, model, optimizer, start + len(losses), rng.bit_generator.state)",
        "The generator is saved as Ctrl-C found it: the batch of the step that was cut short has been drawn and is "
        "never learned from. Save its state as the last whole step left it.",
        breaks="forward",
    ),
    Mistake(
        "ctrl-c-not-caught",
        "    except KeyboardInterrupt:\n        pass\n    if checkpoint:",
        "    finally:\n        pass\n    if checkpoint:",
        "Ctrl-C ends the training as an error does, and hours of it are gone. Catch KeyboardInterrupt, save, "
        "and return.",
        breaks="contract",
    ),
    Mistake(
        "every-error-kept",
        "    except KeyboardInterrupt:\n        pass\n    if checkpoint:",
        "    except BaseException:\n        pass\n    if checkpoint:",
        "Every error ends the training in silence, not Ctrl-C alone. One that nobody hears of is never mended.",
        breaks="contract",
    ),
    Mistake(
        "never-saved-on-the-way",
        "if checkpoint and every and (it + 1) % every == 0:",
        "if False:",
        "`every` is not used: only the end is saved, and a crash on the way loses everything.",
        breaks="contract",
    ),
    Mistake(
        "written-in-place",
        _SAVE,
        '        with open(path, "wb") as file:\n            np.savez(file, **arrays)',
        "The new checkpoint is written over the old one. A save that fails half way then destroys both: write beside "
        "it, and replace it when the new one is whole.",
        breaks="contract",
    ),
    Mistake(
        "partial-left",
        "partial.replace(path)",
        'Path(path).write_bytes(partial.read_bytes()); partial = Path("nothing")',
        "The file beside the checkpoint is copied and left there. Replace the one by the other: that is one operation, "
        "and cannot fail half way.",
        breaks="contract",
    ),
)
