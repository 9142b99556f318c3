"""Clauses of train: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Take the steps start, ..., steps - 1": ("forward its, *", "forward resumed, six steps, in two halves"),
    "and return their losses, as floats.": ("forward losses, one step", "forward losses, no step left*"),
    "lr, where given, says the learning rate of step it; it is set before that step.": (
        "forward rates, six steps, in two halves",
        "forward W, six steps, in two halves",
        "forward rates, a constant rate, no clipping",
    ),
    "Gradients left from before have no part in a step.": ("forward W, gradients left from before",),
    "on_step(it, loss, norm) is called after each,": ("forward its, six steps, in two halves",),
    "with the gradient's norm before clipping.": ("forward norms, clipped at every step",),
    "Where `checkpoint` names a file, everything is saved there at the end,": (
        "forward bits_differ, six steps, in two halves",
        "forward saved_at, *",
        "forward resumed, the checkpoint's path is a str, without .npz",
    ),
    "and after every `every` steps where that is not 0.": ("forward steps_lost, a crash, *", "forward its, one step"),
    "Ctrl-C (KeyboardInterrupt, at any time) ends the training as its end would: saved,": (
        "forward bits_differ, Ctrl-C *",
        "forward steps_lost, Ctrl-C *",
    ),
    "and with the losses of all whole steps returned.": ("forward resumed, Ctrl-C *",),
    "Any other error comes through.": ("forward losses, a crash, saved every second step",),
    "Write all that step number `step` and those after it depend on": (
        "forward bits_differ, six steps, in two halves",
    ),
    "into one file (an .npz of named arrays).": ("forward losses, no step left, an .npz without pickles",),
    "drawn is the generator's state (`rng.bit_generator.state`), a dict of numbers and words.": (),
    "The file is whole at any moment: what stood there is replaced once the new one is complete,": (
        "forward losses, a disk that is full at the second save",
        "forward losses, temporary files are on another disk",
        "forward bits_differ, Ctrl-C within a save",
    ),
    "and nothing else is left in the folder.": ("forward losses, saved at every step",),
    "Put model, optimizer and rng into the state that was saved,": (
        "forward bits_differ, six steps, in two halves",
        "forward W_resumed, six steps, in two halves",
    ),
    "and return the number of the step to go on with.": ("forward steps_lost, *", "forward saved_at, *"),
    "So `start = load_checkpoint(path, model, optimizer, rng)`, and train with that start goes on.": (
        "forward resumed, six steps, in two halves",
    ),
    "Raises ValueError in words, before anything is changed, where the model has other parameters than were saved.": (
        "forward losses, a checkpoint of another model",
    ),
    "Hold Ctrl-C back until the block is done, so that no step is ever half taken.": (
        "forward bits_differ, Ctrl-C as the parameters move",
    ),
}
