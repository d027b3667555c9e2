"""Step Functions: how executions run, fail and end, a history that covers Parallel and Map, API errors."""

from aws_behaviour.step_functions import (  # noqa: F401
    api_errors,
    data_flow,
    executions,
    groups,
    history,
    retry_and_catch,
    start,
    tasks,
)
