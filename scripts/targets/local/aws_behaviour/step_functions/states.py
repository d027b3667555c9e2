"""How the states of a state machine, of a branch or of an item processor run, one after the other.

https://docs.aws.amazon.com/step-functions/latest/dg/workflow-states.html
"""

import json
from collections.abc import Callable

from ministack.core.responses import now_iso

from aws_behaviour.step_functions.data_flow import Outcome
from aws_behaviour.step_functions.data_limit import check_size
from aws_behaviour.step_functions.flow import current_flow
from aws_behaviour.step_functions.history import log

# What a state of each type does with its input.
run_of_type: dict[str, Callable[[dict, object], Outcome]] = {}


def runs(kind: str):
    """Take the decorated function for what a state of this type does."""

    def register(function):
        run_of_type[kind] = function
        return function

    return register


def run_states(machine: dict, data):
    """Run a state machine, a branch or an item processor from its start to an end; return its output."""
    name = machine["StartAt"]
    while name:
        data, name = visit(name, machine["States"][name], data)
    return data


def visit(name: str, state: dict, data) -> tuple:
    flow = current_flow.get()
    kind = state["Type"]
    flow.context["State"] = {"EnteredTime": now_iso(), "Name": name}
    log(flow.execution, f"{kind}StateEntered", {"name": name, "input": json.dumps(data)})
    done = run_of_type[kind](state, data)
    exited = {"name": name, "output": json.dumps(done.output)}
    check_size(name, exited["output"])
    if done.assigned:
        texts = {variable: json.dumps(value) for variable, value in done.assigned.items()}
        exited.update(assignedVariables=texts, assignedVariablesDetails={"truncated": False})
    log(flow.execution, f"{kind}StateExited", exited)
    flow.variables.update(done.assigned)
    return done.output, done.following
