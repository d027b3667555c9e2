"""Parallel branches and inline Map iterations: their events, and that the first failure stops the others.

https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html
https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
"""

from collections.abc import Callable

from aws_behaviour.step_functions.data_flow import Outcome, arguments, number, outcome, selected_input
from aws_behaviour.step_functions.errors import ExecutionError
from aws_behaviour.step_functions.flow import Flow, FlowClosed, current_flow, history_lock
from aws_behaviour.step_functions.history import log
from aws_behaviour.step_functions.map_items import given_items, item_context, item_input
from aws_behaviour.step_functions.map_runs import distributed_result, is_distributed
from aws_behaviour.step_functions.retry_and_catch import with_retry_and_catch
from aws_behaviour.step_functions.side_by_side import side_by_side
from aws_behaviour.step_functions.states import run_states, runs

# https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
MAX_ITERATIONS_AT_ONCE = 40


@runs("Parallel")
def run_parallel(state: dict, data) -> Outcome:
    def attempt() -> Outcome:
        given = arguments(state, data)
        branches = state["Branches"]

        def members(group: Flow) -> list[Callable]:
            return [lambda branch=branch: run_branch(group, branch) for branch in branches]

        def run_branch(group: Flow, branch: dict):
            return run_member(Flow(group.execution, group, group.first_event), group, branch, lambda: given)

        return outcome(state, data, run_group("Parallel", None, members, len(branches)))

    return run_attempts(state, data, attempt)


@runs("Map")
def run_map(state: dict, data) -> Outcome:
    return run_attempts(state, data, lambda: outcome(state, data, map_result(state, data)))


def map_result(state: dict, data):
    processor = state.get("ItemProcessor") or state["Iterator"]
    if is_distributed(processor):
        return distributed_result(state, data, processor)
    items = given_items(state, data)
    most = number(state, "MaxConcurrency", selected_input(state, data), 0) or MAX_ITERATIONS_AT_ONCE
    at_once = min(most, MAX_ITERATIONS_AT_ONCE)
    name = current_flow.get().context["State"]["Name"]

    def members(group: Flow) -> list[Callable]:
        return [lambda index=index, item=item: iteration(group, index, item) for index, item in enumerate(items)]

    def iteration(group: Flow, index: int, item):
        # It follows the start of the state, or the iteration whose place it has taken.
        flow = Flow(group.execution, group, group.first_event if index < at_once else group.freed_by)
        flow.context.update(item_context(index, item))
        return run_member(flow, group, processor, lambda: item_input(state, data, item), {"name": name, "index": index})

    return run_group("Map", {"length": len(items)}, members, at_once)


def run_attempts(state: dict, data, attempt: Callable[[], Outcome]) -> Outcome:
    """Run a Parallel or Map state with its retries, of which only the last may fail the state."""
    flow = current_flow.get()

    def given_up(error: ExecutionError) -> None:
        if error.error != "States.Runtime":
            log(flow.execution, f"{state['Type']}StateFailed")

    return with_retry_and_catch(state, data, attempt, given_up)


def run_group(kind: str, details: dict | None, members: Callable[[Flow], list[Callable]], at_once: int) -> list:
    """Run one attempt's branches or iterations."""
    flow = current_flow.get()
    log(flow.execution, f"{kind}StateStarted", details)
    group = Flow(flow.execution, flow, flow.last_event)
    try:
        results = side_by_side(members(group), at_once)
    finally:
        flow.last_event = group.last_event
        if flow.closed.is_set():
            raise FlowClosed
    log(flow.execution, f"{kind}StateSucceeded")
    return results


def run_member(flow: Flow, group: Flow, machine: dict, given: Callable, iteration: dict | None = None):
    """Run a branch or an iteration."""
    token = current_flow.set(flow)
    try:
        if iteration:
            log(flow.execution, "MapIterationStarted", iteration)
        output = run_states(machine, given())
        group.freed_by = flow.last_event
        if iteration:
            log(flow.execution, "MapIterationSucceeded", iteration)
        group.last_event = flow.last_event
        return output
    except Exception:
        with history_lock:
            if flow.closed.is_set():
                raise FlowClosed from None
            if iteration:
                log(flow.execution, "MapIterationFailed", iteration)
            group.last_event = flow.last_event
            group.close()  # the first failure stops the others
        raise
    finally:
        current_flow.reset(token)
