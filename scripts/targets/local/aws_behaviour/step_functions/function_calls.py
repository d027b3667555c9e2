"""The calls of functions by tasks: a text comes back as it is.

https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
"""

import contextvars
import json

from ministack.services import lambda_svc, stepfunctions

from aws_behaviour.replaces import replaces

is_task: contextvars.ContextVar[bool] = contextvars.ContextVar("is_task", default=False)


@replaces(stepfunctions, "_call_lambda")
def call_function(original, function, event):
    token = is_task.set(True)
    try:
        return original(function, event)
    finally:
        is_task.reset(token)


@replaces(lambda_svc, "_execute_function_with_config_scope")
def execute_function(original, function, event, *args, **kwargs):
    """MiniStack would take a text such as "7" for JSON, which has been read already."""
    outcome = original(function, event, *args, **kwargs)
    if is_task.get() and isinstance(outcome.get("body"), str):
        return {**outcome, "body": json.dumps(outcome["body"])}
    return outcome
