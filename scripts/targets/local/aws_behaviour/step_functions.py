"""Step Functions: TimeoutSeconds of a state machine, a history that covers Parallel and Map, and API errors.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html

MiniStack runs an execution's states in threads: one for the execution, one for each Parallel branch and Map
iteration. Each such thread has a Flow, found through a context variable, which MiniStack's threads inherit.
"""

import contextvars
import functools
import json
import re
import threading
from concurrent.futures import Future

from ministack.core.responses import error_response_json, now_iso
from ministack.services import stepfunctions

from aws_behaviour.replaces import replaces


class Flow:
    """A sequence of states: an execution's, a branch's or an iteration's; or the group of those in one state.

    The kind of a group is Parallel, Map, or MapRun for a Distributed Map, whose items are executions.
    """

    def __init__(self, execution: dict, last_event=0, parent: "Flow | None" = None, kind="", name=""):
        self.execution = execution
        self.first_event = self.last_event = last_event
        self.kind = kind
        self.name = name  # of the state that a group belongs to
        self.members: list[Flow] = []
        self.closed = threading.Event()
        self.task: Future | None = None  # that is under way
        self.outcome: dict = {}  # of an execution
        self.failed = False  # the last attempt of the Parallel or Map state that it is in
        if parent:
            with _history_lock:
                parent.members.append(self)
                if parent.closed.is_set():
                    self.closed.set()

    def close(self) -> None:
        """To be called under the history lock."""
        self.closed.set()
        if self.task and not self.task.done():
            self.task.set_exception(FlowClosed())
        for member in self.members:
            member.close()


class FlowClosed(SystemExit):
    """Ends the thread of a flow that was closed. A SystemExit, because threads end silently on those."""


_history_lock = threading.RLock()
_current_flow: contextvars.ContextVar[Flow | None] = contextvars.ContextVar("flow", default=None)
_flow_of_execution: dict[str, Flow] = {}

# https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
MAX_INPUT_BYTES = 256 * 1024
# The fields of an execution that its closing event settles.
OUTCOME_FIELDS = ("status", "output", "error", "cause", "stopDate")
CLOSING_EVENTS = ("ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut")
# On AWS these two link to no event, and nothing links to those.
UNLINKED_EVENTS = ("ExecutionAborted", "ExecutionTimedOut")
SIDE_EVENTS = ("MapIterationFailed", "MapStateSucceeded", "ParallelStateSucceeded")


@replaces(stepfunctions, "_run_execution")
def run_execution(original, execution_arn):
    execution = stepfunctions._executions.get(execution_arn)
    if not execution:
        return
    execution["events"][0]["previousEventId"] = 0
    flow = _flow_of_execution[execution_arn] = Flow(execution)
    token = _current_flow.set(flow)
    timer = timeout_timer(execution)
    try:
        original(execution_arn)
    except FlowClosed:
        pass
    finally:
        timer.cancel()
        _current_flow.reset(token)
        del _flow_of_execution[execution_arn]


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
    with _history_lock:
        if execution["status"] != "RUNNING":
            return
        execution.update(status="TIMED_OUT", stopDate=now_iso())
        stepfunctions._add_event(execution, "ExecutionTimedOut", {"executionTimedOutEventDetails": {}})
    stepfunctions._emit_execution_status_event(execution)


@replaces(stepfunctions, "_stop_execution")
def stop_execution(original, data):
    with _history_lock:
        return execution_error(data) or original(data)


@replaces(stepfunctions, "_fail_execution")
def fail_execution(original, execution, error, cause):
    with _history_lock:
        flow = _flow_of_execution.get(execution["executionArn"])
        if flow and flow.closed.is_set():
            raise FlowClosed
        original(execution, error, cause)


@replaces(stepfunctions, "_scaled_sleep")
def scaled_sleep(original, seconds):
    """Wait, unless the flow closes: then nothing that comes after the wait may happen."""
    flow = _current_flow.get()
    if flow is None:
        original(seconds)
    elif flow.closed.wait(max(seconds * stepfunctions._SFN_WAIT_SCALE, 0)):
        raise FlowClosed


