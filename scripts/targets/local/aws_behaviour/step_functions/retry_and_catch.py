"""What Retry and Catch match.

https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
"""

from ministack.services import stepfunctions

from aws_behaviour.replaces import replaces


@replaces(stepfunctions, "_error_matches")
def error_matches(original, error_equals, error):
    if error == "States.Runtime":
        return False  # It always causes the execution to fail.
    if error == "States.DataLimitExceeded":
        return error in error_equals
    return original(error_equals, error)
