"""Pass, Succeed, Fail, Choice and Wait states.

https://docs.aws.amazon.com/step-functions/latest/dg/workflow-states.html
"""

import json

from ministack.services import stepfunctions

from aws_behaviour.step_functions import jsonata
from aws_behaviour.step_functions.data_flow import (
    Outcome,
    arguments,
    assigned,
    evaluated_outcome,
    outcome,
    outcome_without_result,
    selected_input,
)
from aws_behaviour.step_functions.errors import ExecutionError, runtime_error
from aws_behaviour.step_functions.flow import current_flow
from aws_behaviour.step_functions.jsonata import is_jsonata
from aws_behaviour.step_functions.paths import PathNotFound
from aws_behaviour.step_functions.states import runs


@runs("Pass")
def run_pass(state: dict, data) -> Outcome:
    if is_jsonata(state):
        return outcome_without_result(state, data)
    effective = arguments(state, data)
    return outcome(state, data, state.get("Result", effective))


@runs("Succeed")
def run_succeed(state: dict, data) -> Outcome:
    return outcome_without_result(state, data, selected_input(state, data))


@runs("Fail")
def run_fail(state: dict, data) -> Outcome:
    raise ExecutionError(*(fail_field(state, field, data) for field in ("Error", "Cause")))


def fail_field(state: dict, field: str, data) -> str | None:
    if field in state and is_jsonata(state):
        return jsonata.evaluate_as("string", state[field], field, {"input": data})
    return stepfunctions._fail_state_field(state, field, None, data, current_flow.get().context)


@runs("Choice")
def run_choice(state: dict, data) -> Outcome:
    selected = selected_input(state, data)
    for index, rule in enumerate(state["Choices"]):
        place = f"Choices[{index}]/"
        if fits(state, rule, place, selected):
            return chosen(state, rule, rule["Next"], selected, place)
    if "Default" not in state:
        # Not States.NoChoiceMatched, which the documents name.
        raise runtime_error("Failed to transition out of the state. The state does not point to a next state.")
    return chosen(state, state, state["Default"], selected, "")


def fits(state: dict, rule: dict, place: str, data) -> bool:
    if is_jsonata(state):
        return jsonata.evaluate_as("boolean", rule["Condition"], f"{place}Condition", {"input": data})
    return stepfunctions._evaluate_rule(rule, data, current_flow.get().context)


def chosen(state: dict, holder: dict, following: str, data, place: str) -> Outcome:
    """By the Output and Assign of the rule that fits, or of the state where it goes to its Default."""
    if is_jsonata(state):
        return evaluated_outcome(holder, {"input": data}, data, following, place)
    output = stepfunctions._apply_output_path(state, data, current_flow.get().context)
    return Outcome(output, following, assigned(holder, data))


@runs("Wait")
def run_wait(state: dict, data) -> Outcome:
    selected = selected_input(state, data)
    if "Timestamp" in state or "TimestampPath" in state:
        stepfunctions._sleep_until(wait_field(state, "Timestamp", selected))
    else:
        stepfunctions._scaled_sleep(wait_field(state, "Seconds", selected))
    return outcome_without_result(state, data, selected)


def wait_field(state: dict, field: str, data):
    """How long or until when to wait. What is wrong with it, each query language says in its own words."""
    if is_jsonata(state):
        kind = "number" if field == "Seconds" else "string"
        value = jsonata.evaluate_as(kind, state[field], field, {"input": data})
        if problem := wait_problem(field, value):
            raise jsonata.failure(evaluated_wait_problems[problem].format(json.dumps(value).strip('"')), field)
        return value
    path = state.get(f"{field}Path")
    if path is None:
        return state[field]
    try:
        value = stepfunctions._resolve_path(path, data)
    except PathNotFound:
        raise runtime_error(f"The {field}Path parameter does not reference an input value: {path}") from None
    if problem := wait_problem(field, value):
        shown = value if isinstance(value, str) else json.dumps(value)
        raise runtime_error(f"The {field}Path parameter {wait_path_problems[problem]}: {path} == {shown}")
    return value


def wait_problem(field: str, value) -> str | None:
    if field == "Timestamp":
        time = stepfunctions._parse_ts(value)
        return None if time and time.tzinfo and "T" in value else "time"
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != int(value):
        return "whole"
    return "negative" if value < 0 else None


wait_path_problems = {
    "time": "is not a valid ISO-8601 timestamp",
    "whole": "cannot be parsed as a long value",
    "negative": "references a negative value",
}
evaluated_wait_problems = {
    "time": "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: {}",
    "whole": "The Seconds field cannot be parsed as an integer: {}",
    "negative": "Seconds cannot be negative but was: {}",
}
