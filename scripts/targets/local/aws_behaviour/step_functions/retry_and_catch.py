"""Retry and Catch of Task, Parallel and Map states: what they match, and how long Retry waits.

https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
"""

import random
from collections.abc import Callable

from ministack.services import stepfunctions

from aws_behaviour.replaces import replaces
from aws_behaviour.step_functions.data_flow import Outcome, caught_outcome
from aws_behaviour.step_functions.errors import ExecutionError
from aws_behaviour.step_functions.flow import current_flow


class HeartbeatTimeout(ExecutionError):
    """A time-out, which Retry and Catch also know by a name of its own."""

    def __init__(self):
        super().__init__("States.Timeout", "")


@replaces(stepfunctions, "_error_matches")
def error_matches(original, error_equals, error):
    if error == "States.Runtime":
        return False  # It always causes the execution to fail.
    if error == "States.DataLimitExceeded":
        return error in error_equals
    return original(error_equals, error)


def matches(rule: dict, error: ExecutionError) -> bool:
    names = rule["ErrorEquals"]
    if isinstance(error, HeartbeatTimeout) and "States.HeartbeatTimeout" in names:
        return True
    return stepfunctions._error_matches(names, error.error)


def with_retry_and_catch(
    state: dict, data, attempt: Callable[[], Outcome], given_up: Callable[[ExecutionError], None] | None = None
) -> Outcome:
    """The outcome of the first attempt that succeeds, or else of what catches the last one's error.

    `given_up` is called with an error that is not retried.
    """
    context = current_flow.get().context
    counts: dict[int, int] = {}  # of the retries that each rule has allowed
    while True:
        context["State"] = {**context["State"], "RetryCount": sum(counts.values())}
        try:
            return attempt()
        except ExecutionError as error:
            failure = error
        rules = enumerate(state.get("Retry", []))
        index, retrier = next(((index, rule) for index, rule in rules if matches(rule, failure)), (0, {}))
        if counts.get(index, 0) < retrier.get("MaxAttempts", 3 if retrier else 0):
            stepfunctions._scaled_sleep(interval(retrier, counts.get(index, 0)))
            counts[index] = counts.get(index, 0) + 1
            continue
        if given_up:
            given_up(failure)
        catchers = (index for index, rule in enumerate(state.get("Catch", [])) if matches(rule, failure))
        if (catcher := next(catchers, None)) is None:
            raise failure
        return caught_outcome(state, catcher, data, {"Error": failure.error, "Cause": failure.cause})


def interval(retrier: dict, count: int) -> float:
    """The seconds to wait after so many retries, with MaxDelaySeconds and JitterStrategy."""
    seconds = retrier.get("IntervalSeconds", 1) * retrier.get("BackoffRate", 2.0) ** count
    seconds = min(seconds, retrier.get("MaxDelaySeconds", seconds))
    return random.uniform(0, seconds) if retrier.get("JitterStrategy") == "FULL" else seconds
