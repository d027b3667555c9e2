"""Step Functions: TimeoutSeconds of a state machine, a history that covers Parallel and Map, API errors."""

from aws_behaviour.step_functions import api_errors, executions, groups, history, tasks  # noqa: F401
