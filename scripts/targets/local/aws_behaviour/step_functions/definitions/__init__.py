"""CreateStateMachine and UpdateStateMachine refuse a wrong definition; ValidateStateMachineDefinition says why.

Only the most common mistakes are found, in the words that AWS has for them where they are known.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
"""

import json

from ministack.core.responses import error_response_json, json_response
from ministack.services import stepfunctions
from ministack.services.cloudformation import provisioners

from aws_behaviour.replaces import replaces
from aws_behaviour.step_functions.api_errors import refuse_constant
from aws_behaviour.step_functions.definitions.expressions import expression_problems
from aws_behaviour.step_functions.definitions.fields import field_problems
from aws_behaviour.step_functions.definitions.transitions import duplicate_problems, transition_problems
from aws_behaviour.step_functions.definitions.tree import Problem
from aws_behaviour.step_functions.definitions.values import machine_value_problems
from aws_behaviour.step_functions.definitions.variables import variable_problems


def problems_of(definition: str, machine_type: str | None) -> list[Problem]:
    try:
        machine = json.loads(definition or "null", parse_constant=refuse_constant)
    except ValueError as error:
        return [Problem("INVALID_JSON_DESCRIPTION", str(error), None)]
    if not isinstance(machine, dict):
        return [Problem("SCHEMA_VALIDATION_FAILED", "Definition must be a valid JSON object", None)]
    language = machine.get("QueryLanguage", "JSONPath")
    # AWS looks at what states lead to only once their fields are right.
    return [
        *field_problems(machine, language, machine_type == "EXPRESS"),
        *machine_value_problems(machine),
        *expression_problems(machine, language),
    ] or [*duplicate_problems(machine), *variable_problems(machine), *transition_problems(machine)]


def definition_error(definition: str, machine_type: str | None) -> str | None:
    problems = problems_of(definition, machine_type)
    return f"Invalid State Machine Definition: '{', '.join(map(str, problems))}'" if problems else None


@replaces(stepfunctions, "_create_state_machine")
def create_state_machine(original, data):
    return refusal(data.get("definition", ""), data.get("type")) or original(data)


@replaces(stepfunctions, "_update_state_machine")
def update_state_machine(original, data):
    machine = stepfunctions._state_machines.get(data.get("stateMachineArn"))
    changes = machine is not None and "definition" in data
    return (refusal(data["definition"], machine.get("type")) if changes else None) or original(data)


def refusal(definition: str, machine_type: str | None) -> tuple | None:
    error = definition_error(definition, machine_type)
    return error_response_json("InvalidDefinition", error) if error else None


@replaces(stepfunctions, "_validate_state_machine_definition")
def validate_state_machine_definition(_original, data):
    problems = problems_of(data.get("definition", ""), data.get("type"))
    diagnostics = [
        {name: value for name, value in {"severity": "ERROR", **problem._asdict()}.items() if value is not None}
        for problem in problems
    ]
    return json_response({"result": "FAIL" if problems else "OK", "diagnostics": diagnostics, "truncated": False})


@replaces(provisioners, "_sfn_definition")
def template_definition(original, properties):
    """What a template defines: CloudFormation creates and updates a state machine by it."""
    definition = original(properties)
    if error := definition_error(definition, properties.get("StateMachineType")):
        raise provisioners._sfn_handler_error(provisioners._sdk_error(error, "Sfn", 400))
    return definition
