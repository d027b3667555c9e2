"""Distributed Map: its Map Run, whose items are child executions with histories of their own.

https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html
"""

import json
from collections import ChainMap

from ministack.core.responses import error_response_json, json_response, new_uuid, now_iso
from ministack.services import stepfunctions

from aws_behaviour.replaces import replaces
from aws_behaviour.step_functions.data_flow import number, selected_input
from aws_behaviour.step_functions.errors import ExecutionError, runtime_error
from aws_behaviour.step_functions.executions import context_object, run_to_end
from aws_behaviour.step_functions.flow import Flow, FlowClosed, current_flow, history_lock
from aws_behaviour.step_functions.history import log
from aws_behaviour.step_functions.map_items import batches, given_items, item_context, item_input, read_items
from aws_behaviour.step_functions.map_results import map_run_result
from aws_behaviour.step_functions.side_by_side import side_by_side

# AWS runs ten thousand child executions at once. Here the function that one of them calls is a process.
MAX_CHILDREN_AT_ONCE = 16

# The documented counts that are not a status of an execution.
OTHER_COUNTS = ("total", "resultsWritten", "failuresNotRedrivable", "pendingRedrive")
COUNT_OF_STATUS = {
    "PENDING": "pending",
    "RUNNING": "running",
    "SUCCEEDED": "succeeded",
    "FAILED": "failed",
    "TIMED_OUT": "timedOut",
    "ABORTED": "aborted",
}


def is_distributed(processor: dict) -> bool:
    return processor.get("ProcessorConfig", {}).get("Mode") == "DISTRIBUTED"


def distributed_result(state: dict, data, processor: dict):
    """Run one attempt of a Distributed Map."""
    flow = current_flow.get()
    items = None if "ItemReader" in state else given_items(state, data)
    log(flow.execution, "MapStateStarted", {"length": len(items or [])})
    run = new_map_run(flow.execution, state, data)
    log(flow.execution, "MapRunStarted", {"mapRunArn": run["mapRunArn"]})
    started = flow.last_event
    try:
        if items is None:
            items = read_items(state, data)
        children = run_children(run, processor, batches(state, data, selected_items(state, data, items)))
        result = map_run_result(state, data, run, children)
        for child in children:
            count(run, child, "resultsWritten", child["status"] != "PENDING")
        if is_exceeded(run):
            message = "The specified tolerated failure threshold was exceeded"
            raise ExecutionError("States.ExceedToleratedFailureThreshold", message)
    except ExecutionError as error:
        end(run, "FAILED")
        log(flow.execution, "MapRunFailed", {"error": error.error, "cause": error.cause})
        raise
    except FlowClosed:
        end(run, "ABORTED")
        raise
    end(run, "SUCCEEDED")
    log(flow.execution, "MapRunSucceeded")
    log(flow.execution, "MapStateSucceeded")
    flow.last_event = started  # which the exit of the state follows
    return result


def selected_items(state: dict, data, items: list) -> list:
    context = current_flow.get().context
    around = context.get("Map")
    inputs = []
    for index, item in enumerate(items):
        context.update(item_context(index, item))
        inputs.append(item_input(state, data, item))
    context["Map"] = around
    return inputs


def new_map_run(execution: dict, state: dict, data) -> dict:
    given = selected_input(state, data)
    most = number(state, "MaxConcurrency", given, 0)
    count = number(state, "ToleratedFailureCount", given)
    percentage = number(state, "ToleratedFailurePercentage", given)
    if count is not None and count < 0:
        raise runtime_error("ToleratedFailureCount cannot be negative.")
    if percentage is not None and not 0 <= percentage <= 100:
        raise runtime_error("ToleratedFailurePercentage must be between 0 and 100.")
    label = f"{execution['stateMachineArn']}/{state.get('Label') or new_uuid()}"
    run = {
        "mapRunArn": f"{label.replace(':stateMachine:', ':mapRun:')}:{new_uuid()}",
        "executionArn": execution["executionArn"],
        "status": "RUNNING",
        "startDate": now_iso(),
        "maxConcurrency": most,
        "toleratedFailureCount": count or 0,
        "toleratedFailurePercentage": percentage or 0,
        "itemCounts": dict.fromkeys((*COUNT_OF_STATUS.values(), *OTHER_COUNTS), 0),
        "executionCounts": dict.fromkeys((*COUNT_OF_STATUS.values(), *OTHER_COUNTS), 0),
        "redriveCount": 0,
        "_stateMachineArn": label,
        "_tolerated": (count, percentage),
    }
    stepfunctions._map_runs[run["mapRunArn"]] = run
    return run


