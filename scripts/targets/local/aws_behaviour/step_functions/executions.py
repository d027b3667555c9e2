"""How an execution begins and ends: StartExecution twice, TimeoutSeconds, StopExecution, and failure.

https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
"""

import contextvars
import json
import threading

from ministack.core.responses import error_response_json, json_response, now_iso
from ministack.services import stepfunctions

from aws_behaviour.replaces import replaces
from aws_behaviour.step_functions.api_errors import execution_error
from aws_behaviour.step_functions.flow import Flow, FlowClosed, current_flow, flow_of_execution, history_lock


@replaces(stepfunctions, "_start_execution")
def start_execution(original, data):
    """Asked again for an execution that runs, answer as the first time.

    https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
    """
    arn = stepfunctions._resolve_state_machine_arn(data.get("stateMachineArn", "").split("#")[0])
    name = data.get("name")
    if arn is None or name is None:
        return original(data)
    execution = stepfunctions._executions.get(f"{arn.replace(':stateMachine:', ':execution:')}:{name}")
    if execution is None:
        return original(data)
    if execution["status"] == "RUNNING" and execution["input"] == data.get("input", "{}"):
        return json_response({"executionArn": execution["executionArn"], "startDate": execution["startDate"]})
    message = f"Execution Already Exists: '{execution['executionArn']}'"
    return error_response_json("ExecutionAlreadyExists", message)


@replaces(stepfunctions, "_run_execution")
def run_execution(original, execution_arn):
    execution = stepfunctions._executions.get(execution_arn)
    if not execution:
        return
    execution["events"][0]["previousEventId"] = 0
    flow = flow_of_execution[execution_arn] = Flow(execution)
    token = current_flow.set(flow)
    timer = timeout_timer(execution)
    try:
        original(execution_arn)
    except FlowClosed:
        pass
    finally:
        timer.cancel()
        current_flow.reset(token)
        del flow_of_execution[execution_arn]


def timeout_timer(execution: dict) -> threading.Timer:
    """Start the timer for the state machine's TimeoutSeconds; without that field, one that never fires."""
    machine = stepfunctions._state_machines.get(execution["stateMachineArn"]) or {}
    try:
        limit = json.loads(machine.get("definition", "{}")).get("TimeoutSeconds")
    except ValueError:
        limit = None
    # The copied context keeps the account and region that MiniStack stores executions under.
    timer = threading.Timer(limit or 0, contextvars.copy_context().run, (time_out, execution))
    timer.daemon = True
    if limit:
        timer.start()
    return timer


def time_out(execution: dict) -> None:
    with history_lock:
        if execution["status"] != "RUNNING":
            return
        execution.update(status="TIMED_OUT", stopDate=now_iso())
        stepfunctions._add_event(execution, "ExecutionTimedOut", {"executionTimedOutEventDetails": {}})
    stepfunctions._emit_execution_status_event(execution)


@replaces(stepfunctions, "_stop_execution")
def stop_execution(original, data):
    with history_lock:
        return execution_error(data) or original(data)


@replaces(stepfunctions, "_fail_execution")
def fail_execution(original, execution, error, cause):
    with history_lock:
        flow = flow_of_execution.get(execution["executionArn"])
        if flow and flow.closed.is_set():
            raise FlowClosed
        original(execution, error, cause)


@replaces(stepfunctions, "_scaled_sleep")
def scaled_sleep(original, seconds):
    """Wait, unless the flow closes: then nothing that comes after the wait may happen."""
    flow = current_flow.get()
    if flow is None:
        original(seconds)
    elif flow.closed.wait(max(seconds * stepfunctions._SFN_WAIT_SCALE, 0)):
        raise FlowClosed
