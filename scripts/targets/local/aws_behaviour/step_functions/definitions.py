"""CreateStateMachine and UpdateStateMachine refuse a wrong definition; ValidateStateMachineDefinition says why.

Only the most common mistakes are found: text that is not JSON, a field that a state cannot do without, an
unknown type, a task's resource that is no ARN, and states that no other leads to, that lead nowhere, or to no state.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
"""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from ministack.core.responses import error_response_json, json_response
from ministack.services import stepfunctions
from ministack.services.cloudformation import provisioners

from aws_behaviour.replaces import replaces
from aws_behaviour.step_functions.api_errors import refuse_constant

STATE_TYPES = ("Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map")
END_TYPES = ("Succeed", "Fail")
REQUIRED_FIELDS = {"Task": ["Resource"], "Choice": ["Choices"], "Parallel": ["Branches"]}


class Problem(NamedTuple):
    code: str
    message: str
    location: str | None  # a path as in /States/Hello/Next, if it has a place

    def __str__(self) -> str:
        # Java's null stands where there is no place.
        return f"{self.code}: {self.message} at {self.location or 'null'}"


def problems_of(definition: str) -> list[Problem]:
    try:
        machine = json.loads(definition, parse_constant=refuse_constant)
    except ValueError as error:
        return [Problem("INVALID_JSON_DESCRIPTION", str(error), None)]
    if not isinstance(machine, dict):
        return [Problem("INVALID_JSON_DESCRIPTION", "The definition is not a JSON object.", None)]
    # AWS looks at transitions only once the fields are right.
    return list(field_problems(machine, "")) or list(transition_problems(machine, ""))


def field_problems(machine: dict, path: str) -> Iterator[Problem]:
    """What is wrong with the fields of a state machine, branch or item processor, and of its states."""
    yield from missing_fields(machine, ["StartAt", "States"], path or "/")
    for name, state, where in states_of(machine, path):
        kind = state.get("Type")
        if kind is None:
            yield from missing_fields(state, ["Type"], where)
        elif kind not in STATE_TYPES:
            values = f"[{', '.join(STATE_TYPES)}]"
            yield schema_problem(f"The field 'Type' should have one of these values: {values}", f"{where}/Type")
        else:
            yield from missing_fields(state, REQUIRED_FIELDS.get(kind, []), where)
            if kind == "Task" and "Resource" in state and not is_arn(state["Resource"]):
                yield schema_problem("Value is not a valid resource ARN", f"{where}/Resource")
            if kind not in ("Choice", *END_TYPES) and "Next" not in state and state.get("End") is not True:
                yield schema_problem("One of these fields is required: [Next, End]", where)
        for list_name in ("Choices", "Catch"):
            for index, member in enumerate(objects(state.get(list_name))):
                yield from missing_fields(member, ["Next"], f"{where}/{list_name}[{index}]")
        for inner, inner_path in machines_in(state, where):
            yield from field_problems(inner, inner_path)


def transition_problems(machine: dict, path: str) -> Iterator[Problem]:
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


def states_of(machine: dict, path: str) -> Iterator[tuple[str, dict, str]]:
    """Name, definition and path of each state."""
    states = machine.get("States")
    for name, state in (states if isinstance(states, dict) else {}).items():
        yield name, state if isinstance(state, dict) else {}, f"{path}/States/{name}"


def targets_of(state: dict, where: str) -> Iterator[tuple[str, str]]:
    """The names of the states that follow, each with the path of the field that says so."""
    for field in ("Next", "Default"):
        if field in state:
            yield str(state[field]), f"{where}/{field}"
    for list_name in ("Choices", "Catch"):
        for index, member in enumerate(objects(state.get(list_name))):
            yield str(member["Next"]), f"{where}/{list_name}[{index}]/Next"


def machines_in(state: dict, where: str) -> Iterator[tuple[dict, str]]:
    """The branches of a Parallel state, or the item processor of a Map."""
    for index, branch in enumerate(objects(state.get("Branches"))):
        yield branch, f"{where}/Branches[{index}]"
    for field in ("ItemProcessor", "Iterator"):
        if isinstance(state.get(field), dict):
            yield state[field], f"{where}/{field}"


def is_arn(value) -> bool:
    return isinstance(value, str) and re.match(r"arn:[\w-]+:[\w-]+:[\w-]*:\d*:.+", value) is not None


def objects(value) -> list[dict]:
    return [item if isinstance(item, dict) else {} for item in value] if isinstance(value, list) else []


def missing_fields(value: dict, required: list[str], where: str) -> Iterator[Problem]:
    if missing := [field for field in required if field not in value]:
        yield schema_problem(f"These fields are required: [{', '.join(missing)}]", where)


def schema_problem(message: str, where: str) -> Problem:
    return Problem("SCHEMA_VALIDATION_FAILED", message, where)


def definition_error(definition: str) -> str | None:
    problems = problems_of(definition)
    return f"Invalid State Machine Definition: '{', '.join(map(str, problems))}'" if problems else None


@replaces(stepfunctions, "_create_state_machine")
def create_state_machine(original, data):
    return refusal(data.get("definition", "")) or original(data)


@replaces(stepfunctions, "_update_state_machine")
def update_state_machine(original, data):
    exists = data.get("stateMachineArn") in stepfunctions._state_machines
    return (refusal(data["definition"]) if exists and "definition" in data else None) or original(data)


def refusal(definition: str) -> tuple | None:
    error = definition_error(definition)
    return error_response_json("InvalidDefinition", error) if error else None


@replaces(stepfunctions, "_validate_state_machine_definition")
def validate_state_machine_definition(_original, data):
    problems = problems_of(data.get("definition", ""))
    diagnostics = [
        {name: value for name, value in {"severity": "ERROR", **problem._asdict()}.items() if value is not None}
        for problem in problems
    ]
    return json_response({"result": "FAIL" if problems else "OK", "diagnostics": diagnostics, "truncated": False})


@replaces(provisioners, "_sfn_definition")
def template_definition(original, properties):
    """What a template defines: CloudFormation creates and updates a state machine by it."""
    definition = original(properties)
    if error := definition_error(definition):
        raise provisioners._sfn_handler_error(provisioners._sdk_error(error, "Sfn", 400))
    return definition