@replaces(stepfunctions, "_add_event")
def add_event(original, execution, event_type, details=None):
    flow = _current_flow.get()
    if flow is None or flow.execution is not execution:
        flow = _flow_of_execution.get(execution["executionArn"])
    if flow is None:
        return original(execution, event_type, details)
    if event_type == "TaskScheduled" and "parameters" not in details["taskScheduledEventDetails"]:
        return None  # MiniStack's own: log_scheduled adds one, where the parameters are known
    if event_type in ("TaskSucceeded", "TaskFailed"):
        event_type, details = task_outcome(event_type, details)
    with _history_lock:
        if flow.closed.is_set():
            execution.update(flow.outcome)
            raise FlowClosed
        previous = 0 if event_type in UNLINKED_EVENTS else flow.last_event
        event = original(execution, event_type, {"previousEventId": previous, **(details or {})})
        if event_type not in SIDE_EVENTS:
            flow.last_event = event["id"]
        if event_type in CLOSING_EVENTS:
            flow.outcome = {field: execution.get(field) for field in OUTCOME_FIELDS}
            flow.close()
        return event


def log(execution: dict, event_type: str, details: dict | None = None) -> None:
    """Add an event whose details, if it has any, stand under the key that the API derives from its type."""
    stepfunctions._add_event(execution, event_type, details and {details_key(event_type): details})


def details_key(event_type: str) -> str:
    return f"{event_type[0].lower()}{event_type[1:]}EventDetails"


# Task states
#
# https://docs.aws.amazon.com/step-functions/latest/apireference/API_TaskScheduledEventDetails.html


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


def log_scheduled(resource: str, parameters) -> None:
    flow = _current_flow.get()
    if flow is None:
        return  # TestState, which has no history
    kind, named = integration(resource)
    text = json.dumps(parameters)
    if kind == "Task":
        region = flow.execution["executionArn"].split(":")[3]
        log(flow.execution, "TaskScheduled", {**named, "region": region, "parameters": text})
    else:
        log(flow.execution, f"{kind}Scheduled", {"resource": resource, "input": text})
    log(flow.execution, f"{kind}Started", named)


@replaces(stepfunctions, "_invoke_resource")
def invoke_resource(original, resource, parameters):
    log_scheduled(resource, parameters)
    return until_closed(original, resource, parameters)


@replaces(stepfunctions, "_invoke_with_callback")
def invoke_with_callback(original, resource, parameters, token, state):
    log_scheduled(resource, parameters)
    return until_closed(original, resource, parameters, token, state)


def until_closed(call, *args):
    """What the call returns; when the flow closes, it is left to itself, for its result no longer matters."""
    flow = _current_flow.get()
    if flow is None:
        return call(*args)
    task: Future = Future()

    def settle(action, value):
        with _history_lock:
            if not task.done():
                action(value)

    def run():
        try:
            settle(task.set_result, call(*args))
        except Exception as error:
            settle(task.set_exception, error)

    with _history_lock:
        if flow.closed.is_set():
            raise FlowClosed
        flow.task = task
    threading.Thread(target=contextvars.copy_context().run, args=(run,), daemon=True).start()
    return task.result()


# Parallel branches and Map iterations


@replaces(stepfunctions, "_run_parallel_branches")
def run_parallel_branches(original, state, raw_input, execution, ctx):
    return run_group(original, "Parallel", None, state, raw_input, execution, ctx)


@replaces(stepfunctions, "_run_map_items")
def run_map_items(original, state, raw_input, execution, ctx):
    effective = stepfunctions._apply_input_path(state, raw_input, ctx)
    if "Items" in state:
        items = stepfunctions._jsonata_state_field(state, "Items", "array", raw_input, ctx)
    else:
        items = stepfunctions._resolve_path_or_ctx(state.get("ItemsPath", "$"), effective, ctx)
    details = {"length": len(items) if isinstance(items, list) else 1}
    processor = state.get("Iterator") or state.get("ItemProcessor", {})
    is_distributed = (processor.get("ProcessorConfig") or {}).get("Mode") == "DISTRIBUTED"
    kind = "MapRun" if is_distributed else "Map"
    return run_group(original, kind, details, state, raw_input, execution, ctx)


def run_group(original, kind, details, state, raw_input, execution, ctx):
    """Run one attempt of a Parallel or Map state."""
    flow = _current_flow.get()
    state_type = state["Type"]
    log(execution, f"{state_type}StateStarted", details)
    group = Flow(execution, flow.last_event, flow, kind, ctx["State"]["Name"])
    token = _current_flow.set(group)
    flow.failed = True
    try:
        result = original(state, raw_input, execution, ctx)
        flow.failed = False
    finally:
        _current_flow.reset(token)
        flow.last_event = group.last_event
        if flow.closed.is_set():
            raise FlowClosed
    log(execution, f"{state_type}StateSucceeded")
    return result


