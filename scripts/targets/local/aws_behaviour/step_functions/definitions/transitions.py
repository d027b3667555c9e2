"""Where states lead to: to states beside them, to an end, and to all of them; and that their names differ.

https://states-language.net/spec.html#transition
"""

from collections import Counter
from collections.abc import Iterator

from aws_behaviour.step_functions.definitions.tree import Problem, machines_in, objects, states_of

END_TYPES = ("Succeed", "Fail")


def transition_problems(machine: dict, path="") -> Iterator[Problem]:
    """Where the transitions of a state machine, branch or item processor lead to no state, or not to one."""
    states = list(states_of(machine, path))
    names = {name for name, _, _ in states}
    start = str(machine["StartAt"])
    targets = [(start, f"{path}/StartAt")]
    reached = {start}
    for name, state, where in states:
        leads_to = list(targets_of(state, where))
        targets += leads_to
        reached |= {target for target, _ in leads_to if target != name}
    for target, where in targets:
        if target not in names:
            yield Problem("MISSING_TRANSITION_TARGET", f"Missing 'Next' target: {target}", where)
    if not any(state["Type"] in END_TYPES or state.get("End") is True for _, state, _ in states):
        yield Problem("MISSING_END_STATE", "Workflow has no terminal state", None)
    else:
        for name, _, where in states:
            if name not in reached:
                yield Problem("MISSING_TRANSITION_TARGET", f'State "{name}" is not reachable.', where)
    for _, state, where in states:
        for inner, inner_path in machines_in(state, where):
            yield from transition_problems(inner, inner_path)


def targets_of(state: dict, where: str) -> Iterator[tuple[str, str]]:
    """The names of the states that follow, each with the path of the field that says so."""
    for field in ("Next", "Default"):
        if field in state:
            yield str(state[field]), f"{where}/{field}"
    for list_name in ("Choices", "Catch"):
        for index, member in enumerate(objects(state.get(list_name))):
            yield str(member["Next"]), f"{where}/{list_name}[{index}]/Next"


def duplicate_problems(machine: dict) -> Iterator[Problem]:
    """Names of states differ across the whole state machine."""
    named = list(all_states(machine, ""))
    counts = Counter(name for name, _ in named)
    seen = set()
    for name, where in named:
        if counts[name] > 1 and name in seen:
            yield Problem("DUPLICATE_STATE_NAME", f"Duplicate State name: {name}", where)
        seen.add(name)


def all_states(machine: dict, path: str) -> Iterator[tuple[str, str]]:
    for name, state, where in states_of(machine, path):
        yield name, where
        for inner, inner_path in machines_in(state, where):
            yield from all_states(inner, inner_path)
