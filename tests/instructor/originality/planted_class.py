"""A class of 30 with planted copies: answers written from the course's, each student in ways of their own."""

import ast
import random

from grader.course import registry
from grader.course.stubs import solution_text
from grader.instructor.originality.likeness import given_names, known_pieces, pieces
from grader.instructor.originality.normal_form import normal_form
from grader.judge import alternatives

NAMES = ("softmax", "layer_norm", "scaled_dot_product_attention", "adamw_update")
SIZE = 30
WORDS = ("alpha", "beta_", "row", "total", "part", "mean_", "w", "q1", "res", "tmp", "val", "acc", "hold", "step_")


class _Own(ast.NodeTransformer):
    """A student's own ways of writing: other words for the same arithmetic, some names for what stands inline."""

    def __init__(self, rng):
        self.rng = rng
        self.made = 0

    def visit_BinOp(self, node):
        self.generic_visit(node)
        if isinstance(node.op, ast.Mult | ast.Add) and self.rng.random() < 0.4:
            node.left, node.right = node.right, node.left
        elif isinstance(node.op, ast.Div) and self.rng.random() < 0.2:
            return ast.BinOp(node.left, ast.Mult(), ast.BinOp(ast.Constant(1.0), ast.Div(), node.right))
        elif isinstance(node.op, ast.Pow) and self.rng.random() < 0.4:
            return ast.Call(_np("square"), [node.left], [])
        return node

    def visit_Call(self, node):
        self.generic_visit(node)
        method = isinstance(node.func, ast.Attribute) and node.func.attr in ("sum", "max", "mean")
        if method and ast.unparse(node.func.value) != "np" and self.rng.random() < 0.5:
            return ast.Call(_np(node.func.attr), [node.func.value, *node.args], node.keywords)
        return node

    def visit_FunctionDef(self, node):
        self.generic_visit(node)
        body = []
        for statement in node.body:
            value = getattr(statement, "value", None)
            if isinstance(statement, ast.Assign) and isinstance(value, ast.BinOp) and self.rng.random() < 0.5:
                self.made += 1
                name = f"piece{self.made}"
                body.append(ast.Assign([ast.Name(name, ast.Store())], value.left))
                value.left = ast.Name(name, ast.Load())
            body.append(statement)
        node.body = body
        return node


class _Names(ast.NodeTransformer):
    def __init__(self, names):
        self.names = names

    def visit_Name(self, node):
        node.id = self.names.get(node.id, node.id)
        return node

    def visit_FunctionDef(self, node):
        self.generic_visit(node)
        node.name = self.names.get(node.name, node.name)
        return node


def _np(name):
    return ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load())


def forms(name):
    """The solution and each right alternative, each as the text of an exercise's file of its own."""
    exercise = registry.entry(name)
    yield ast.parse(solution_text(name))
    for each in alternatives.names(exercise):
        syntax = ast.parse(alternatives.text(exercise, each))
        kept = [n for n in syntax.body if not isinstance(n, ast.FunctionDef) or n.name == each or n.name[0] == "_"]
        syntax.body = kept[:-1]  # the last line names the alternative
        for node in syntax.body:
            if isinstance(node, ast.FunctionDef) and node.name == each:
                node.name = name
        yield syntax


def honest(name, rng):
    """One answer of a student's own, from the solution or a right alternative."""
    syntax = _Own(rng).visit(rng.choice([*forms(name)]))
    return ast.unparse(ast.fix_missing_locations(syntax))


def own(name, rng):
    """One answer that is none of the course's, word for word."""
    while True:
        text = honest(name, rng)
        if pieces(normal_form(text, given_names(name))) - known_pieces(name):
            return text


def renamed(text, rng):
    """The same answer with other names for what is local, and another layout."""
    syntax = ast.parse(text)
    local = sorted({n.id for n in ast.walk(syntax) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)})
    names = {old: f"{rng.choice(WORDS)}{n}" for n, old in enumerate(local) if old not in ("by_hand", "formula")}
    arguments = {n.arg for n in ast.walk(syntax) if isinstance(n, ast.arg)}
    names = {old: new for old, new in names.items() if old not in {*registry.all_names(), *arguments}}
    return ast.unparse(_Names(names).visit(syntax)).replace("\n\n", "\n\n\n# so far\n")


def reordered(text):
    """The same answer with neighbours exchanged that do not touch each other."""
    syntax = ast.parse(text)
    for function in (n for n in ast.walk(syntax) if isinstance(n, ast.FunctionDef)):
        at = 0
        while at + 1 < len(function.body):
            one, two = function.body[at : at + 2]
            if isinstance(one, ast.Assign) and isinstance(two, ast.Assign) and not _loads(one, two):
                function.body[at : at + 2] = [two, one]
                at += 1
            at += 1
    return ast.unparse(syntax)


def touched_up(text):
    """The same answer with one more line in it, and a number put first."""
    syntax = ast.parse(text)
    function = next(n for n in syntax.body if isinstance(n, ast.FunctionDef))
    function.body.insert(len(function.body) // 2, ast.parse("done = True").body[0])
    return ast.unparse(syntax)


def _loads(one, two):
    return _stored(one) & _used(two) or _stored(two) & _used(one)


def _stored(node):
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _used(node):
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def planted_class(seed=0):
    """Return {student: {exercise: text}} and the set of pairs that copied, with what they copied."""
    rng = random.Random(seed)
    students = [f"s{n:02d}" for n in range(SIZE)]
    answers = {student: {name: honest(name, rng) for name in NAMES} for student in students}
    for student in students:
        answers[student]["relu"] = solution_text("relu")  # one line: everybody has it
    copies = set()
    for n, name in enumerate(NAMES):
        one, two, three, four, five, six = students[6 * n : 6 * n + 6]
        for student in (one, three, five):
            answers[student][name] = own(name, rng)
        answers[two][name] = renamed(answers[one][name], rng)
        answers[four][name] = renamed(reordered(answers[three][name]), rng)
        answers[six][name] = renamed(touched_up(answers[five][name]), rng)
        copies |= {(name, one, two), (name, three, four), (name, five, six)}
    return answers, copies
