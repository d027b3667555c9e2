"""Task states: their events, and that they end when their flow closes.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_TaskScheduledEventDetails.html
"""

import contextvars
import json
import threading
from concurrent.futures import Future

from ministack.services import stepfunctions

from aws_behaviour.replaces import replaces
from aws_behaviour.step_functions.data_limit import check_size
from aws_behaviour.step_functions.flow import FlowClosed, current_flow, history_lock
from aws_behaviour.step_functions.history import integration, log


def log_scheduled(resource: str, parameters) -> None:
    flow = current_flow.get()
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
    return invoke(original, resource, parameters)


@replaces(stepfunctions, "_invoke_with_callback")
def invoke_with_callback(original, resource, parameters, token, state):
    return invoke(original, resource, parameters, token, state)


def invoke(call, resource, parameters, *args):
    if isinstance(parameters, stepfunctions._ExecutionError):
        raise parameters  # see apply_parameters
    log_scheduled(resource, parameters)
    result = until_closed(call, resource, parameters, *args)
    check_size(resource, result)
    return result


def until_closed(call, *args):
    """What the call returns; when the flow closes, it is left to itself, since its result no longer matters."""
    flow = current_flow.get()
    if flow is None:
        return call(*args)
    task: Future = Future()

    def settle(action, value):
        with history_lock:
            if not task.done():
                action(value)

    def run():
        try:
            settle(task.set_result, call(*args))
        except Exception as error:
            settle(task.set_exception, error)

    with history_lock:
        if flow.closed.is_set():
            raise FlowClosed
        flow.task = task
    threading.Thread(target=contextvars.copy_context().run, args=(run,), daemon=True).start()
    return task.result()
