"""What SNS refuses a task: an error by the name of the SDK's exception, and the reason in plain words.

https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html
https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors
"""

import re

from ministack.services import stepfunctions

from aws_behaviour.step_functions.errors import ExecutionError

RESOURCE = "arn:aws:states:::sns:publish"

original = stepfunctions._SERVICE_DISPATCH[RESOURCE]


def publish(resource, parameters):
    try:
        return original(resource, parameters)
    except ExecutionError as error:
        code, message = (inside(tag, error.cause) for tag in ("Code", "Message"))
        if code is None:
            raise
        raise ExecutionError(f"SNS.{code}Exception", message or "") from None


def inside(tag: str, text: str) -> str | None:
    found = re.search(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
    return found and found.group(1)


stepfunctions._SERVICE_DISPATCH[RESOURCE] = publish