def run_group_state(original, state, raw_input, execution, ctx):
    """Run a Parallel or Map state with its retries, of which only the last may fail the state."""
    flow = _current_flow.get()
    try:
        return original(state, raw_input, execution, ctx)
    finally:
        if flow.failed and not flow.closed.is_set():
            flow.failed = False
            log(execution, f"{state['Type']}StateFailed")


replaces(stepfunctions, "_execute_parallel")(run_group_state)
replaces(stepfunctions, "_execute_map")(run_group_state)


@replaces(stepfunctions, "_run_sub_machine")
def run_member(_original, states, start_at, data, execution, ctx):
    """Run a branch, an iteration, or the child execution of a Distributed Map."""
    group = _current_flow.get()
    is_child = group.kind == "MapRun"
    flow = Flow(execution, 0 if is_child else group.first_event, group)
    iteration = {"name": group.name, "index": ctx["Map"]["Item"]["Index"]} if group.kind == "Map" else None
    token = _current_flow.set(flow)
    try:
        if iteration:
            log(execution, "MapIterationStarted", iteration)
        # A context object of its own: branches run side by side, each in a state of its own.
        output = run_states(states, start_at, data, execution, {**ctx})
        if iteration:
            log(execution, "MapIterationSucceeded", iteration)
        if not is_child:
            group.last_event = flow.last_event
        return output
    except Exception:
        if not is_child:
            with _history_lock:
                if flow.closed.is_set():
                    raise FlowClosed from None
                if iteration:
                    log(execution, "MapIterationFailed", iteration)
                group.last_event = flow.last_event
                group.close()  # the first failure stops the others
        raise
    finally:
        _current_flow.reset(token)


def run_states(states: dict, name: str | None, data, execution: dict, ctx: dict):
    """Run states from the named one to an end, as MiniStack runs those of a branch, with their events."""
    while name:
        state = states.get(name)
        if not state:
            raise stepfunctions._ExecutionError("States.Runtime", f"State '{name}' not found")
        kind = state.get("Type")
        ctx["State"] = {"Name": name, "EnteredTime": now_iso(), "RetryCount": 0}
        entered = {"name": name, "input": json.dumps(data)}
        stepfunctions._add_event(execution, f"{kind}StateEntered", {"stateEnteredEventDetails": entered})
        if kind == "Fail":
            raise stepfunctions._ExecutionError(*stepfunctions._fail_state_error(state, data, ctx))
        data, following = run_state(kind, state, data, execution, ctx)
        exited = {"name": name, "output": json.dumps(data)}
        stepfunctions._add_event(execution, f"{kind}StateExited", {"stateExitedEventDetails": exited})
        name = following
    return data


def run_state(kind: str, state: dict, data, execution: dict, ctx: dict):
    if kind == "Succeed":
        data = stepfunctions._apply_input_path(state, data, ctx)
        return stepfunctions._apply_output_path(state, data, ctx), None
    if kind in ("Task", "Parallel", "Map"):
        return getattr(stepfunctions, f"_execute_{kind.lower()}")(state, data, execution, ctx)
    if kind in ("Pass", "Choice", "Wait"):
        return getattr(stepfunctions, f"_execute_{kind.lower()}")(state, data, ctx)
    raise stepfunctions._ExecutionError("States.Runtime", f"Unknown state type: {kind}")


# Errors of the API


@replaces(stepfunctions, "_start_execution")
def start_execution(original, data):
    return machine_error(data) or input_error(data) or original(data)


@replaces(stepfunctions, "_describe_execution")
def describe_execution(original, data):
    return execution_error(data) or original(data)


@replaces(stepfunctions, "_get_execution_history")
def get_execution_history(original, data):
    return execution_error(data) or original(data)


def machine_error(data: dict) -> tuple | None:
    arn = data.get("stateMachineArn", "")
    if error := arn_error(arn, ("stateMachine",)):
        return error
    if stepfunctions._resolve_state_machine_arn(arn.split("#")[0]) is None:
        return error_response_json("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{arn}'")
    return None


def execution_error(data: dict) -> tuple | None:
    arn = data.get("executionArn", "")
    if error := arn_error(arn, ("execution", "express")):
        return error
    if stepfunctions._executions.get(arn) is None:
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
    if len(text.encode()) > MAX_INPUT_BYTES:
        message = (
            "1 validation error detected: Value at 'input' failed to satisfy constraint: "
            f"Member must have length less than or equal to {MAX_INPUT_BYTES}"
        )
        return error_response_json("ValidationException", message)
    try:
        json.loads(text, parse_constant=refuse_constant)
    except ValueError as error:
        return error_response_json(
            "InvalidExecutionInput", f"Invalid State Machine Execution Input: '{error}'"
        )
    return None
