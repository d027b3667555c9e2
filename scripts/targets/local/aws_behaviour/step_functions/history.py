"""The events of an execution: how they link, what ends them, and how many there may be.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
"""

import re

from ministack.services import stepfunctions

from aws_behaviour.replaces import replaces
from aws_behaviour.step_functions.errors import ExecutionError
from aws_behaviour.step_functions.flow import FlowClosed, current_flow, flow_of_execution, history_lock

# https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html#service-limits-state-machine-executions
MAX_EVENTS = 25_000

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
    with history_lock:
        if flow.closed.is_set():
            raise FlowClosed
        if event_type not in CLOSING_EVENTS and len(execution["events"]) >= MAX_EVENTS - 1:
            if re.search("Failed$|TimedOut$", event_type):
                return None  # It is on its way to the end, for which the last place is kept.
            cause = f"The execution reached the maximum number of history events ({MAX_EVENTS})."
            raise ExecutionError("States.Runtime", cause)
        previous = 0 if event_type in UNLINKED_EVENTS else flow.last_event
        if event_type == "EvaluationFailed" and flow.last_event == flow.entered[1]:
            # On AWS, a state that has not begun leaves no link to its entry.
            previous = execution["events"][flow.last_event - 1]["previousEventId"]
        event = original(execution, event_type, {"previousEventId": previous, **(details or {})})
        if event_type.endswith("StateEntered"):
            flow.entered = (details["stateEnteredEventDetails"]["name"], event["id"])
        if event_type not in SIDE_EVENTS:
            flow.last_event = event["id"]
        if event_type in CLOSING_EVENTS:
            flow.close()
        return event


def log(execution: dict, event_type: str, details: dict | None = None) -> None:
    """Add an event, whose details stand under a key that is derived from its type. An error may lack its parts."""
    kept = {name: value for name, value in (details or {}).items() if value or name not in ("error", "cause")}
    stepfunctions._add_event(execution, event_type, kept and {details_key(event_type): kept})


def details_key(event_type: str) -> str:
    if match := re.search("State(Entered|Exited)$", event_type):
        return f"state{match[1]}EventDetails"
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
