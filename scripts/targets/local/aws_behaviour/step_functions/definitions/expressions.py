"""JSONata expressions that do not parse, or that read what there is not.

https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
https://states-language.net/spec.html#jsonata-restrictions
"""

from collections.abc import Iterator

from jsonata import Jsonata

from aws_behaviour.step_functions.definitions.tree import Problem, machines_in, schema_problem, states_of

# Fields that are looked at as state machines of their own.
MACHINES = ("Branches", "ItemProcessor", "Iterator")
WITH_RESULT = ("Task", "Parallel", "Map")
# Fields of a node of the syntax tree that lead back up.
LINKS = ("_outer_instance", "ancestor", "seeking_parent")


def expression_problems(machine: dict, language: str, path="") -> Iterator[Problem]:
    for _, state, where in states_of(machine, path):
        if state.get("QueryLanguage", language) == "JSONata":
            for field, value in state.items():
                if field not in MACHINES:
                    has_result = state.get("Type") in WITH_RESULT and field in ("Output", "Assign")
                    yield from value_problems(value, f"{where}/{field}", ["result"] if has_result else [])
        for inner, inner_path in machines_in(state, where):
            yield from expression_problems(inner, language, inner_path)


def value_problems(value, where: str, available: list[str]) -> Iterator[Problem]:
    """What is wrong with the expressions in a value; `available` are the fields of `$states` beyond the usual."""
    if isinstance(value, dict):
        for name, inner in value.items():
            is_caught = where.split("/")[-1].startswith("Catch[") and name in ("Output", "Assign")
            yield from value_problems(inner, f"{where}/{name}", ["errorOutput"] if is_caught else available)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from value_problems(inner, f"{where}[{index}]", available)
    elif isinstance(value, str) and value.startswith("{%"):
        if not value.endswith("%}"):
            yield schema_problem("JSONata string must start with {% and end with %}", where)
            return
        try:
            root = Jsonata.jsonata(value[2:-2].strip()).ast
        except Exception as error:
            yield Problem("INVALID_JSONATA_EXPRESSION", str(error), where)
            return
        wrong = [f"Reference to '{name}' at the top level is not supported." for name in context_reads(root)]
        wrong += unknown_reads(root, available)
        for message in dict.fromkeys(wrong):
            yield Problem("UNSUPPORTED_JSONATA_EXPRESSION", message, where)


def context_reads(node) -> Iterator[str]:
    """The names, and `$`, that are looked up in the context: there is none in Step Functions.

    What follows the first step of a path has what comes before it as its context. So has what stands in brackets or
    braces behind a value, and a transformation.
    """
    if node.type == "name":
        yield node.value
    elif node.type == "variable":
        if node.value == "":
            yield "$"
    elif node.type == "path":
        yield from context_reads(node.steps[0])
    elif node.type == "bind":
        yield from context_reads(node.rhs)
    elif node.type != "transform":
        for inner in nodes_in(node, but=("predicate", "group")):
            yield from context_reads(inner)


def unknown_reads(root, available: list[str]) -> Iterator[str]:
    known = {"input", "context", *available}
    for node in all_nodes(root):
        if node.type == "variable" and node.value == "$":
            yield "Reference to '$$' is not supported."
        if node.type == "path" and len(node.steps) > 1:
            first, second = node.steps[:2]
            if (first.type, first.value, second.type) == ("variable", "states", "name") and second.value not in known:
                yield f"Field '$states.{second.value}' does not exist."


def all_nodes(node) -> Iterator:
    yield node
    for inner in nodes_in(node):
        yield from all_nodes(inner)


def nodes_in(node, but: tuple = ()) -> Iterator:
    """The nodes of the syntax tree right below a node, without those in certain fields."""
    for name, value in vars(node).items():
        if name not in (*LINKS, *but):
            yield from nodes_of(value)


def nodes_of(value) -> Iterator:
    if isinstance(value, (list, tuple)):
        for inner in value:
            yield from nodes_of(inner)
    elif hasattr(value, "steps"):
        yield value
