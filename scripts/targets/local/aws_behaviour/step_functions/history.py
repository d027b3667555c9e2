"""The events of an execution: how they link, and those of a Task by the kind of its resource.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
"""

import json
import re

from ministack.services import stepfunctions

from aws_behaviour.replaces import replaces
from aws_behaviour.step_functions.data_limit import check_size
from aws_behaviour.step_functions.flow import FlowClosed, current_flow, flow_of_execution, history_lock

# The fields of an execution that its closing event settles.
OUTCOME_FIELDS = ("status", "output", "error", "cause", "stopDate")
CLOSING_EVENTS = ("ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut")
# On AWS these two link to no event, and nothing links to those.
UNLINKED_EVENTS = ("ExecutionAborted", "ExecutionTimedOut")
SIDE_EVENTS = ("MapIterationFailed", "MapStateSucceeded", "ParallelStateSucceeded")


@replaces(stepfunctions, "_add_event")
def add_event(original, execution, event_type, details=None):
    flow = current_flow.get()
    if flow is None or flow.execution is not execution:
        flow = flow_of_execution.get(execution["executionArn"])
    if flow is None:
        return original(execution, event_type, details)
    if event_type == "TaskScheduled" and "parameters" not in details["taskScheduledEventDetails"]:
        return None  # MiniStack's own: log_scheduled adds one, where the parameters are known
    if event_type == "TaskFailed" and not was_started(flow):
        return None  # Not the task failed, but what the state makes of its input or result.
    if event_type in ("TaskSucceeded", "TaskFailed"):
        event_type, details = task_outcome(event_type, details)
    with history_lock:
        if flow.closed.is_set():
            execution.update(flow.outcome)
            raise FlowClosed
        previous = 0 if event_type in UNLINKED_EVENTS else flow.last_event
        if event_type.endswith("StateExited"):
            exited = details["stateExitedEventDetails"]
            check_size(exited["name"], json.loads(exited["output"]))
        event = original(execution, event_type, {"previousEventId": previous, **(details or {})})
        if event_type.endswith("StateEntered"):
            flow.entered = (details["stateEnteredEventDetails"]["name"], event["id"])
        if event_type not in SIDE_EVENTS:
            flow.last_event = event["id"]
        if event_type in CLOSING_EVENTS:
            if event_type != "ExecutionSucceeded":
                execution["output"] = None  # MiniStack's is the error and cause
            flow.outcome = {field: execution.get(field) for field in OUTCOME_FIELDS}
            flow.close()
        return event


def was_started(flow) -> bool:
    """Whether a task is under way: its start is the last event."""
    return flow.execution["events"][flow.last_event - 1]["type"].endswith("Started")


def log(execution: dict, event_type: str, details: dict | None = None) -> None:
    """Add an event whose details, if it has any, stand under the key that the API derives from its type."""
    stepfunctions._add_event(execution, event_type, details and {details_key(event_type): details})


def details_key(event_type: str) -> str:
    return f"{event_type[0].lower()}{event_type[1:]}EventDetails"


def integration(resource: str) -> tuple[str, dict]:
    """The kind of events that a Task's resource logs, and how those name the resource."""
    if ":function:" in resource:
        return "LambdaFunction", {}
    if ":activity:" in resource:
        return "Activity", {}
    # As in arn:aws:states:::sns:publish, arn:aws:states:::aws-sdk:sqs:sendMessage, and ….sync:2
    match = re.fullmatch(r"arn:[^:]*:states:::((?:aws-sdk:)?[^:]*):(.*)", resource)
    return "Task", {"resourceType": match[1], "resource": match[2]} if match else {"resource": resource}


def task_outcome(event_type: str, details: dict) -> tuple[str, dict]:
    outcome = details[details_key(event_type)]
    kind, named = integration(outcome.pop("resource"))
    result = event_type.removeprefix("Task")
    if outcome.get("error") == "States.Timeout":
        result = "TimedOut"
    return f"{kind}{result}", {details_key(f"{kind}{result}"): {**outcome, **named}}
