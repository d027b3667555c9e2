"""The 256 KiB that an input, a result or an output may have.

https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html#service-limits-task-executions
"""

import json

from aws_behaviour.step_functions.errors import ExecutionError

MAX_BYTES = 256 * 1024


def check_size(name: str, output: str) -> None:
    """Raise States.DataLimitExceeded for what a state or resource of that name gives, if it is too large."""
    if len(output) <= MAX_BYTES:
        return  # As UTF-8 without spaces it is no longer than that.
    if len(json.dumps(json.loads(output), ensure_ascii=False, separators=(",", ":")).encode()) > MAX_BYTES:
        raise ExecutionError(
            "States.DataLimitExceeded",
            f"The state/task '{name}' returned a result with a size "
            "exceeding the maximum number of bytes service limit.",
        )
