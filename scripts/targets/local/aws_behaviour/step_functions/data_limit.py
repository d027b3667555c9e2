"""The 256 KiB that an input, a result or an output may have.

https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html#service-limits-task-executions
"""

import json

from ministack.services import stepfunctions

MAX_BYTES = 256 * 1024


def check_size(name: str, data) -> None:
    """Raise States.DataLimitExceeded for what a state or resource of that name gives, if it is too large."""
    if len(json.dumps(data)) <= MAX_BYTES:
        return  # As UTF-8 without spaces it is no longer than that.
    if len(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()) > MAX_BYTES:
        raise stepfunctions._ExecutionError(
            "States.DataLimitExceeded",
            f"The state/task '{name}' returned a result with a size "
            "exceeding the maximum number of bytes service limit.",
        )