def run_children(run: dict, processor: dict, inputs: list[tuple]) -> list[dict]:
    """Run a child execution with each input, and return them. Where too many have failed, the others are aborted."""
    flow = current_flow.get()
    group = Flow(flow.execution, flow)
    children = [
        {"status": "PENDING", "input": json.dumps(given), "itemCount": items, "mapRunArn": run["mapRunArn"]}
        for given, items in inputs
    ]
    for child in children:
        count(run, child, "total", 1)
        count(run, child, "pending", 1)
    calls = [lambda child=child: run_child(run, group, processor, child) for child in children]
    side_by_side(calls, min(run["maxConcurrency"] or MAX_CHILDREN_AT_ONCE, MAX_CHILDREN_AT_ONCE))
    if flow.closed.is_set():
        raise FlowClosed
    return children


def run_child(run: dict, group: Flow, processor: dict, child: dict) -> None:
    role = group.execution["events"][0]["executionStartedEventDetails"]["roleArn"]
    with history_lock:
        if group.closed.is_set():
            return
        begin(run, processor, child, role)
        flow = Flow(child, group)
    flow.entered = None
    flow.variables = ChainMap()  # A child execution does not see those of its parent.
    flow.context = context_object(child, child["stateMachineArn"].split(":")[-1], role)
    run_to_end(flow, processor)
    with history_lock:
        if child["status"] == "RUNNING":
            child.update(status="ABORTED", stopDate=now_iso())
            stepfunctions._add_event(child, "ExecutionAborted", {"previousEventId": 0})
        count(run, child, "running", -1)
        count(run, child, COUNT_OF_STATUS[child["status"]], 1)
        if is_exceeded(run):
            group.close()


def begin(run: dict, processor: dict, child: dict, role: str) -> None:
    count(run, child, "pending", -1)
    count(run, child, "running", 1)
    name = new_uuid()
    is_express = processor["ProcessorConfig"].get("ExecutionType") == "EXPRESS"
    kind = "express" if is_express else "execution"
    arn = f"{run['_stateMachineArn'].replace(':stateMachine:', f':{kind}:')}:{name}"
    started = {"input": child["input"], "roleArn": role}
    child.update(
        executionArn=f"{arn}:{new_uuid()}" if is_express else arn,
        stateMachineArn=run["_stateMachineArn"],
        name=name,
        status="RUNNING",
        startDate=now_iso(),
        stopDate=None,
        output=None,
        sync=True,  # MiniStack emits no status events for it.
        events=[],
    )
    stepfunctions._executions[child["executionArn"]] = child
    event = {"previousEventId": 0, "executionStartedEventDetails": started}
    stepfunctions._add_event(child, "ExecutionStarted", event)


def count(run: dict, child: dict, name: str, sign: int) -> None:
    """Count a child execution, and its items, in or out."""
    with history_lock:
        run["executionCounts"][name] += sign
        run["itemCounts"][name] += sign * child["itemCount"]


def is_exceeded(run: dict) -> bool:
    """Whether more items have failed than is tolerated: none, unless the definition says so."""
    counts = run["itemCounts"]
    failed = counts["failed"] + counts["timedOut"] + counts["aborted"]
    most, percentage = run["_tolerated"]
    if most is None and percentage is None:
        return failed > 0
    return (most is not None and failed > most) or (
        percentage is not None and failed * 100 > percentage * counts["total"]
    )


def end(run: dict, status: str) -> None:
    run.update(status=status, stopDate=now_iso())


@replaces(stepfunctions, "_update_map_run")
def update_map_run(_original, _data):
    return error_response_json("ValidationException", "UpdateMapRun is not emulated here.")


@replaces(stepfunctions, "_list_executions")
def list_executions(original, data):
    """Child executions tell how many items they were given."""
    status, headers, body = original(data)
    answer = json.loads(body)
    for listed in answer.get("executions", []):
        execution = stepfunctions._executions[listed["executionArn"]]
        if "itemCount" in execution:
            listed["itemCount"] = execution["itemCount"]
    return (status, headers, body) if status != 200 else json_response(answer)
