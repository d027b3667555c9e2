"""Tasks that wait for their token to come back: SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat.

https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
"""

import base64
import json
import secrets
import time
from collections.abc import Callable
from concurrent.futures import Future

from ministack.core.responses import error_response_json, json_response
from ministack.services import stepfunctions

from aws_behaviour.replaces import replaces
from aws_behaviour.step_functions.api_errors import refuse_constant, size_error
from aws_behaviour.step_functions.errors import ExecutionError
from aws_behaviour.step_functions.flow import history_lock

CLOSED = "closed"


class Callback:
    """What a token stands for. MiniStack keeps those of activities beside these, as dicts."""

    def __init__(self):
        # Long, and with characters that have to be quoted in a URL, as AWS's are.
        self.token = base64.b64encode(secrets.token_bytes(384)).decode()
        self.answer: Future = Future()
        self.heard_at = time.monotonic()
        stepfunctions._task_tokens[self.token] = self

    def close(self) -> None:
        stepfunctions._task_tokens[self.token] = CLOSED


@replaces(stepfunctions, "_send_task_success")
def send_task_success(original, data):
    output = data.get("output") or ""
    if error := size_error("output", output):
        return error
    try:
        result = json.loads(output, parse_constant=refuse_constant)
    except ValueError as error:
        return error_response_json("InvalidOutput", f"Invalid Output: '{error}'")
    return with_callback(original, data, lambda callback: callback.answer.set_result(result))


@replaces(stepfunctions, "_send_task_failure")
def send_task_failure(original, data):
    error = ExecutionError(data.get("error"), data.get("cause"))
    return with_callback(original, data, lambda callback: callback.answer.set_exception(error))


@replaces(stepfunctions, "_send_task_heartbeat")
def send_task_heartbeat(original, data):
    return with_callback(original, data, lambda callback: setattr(callback, "heard_at", time.monotonic()))


def with_callback(original, data: dict, act: Callable[[Callback], None]) -> tuple:
    with history_lock:
        callback = stepfunctions._task_tokens.get(data.get("taskToken"))
        if callback is None:
            return error_response_json("InvalidToken", "Invalid Token: 'Invalid token'")
        if isinstance(callback, dict):
            return original(data)
        if callback is CLOSED or callback.answer.done():
            message = "Task Timed Out: 'Provided task does not exist anymore'"
            return error_response_json("TaskTimedOut", message)
        act(callback)
    return json_response({})
