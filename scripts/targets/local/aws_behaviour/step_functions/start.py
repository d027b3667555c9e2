"""An execution begins at once; MiniStack waits 150 ms before its first state.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
"""

import inspect

from ministack.services import stepfunctions

PAUSE_SECONDS = 0.15

run = inspect.unwrap(stepfunctions._run_execution)
constants = run.__code__.co_consts
assert PAUSE_SECONDS in constants
run.__code__ = run.__code__.replace(
    co_consts=tuple(0 if constant == PAUSE_SECONDS else constant for constant in constants)
)
