"""A state machine that is deleted, also by CloudFormation, takes its executions with it, and those of its Map Runs.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html
"""

from ministack.services import stepfunctions
from ministack.services.cloudformation import provisioners

from aws_behaviour.replaces import replaces


@replaces(stepfunctions, "_delete_state_machine")
def delete_state_machine(original, data):
    """MiniStack leaves the Map Runs, whose executions belong to what it takes for another state machine."""
    answer = original(data)
    arn = data.get("stateMachineArn")
    if arn not in stepfunctions._state_machines:
        forget(stepfunctions._executions, lambda execution: execution["stateMachineArn"].startswith(f"{arn}/"))
        forget(stepfunctions._map_runs, lambda run: run["_stateMachineArn"].startswith(f"{arn}/"))
    return answer


def forget(kept, is_gone) -> None:
    for arn, item in kept.items():
        if is_gone(item):
            kept.pop(arn, None)


def delete_with_executions(physical_id: str, _properties: dict) -> None:
    stepfunctions._delete_state_machine({"stateMachineArn": physical_id})


provisioners._RESOURCE_HANDLERS["AWS::StepFunctions::StateMachine"]["delete"] = delete_with_executions
