"""Express workflows: nobody can ask how an execution went, and no event tells of it.

https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
"""

import json

from ministack.core.responses import error_response_json, json_response, new_uuid
from ministack.services import stepfunctions

from aws_behaviour.replaces import replaces


def is_express(machine_arn: str | None) -> bool:
    return (stepfunctions._state_machines.get(machine_arn) or {}).get("type") == "EXPRESS"


@replaces(stepfunctions, "_start_execution")
def start_execution(original, data):
    """The execution's ARN is of a kind of its own, which the other calls do not take.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
    """
    answer = original(data)
    machine_arn = stepfunctions._resolve_state_machine_arn((data.get("stateMachineArn") or "").split("#")[0])
    if answer[0] != 200 or not is_express(machine_arn):
        return answer
    started = json.loads(answer[2])
    arn = started["executionArn"].replace(":execution:", ":express:")
    return json_response({**started, "executionArn": f"{arn}:{new_uuid()}"})


@replaces(stepfunctions, "_list_executions")
def list_executions(original, data):
    """https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html"""
    if is_express(data.get("stateMachineArn")):
        message = "This operation is not supported by this type of state machine"
        return error_response_json("StateMachineTypeNotSupported", message)
    return original(data)


@replaces(stepfunctions, "_emit_execution_status_event")
def emit_execution_status_event(original, execution):
    """https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html"""
    if not is_express(execution["stateMachineArn"]):
        original(execution)
