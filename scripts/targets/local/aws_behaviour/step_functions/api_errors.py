"""What the API answers to a wrong ARN or input, and to what is no call at all.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
"""

import json

from ministack.core.responses import error_response_json
from ministack.services import stepfunctions

from aws_behaviour.replaces import replaces
from aws_behaviour.step_functions.data_limit import MAX_BYTES


TEXTS = ("stateMachineArn", "executionArn", "name", "input", "taskToken", "output", "error", "cause")


@replaces(stepfunctions, "handle_request")
async def handle_request(original, method, path, headers, body, query_params):
    return shape_error(body) or await original(method, path, headers, body, query_params)


def shape_error(body: bytes) -> tuple | None:
    try:
        data = json.loads(body or "{}")
    except ValueError:
        return None  # MiniStack refuses it
    if not isinstance(data, dict):
        return error_response_json("SerializationException", "Unexpected value: expected an object")
    for name in TEXTS:
        if not isinstance(data.get(name), (str, type(None))):
            return error_response_json("SerializationException", f"Unexpected value of {name}: expected a string")
    return None


@replaces(stepfunctions, "_start_execution")
def start_execution(original, data):
    return machine_error(data) or input_error(data) or original(data)


@replaces(stepfunctions, "_list_executions")
def list_executions(original, data):
    """Those of a state machine or of a Map Run; MiniStack lists all where neither is named.

    https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
    """
    return listed_error(data) or original(data)


@replaces(stepfunctions, "_describe_execution")
def describe_execution(original, data):
    return execution_error(data) or original(data)


@replaces(stepfunctions, "_get_execution_history")
def get_execution_history(original, data):
    """Express executions have none."""
    return execution_error(data, ("execution",)) or original(data)


def machine_error(data: dict) -> tuple | None:
    arn = data.get("stateMachineArn") or ""
    if error := arn_error(arn, ("stateMachine",)):
        return error
    if stepfunctions._resolve_state_machine_arn(arn.split("#")[0]) is None:
        return error_response_json("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{arn}'")
    return None


def listed_error(data: dict) -> tuple | None:
    if data.get("mapRunArn") is None:
        return machine_error(data)
    if data.get("stateMachineArn") is None:
        return None  # MiniStack looks whether the Map Run is there
    return error_response_json("ValidationException", "Name a stateMachineArn or a mapRunArn, not both.")


def execution_error(data: dict, resource_types: tuple = ("execution", "express")) -> tuple | None:
    arn = data.get("executionArn") or ""
    if error := arn_error(arn, resource_types):
        return error
    if stepfunctions._executions.get(arn) is None:
        # Of Express executions, those of a Map Run alone are known.
        # https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
        if error := arn_error(arn, ("execution",)):
            return error
        return error_response_json("ExecutionDoesNotExist", f"Execution Does Not Exist: '{arn}'")
    return None


def arn_error(arn: str, resource_types: tuple[str, ...]) -> tuple | None:
    parts = arn.split(":")
    if len(parts) < 7 or parts[0] != "arn":
        return error_response_json("InvalidArn", f"Invalid Arn: 'Invalid ARN prefix: {arn}'")
    if parts[5] not in resource_types:
        message = f"Invalid Arn: 'Resource type not valid in this context: {parts[5]}'"
        return error_response_json("InvalidArn", message)
    return None


def refuse_constant(constant: str):
    """Python alone would take NaN and Infinity for JSON."""
    raise ValueError(f"Unexpected token {constant}")


def input_error(data: dict) -> tuple | None:
    text = data.get("input", "{}")
    if error := size_error("input", text):
        return error
    try:
        json.loads(text, parse_constant=refuse_constant)
    except ValueError as error:
        return error_response_json(
            "InvalidExecutionInput", f"Invalid State Machine Execution Input: '{error}'"
        )
    return None


def size_error(name: str, text: str) -> tuple | None:
    if len(text.encode()) <= MAX_BYTES:
        return None
    message = (
        f"1 validation error detected: Value at '{name}' failed to satisfy constraint: "
        f"Member must have length less than or equal to {MAX_BYTES}"
    )
    return error_response_json("ValidationException", message)
