"""Clauses of Module: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Something with parameters.": (),
    "A layer inherits from it, sets its Tensors and Modules as attributes, and has a forward.": ("forward count, *",),
    "Return self.forward of the same inputs.": ("forward called, *",),
    "Compute the layer's output.": (),
    "Each layer writes its own.": ("forward called, *",),
    "Yield (name, Tensor) for every Tensor in this module": (
        "forward count, one layer",
        "forward count, nothing in it",
    ),
    "and in the modules that it holds.": ("forward count, a model", "forward size, a model"),
    'A name is the way there: "W", "blocks.0.attention.proj.W".': ("forward names_that_lead_there, a model",),
    "Attributes come in the order in which they were set (`vars(self)`),": ("forward sizes, a model",),
    "lists and tuples from the front.": ("forward sizes, sixty layers", "forward sizes, a model"),
    "A Tensor that stands in two places comes once,": ("forward count, a * in two places",),
    "under its first name:": ("forward sizes, a * in two places", "forward names_that_lead_there, a * in two places"),
    "two names for one parameter would be two steps of the optimizer.": (),
    "Return the Tensors of named_parameters, in its order.": (
        *("forward names_that_lead_there, a model", "forward sizes, a model"),
    ),
    "Forget the gradient of every parameter.": ("forward gradients_left, *",),
    "Yield (dotted name, Tensor) for all that is found under these names, repeats among them.": ("forward count, *",),
}
