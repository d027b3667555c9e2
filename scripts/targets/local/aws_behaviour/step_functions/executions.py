"""How an execution begins and ends: StartExecution twice, TimeoutSeconds, StopExecution, success and failure.

https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
"""

import contextvars
import json
import logging
import threading

from ministack.core.responses import error_response_json, json_response, now_iso
from ministack.services import stepfunctions

from aws_behaviour.replaces import replaces
from aws_behaviour.step_functions.api_errors import execution_error
from aws_behaviour.step_functions.errors import ExecutionError
from aws_behaviour.step_functions.flow import Flow, FlowClosed, current_flow, flow_of_execution, history_lock
from aws_behaviour.step_functions.history import log
from aws_behaviour.step_functions.states import run_states

logger = logging.getLogger("states")


@replaces(stepfunctions, "_start_execution")
def start_execution(original, data):
    """Asked again for an execution that runs, answer as the first time.

    https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
    """
    arn = stepfunctions._resolve_state_machine_arn((data.get("stateMachineArn") or "").split("#")[0])
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
def run_execution(_original, execution_arn):
    execution = stepfunctions._executions[execution_arn]
    machine = stepfunctions._state_machines[execution["stateMachineArn"]]
    definition = json.loads(machine["definition"])
    execution["events"][0]["previousEventId"] = 0
    flow = Flow(execution, last_event=0)
    flow.language = definition.get("QueryLanguage", "JSONPath")
    flow.context = context_object(execution, machine["name"], machine["roleArn"])
    timer = timeout_timer(execution, definition.get("TimeoutSeconds"))
    try:
        run_to_end(flow, definition)
    finally:
        timer.cancel()


def context_object(execution: dict, machine_name: str, role_arn: str) -> dict:
    """https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html"""
    return {
        "Execution": {
            "Id": execution["executionArn"],
            "Input": json.loads(execution["input"]),
            "StartTime": execution["startDate"],
            "Name": execution["name"],
            "RoleArn": role_arn,
            "RedriveCount": 0,
        },
        "StateMachine": {"Id": execution["stateMachineArn"], "Name": machine_name},
    }


def run_to_end(flow: Flow, machine: dict) -> None:
    """Run an execution until it succeeds or fails, or until its flow is closed."""
    execution = flow.execution
    flow_of_execution[execution["executionArn"]] = flow
    token = current_flow.set(flow)
    try:
        output = json.dumps(run_states(machine, json.loads(execution["input"])))
        end(execution, "SUCCEEDED", "ExecutionSucceeded", {"output": output})
    except FlowClosed:
        pass
    except ExecutionError as error:
        fail(execution, error)
    except Exception as error:
        logger.exception("Unexpected error in execution %s", execution["executionArn"])
        fail(execution, ExecutionError("States.Runtime", str(error)))
    finally:
        current_flow.reset(token)
        del flow_of_execution[execution["executionArn"]]


def fail(execution: dict, error: ExecutionError) -> None:
    end(execution, "FAILED", "ExecutionFailed", {"error": error.error, "cause": error.cause})


def end(execution: dict, status: str, event_type: str, details: dict) -> None:
    with history_lock:
        if flow_of_execution[execution["executionArn"]].closed.is_set():
            return
        execution.update(details, status=status, stopDate=now_iso())
        log(execution, event_type, details)
    stepfunctions._emit_execution_status_event(execution)


def timeout_timer(execution: dict, limit: float | None) -> threading.Timer:
    """Start the timer for the state machine's TimeoutSeconds; without that field, one that never fires."""
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


@replaces(stepfunctions, "_scaled_sleep")
def scaled_sleep(original, seconds):
    """Wait, unless the flow closes: then nothing that comes after the wait may happen."""
    flow = current_flow.get()
    if flow is None:
        original(seconds)
    elif flow.closed.wait(max(seconds * stepfunctions._SFN_WAIT_SCALE, 0)):
        raise FlowClosed
