"""Step Functions: which definitions it takes, how executions run, fail and end, their history, API errors."""

from aws_behaviour.step_functions import (  # noqa: F401
    api_errors,
    data_flow,
    definitions,
    executions,
    groups,
    history,
    retry_and_catch,
    start,
    tasks,
)
