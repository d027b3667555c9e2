"""What goes into a state's work, and what the state hands on, in both query languages.

https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html
https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
"""

import json
import math
from typing import Any, NamedTuple

from ministack.services import stepfunctions

from aws_behaviour.step_functions import jsonata
from aws_behaviour.step_functions.errors import runtime_error
from aws_behaviour.step_functions.flow import current_flow
from aws_behaviour.step_functions.jsonata import is_jsonata
from aws_behaviour.step_functions.paths import PathNotFound


class Outcome(NamedTuple):
    output: Any
    following: str | None  # the name of the next state
    assigned: dict  # the variables that are set when the state is left


def selected_input(state: dict, data):
    """The state's input, of which JSONPath's InputPath may select a part."""
    if is_jsonata(state):
        return data
    return stepfunctions._apply_input_path(state, data, current_flow.get().context)


def arguments(state: dict, data):
    """What a task or branches are given: Arguments, or Parameters."""
    if is_jsonata(state):
        return jsonata.evaluate(state.get("Arguments", data), "Arguments", {"input": data})
    return template(state.get("Parameters"), selected_input(state, data))


def template(value: dict | None, data, context: dict | None = None):
    """A payload template of JSONPath, filled; the data as it is, if there is none."""
    if not value:
        return data
    return stepfunctions._resolve_params_obj(value, data, context or current_flow.get().context)


def evaluated(state: dict, holder: dict, fields: tuple, place: str, data):
    """A part of a state that an expression or a path may be in; the fields are its names in JSONata and JSONPath."""
    field = next(name for name in fields if name in holder)
    if is_jsonata(state):
        return jsonata.evaluate(holder[field], f"{place}{field}", {"input": data})
    return template(holder[field], selected_input(state, data))


def outcome(state: dict, data, result) -> Outcome:
    """The end of a Task, Parallel, Map or JSONPath's Pass state that came to a result."""
    if is_jsonata(state):
        return evaluated_outcome(state, {"input": data, "result": result}, result, following(state))
    selected = template(state.get("ResultSelector"), result)
    output = stepfunctions._apply_result_path(state, data, selected)
    output = stepfunctions._apply_output_path(state, output, current_flow.get().context)
    return Outcome(output, following(state), assigned(state, result))


def outcome_without_result(state: dict, data, selected=None) -> Outcome:
    """The end of another state, whose output is its input unless it says otherwise."""
    if is_jsonata(state):
        return evaluated_outcome(state, {"input": data}, data, following(state))
    output = stepfunctions._apply_output_path(state, selected, current_flow.get().context)
    return Outcome(output, following(state), assigned(state, selected))


def caught_outcome(state: dict, index: int, data, error: dict) -> Outcome:
    """The end of a state whose error is caught, by the rule of that index."""
    catcher = state["Catch"][index]
    if is_jsonata(state):
        states = {"input": data, "errorOutput": error}
        return evaluated_outcome(catcher, states, error, catcher["Next"], f"Catch[{index}]/")
    output = stepfunctions._apply_result_path(catcher, data, error)
    return Outcome(output, catcher["Next"], assigned(catcher, error))


def evaluated_outcome(holder: dict, states: dict, output, following: str | None, place="") -> Outcome:
    """By the Output and Assign of a state or of a rule; both see the variables as they were before."""
    if "Output" in holder:
        output = jsonata.evaluate(holder["Output"], f"{place}Output", states)
    return Outcome(output, following, jsonata.evaluate(holder.get("Assign", {}), f"{place}Assign", states))


def assigned(holder: dict, data) -> dict:
    """The variables of JSONPath: `$` is the result, if there is one, or else the input.

    https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
    """
    return template(holder["Assign"], data) if holder.get("Assign") else {}


def following(state: dict) -> str | None:
    return None if state.get("End") else state.get("Next")


def number(holder: dict, field: str, data, default: float | None = None, place="") -> float | None:
    """A field that is a number, a JSONata expression of one, or named by a path in the field of that name."""
    path = holder.get(f"{field}Path")
    if path is None:
        if isinstance(holder.get(field), str):
            return jsonata.evaluate_as("number", holder[field], f"{place}{field}", {"input": data})
        return holder.get(field, default)
    try:
        value = stepfunctions._resolve_path_or_ctx(path, data, current_flow.get().context)
    except PathNotFound as missing:
        raise missing.in_field(f"{field}Path") from None
    kind = "float" if field == "ToleratedFailurePercentage" else "integer"
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or (kind == "integer" and not math.isclose(value, int(value))):
        shown = value if isinstance(value, str) else json.dumps(value)
        raise runtime_error(f'The {field}Path field refers to value "{shown}" which is not a valid {kind}: {path}')
    return value
