"""Task states: their calls, time limits and events.

https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_TaskScheduledEventDetails.html
"""

import contextvars
import json
import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import NamedTuple

from ministack.services import stepfunctions

from aws_behaviour.step_functions.callbacks import Callback
from aws_behaviour.step_functions.data_flow import Outcome, arguments, number, outcome, selected_input
from aws_behaviour.step_functions.data_limit import check_size
from aws_behaviour.step_functions.errors import ExecutionError
from aws_behaviour.step_functions.flow import FlowClosed, current_flow, history_lock
from aws_behaviour.step_functions.history import integration, log
from aws_behaviour.step_functions.retry_and_catch import HeartbeatTimeout, with_retry_and_catch
from aws_behaviour.step_functions.states import runs


class Limits(NamedTuple):
    """How many seconds a task may take, and may be silent for."""

    timeout: float
    heartbeat: float

    def log_details(self) -> dict:
        named = {"timeoutInSeconds": self.timeout, "heartbeatInSeconds": self.heartbeat}
        return {name: seconds for name, seconds in named.items() if seconds < math.inf}


@runs("Task")
def run_task(state: dict, data) -> Outcome:
    try:
        return with_retry_and_catch(state, data, lambda: attempt(state, data))
    finally:
        current_flow.get().context.pop("Task", None)


def attempt(state: dict, data) -> Outcome:
    resource = state["Resource"]
    callback = Callback() if resource.endswith(".waitForTaskToken") else None
    if callback:
        current_flow.get().context["Task"] = {"Token": callback.token}
    try:
        parameters = arguments(state, data)
        selected = selected_input(state, data)
        limits = Limits(*(number(state, f"{name}Seconds", selected, math.inf) for name in ("Timeout", "Heartbeat")))
        return outcome(state, data, perform(resource, parameters, limits, callback))
    finally:
        if callback:
            callback.close()


def perform(resource: str, parameters, limits: Limits, callback: Callback | None):
    """Do a task's work, and tell of it."""
    execution = current_flow.get().execution
    kind, named = integration(resource)
    text = json.dumps(parameters)
    if kind == "Task":
        region = execution["executionArn"].split(":")[3]
        scheduled = {**named, "region": region, "parameters": text}
    else:
        scheduled = {"resource": resource, "input": text}
    log(execution, f"{kind}Scheduled", {**scheduled, **limits.log_details()})
    log(execution, f"{kind}Started", named)
    try:
        result = work(resource, parameters, limits, callback)
        output = json.dumps(result)
        check_size(resource, output)
    except ExecutionError as error:
        ended = "TimedOut" if error.error == "States.Timeout" else "Failed"
        log(execution, f"{kind}{ended}", {**named, "error": error.error, "cause": error.cause})
        raise
    log(execution, f"{kind}Succeeded", {**named, "output": output})
    return result


def work(resource: str, parameters, limits: Limits, callback: Callback | None):
    started_at = time.monotonic()

    def wait_for(future: Future):
        """What it comes to, unless the task takes too long, or its flow is closed."""
        end = started_at + limits.timeout
        while True:
            silent_at = (callback.heard_at if callback else started_at) + limits.heartbeat
            seconds = min(end, silent_at) - time.monotonic()
            try:
                return future.result(None if seconds == math.inf else max(seconds, 0))
            except FutureTimeout:
                if future.done():
                    raise
                if time.monotonic() >= end:
                    raise ExecutionError("States.Timeout", "") from None
                if callback is None or time.monotonic() >= callback.heard_at + limits.heartbeat:
                    raise HeartbeatTimeout from None

    called = resource.removesuffix(".waitForTaskToken")
    result = wait_for(start(lambda: stepfunctions._invoke_resource(called, parameters)))
    if callback is None:
        return result
    _, named = integration(resource)
    log(current_flow.get().execution, "TaskSubmitted", {**named, "output": json.dumps(result)})
    return wait_for(under_way(callback.answer))


def start(call: Callable) -> Future:
    """Begin a call. When the flow closes, it is left to itself, since its result no longer matters."""
    task = under_way(Future())

    def settle(action, value):
        with history_lock:
            if not task.done():
                action(value)

    def run():
        try:
            settle(task.set_result, call())
        except Exception as error:
            settle(task.set_exception, error)

    threading.Thread(target=contextvars.copy_context().run, args=(run,), daemon=True).start()
    return task


def under_way(task: Future) -> Future:
    """Note what the flow is busy with, so that it ends when the flow closes."""
    flow = current_flow.get()
    with history_lock:
        if flow.closed.is_set():
            raise FlowClosed
        flow.task = task
    return task
