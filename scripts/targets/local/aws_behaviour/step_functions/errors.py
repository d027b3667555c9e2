"""What a state fails with: its error, and a cause that names the state, as AWS does.

AWS documents the errors' names, not their words; those are as seen in executions' histories.
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-error-representation
"""

from ministack.services import stepfunctions

from aws_behaviour.step_functions.flow import current_flow

ExecutionError = stepfunctions._ExecutionError


def in_state(reason: str) -> str:
    """A cause: where it happened, and why."""
    flow = current_flow.get()
    if flow is None or flow.entered is None:
        return reason
    name, event_id = flow.entered
    return f"An error occurred while executing the state '{name}' (entered at the event id #{event_id}). {reason}"


def runtime_error(reason: str) -> ExecutionError:
    """What no Retry and no Catch takes: the definition and its data do not fit."""
    return ExecutionError("States.Runtime", in_state(reason))
