"""Parallel branches and Map iterations: their events, and that the first failure stops the others.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
"""

import json

from ministack.core.responses import now_iso
from ministack.services import stepfunctions

from aws_behaviour.replaces import replaces
from aws_behaviour.step_functions.data_flow import map_items
from aws_behaviour.step_functions.flow import Flow, FlowClosed, current_flow, history_lock
from aws_behaviour.step_functions.history import log


@replaces(stepfunctions, "_run_parallel_branches")
def run_parallel_branches(original, state, raw_input, execution, ctx):
    return run_group(original, "Parallel", None, state, raw_input, execution, ctx)


@replaces(stepfunctions, "_run_map_items")
def run_map_items(original, state, raw_input, execution, ctx):
    if "Items" in state:
        items = stepfunctions._jsonata_state_field(state, "Items", "array", raw_input, ctx)
    elif "ItemReader" in state:
        items = [raw_input]  # MiniStack reads them later
    else:
        items = map_items(state, raw_input, ctx)
    details = {"length": len(items)}
    processor = state.get("Iterator") or state.get("ItemProcessor", {})
    is_distributed = (processor.get("ProcessorConfig") or {}).get("Mode") == "DISTRIBUTED"
    kind = "MapRun" if is_distributed else "Map"
    return run_group(original, kind, details, state, raw_input, execution, ctx)


def run_group(original, kind, details, state, raw_input, execution, ctx):
    """Run one attempt of a Parallel or Map state."""
    flow = current_flow.get()
    state_type = state["Type"]
    log(execution, f"{state_type}StateStarted", details)
    group = Flow(execution, flow.last_event, flow, kind, ctx["State"]["Name"])
    token = current_flow.set(group)
    flow.failed = True
    try:
        result = original(state, raw_input, execution, ctx)
        flow.failed = False
    finally:
        current_flow.reset(token)
        flow.last_event = group.last_event
        if flow.closed.is_set():
            raise FlowClosed
    log(execution, f"{state_type}StateSucceeded")
    return result


def run_group_state(original, state, raw_input, execution, ctx):
    """Run a Parallel or Map state with its retries, of which only the last may fail the state."""
    flow = current_flow.get()
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
    group = current_flow.get()
    is_child = group.kind == "MapRun"
    flow = Flow(execution, 0 if is_child else group.first_event, group)
    iteration = {"name": group.name, "index": ctx["Map"]["Item"]["Index"]} if group.kind == "Map" else None
    token = current_flow.set(flow)
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
            with history_lock:
                if flow.closed.is_set():
                    raise FlowClosed from None
                if iteration:
                    log(execution, "MapIterationFailed", iteration)
                group.last_event = flow.last_event
                group.close()  # the first failure stops the others
        raise
    finally:
        current_flow.reset(token)


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
