"""A Node.js function's error keeps its name: Step Functions matches Retry and Catch by it.

On AWS the answer of a function that throws is {"errorType": the error's name, "errorMessage", "trace"}
(https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html); MiniStack names every one Runtime.HandlerError.
"""

import threading

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from aws_behaviour.replaces import replaces

# The worker process is told to send the error's name along, beside its message and stack.
for sent, with_name in (
    ('trace: err.stack || ""', 'trace: err.stack || "", errorType: err.name || "Error"'),
    ("error: e.message, trace: e.stack\n", 'error: e.message, trace: e.stack, errorType: e.name || "Error"\n'),
):
    assert sent in lambda_runtime._NODEJS_WORKER_SCRIPT
    lambda_runtime._NODEJS_WORKER_SCRIPT = lambda_runtime._NODEJS_WORKER_SCRIPT.replace(sent, with_name)

last_answer = threading.local()


@replaces(lambda_runtime.Worker, "invoke")
def keep_answer(invoke, self, *args, **kwargs):
    last_answer.value = invoke(self, *args, **kwargs)
    return last_answer.value


@replaces(lambda_svc, "_execute_function_warm")
def execute_function_warm(execute, function, event, request_id):
    last_answer.value = {}
    outcome = execute(function, event, request_id)
    answer = last_answer.value
    if outcome.get("error") and answer.get("errorType"):
        outcome["body"] = {
            "errorType": answer["errorType"],
            "errorMessage": answer.get("error", ""),
            "trace": answer.get("trace", "").split("\n"),
        }
    return outcome
