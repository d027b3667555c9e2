"""A variable of a state machine can't be assigned in its branches and item processors, too.

https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#variable-scope
"""

from collections.abc import Iterator

from aws_behaviour.step_functions.definitions.tree import Problem, machines_in, objects, schema_problem, states_of


def variable_problems(machine: dict, outer: frozenset = frozenset(), path="") -> Iterator[Problem]:
    own = [(name, where) for _, state, at in states_of(machine, path) for name, where in assigned_in(state, at)]
    for name, where in own:
        if name in outer:
            # AWS documents that it refuses this, not in which words.
            yield schema_problem(f"Variable '{name}' is already assigned in an outer scope", where)
    visible = outer | {name for name, _ in own}
    for _, state, where in states_of(machine, path):
        for inner, inner_path in machines_in(state, where):
            yield from variable_problems(inner, visible, inner_path)


def assigned_in(state: dict, where: str) -> Iterator[tuple[str, str]]:
    """The variables that a state assigns, in its rules too, and where."""
    holders = [(state, where)]
    for list_name in ("Choices", "Catch"):
        rules = enumerate(objects(state.get(list_name)))
        holders += [(rule, f"{where}/{list_name}[{index}]") for index, rule in rules]
    for holder, at in holders:
        assign = holder.get("Assign")
        for field in assign if isinstance(assign, dict) else ():
            yield field.removesuffix(".$"), f"{at}/Assign/{field}"
