"""What Retry and Catch match, and how long Retry waits.

https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
"""

import random

from ministack.services import stepfunctions

from aws_behaviour.replaces import replaces
from aws_behaviour.step_functions.flow import current_flow


@replaces(stepfunctions, "_error_matches")
def error_matches(original, error_equals, error):
    if error == "States.Runtime":
        return False  # It always causes the execution to fail.
    if error == "States.DataLimitExceeded":
        return error in error_equals
    return original(error_equals, error)


@replaces(stepfunctions, "_find_matching_retrier")
def find_matching_retrier(original, retriers, error, retry_counts):
    """A retrier whose interval is the one to wait now, with MaxDelaySeconds and JitterStrategy."""
    retrier, index = original(retriers, error, retry_counts)
    if retrier is None or current_flow.get() is None:
        return retrier, index
    growth = retrier.get("BackoffRate", 2.0) ** retry_counts.get(index, 0)
    seconds = retrier.get("IntervalSeconds", 1) * growth
    seconds = min(seconds, retrier.get("MaxDelaySeconds", seconds))
    if retrier.get("JitterStrategy") == "FULL":
        seconds = random.uniform(0, seconds)
    return {**retrier, "IntervalSeconds": seconds, "BackoffRate": 1}, index
