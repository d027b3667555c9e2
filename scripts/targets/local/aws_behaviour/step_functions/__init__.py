"""Step Functions: which definitions it takes, how executions run, fail and end, their history, API errors.

MiniStack keeps state machines and executions, answers the API, and calls other services. How states run is here:
executions.py begins them, states.py goes from one to the next, and there is a module for each kind of state.
"""

from aws_behaviour.step_functions import (  # noqa: F401
    api_errors,
    callbacks,
    definitions,
    deletions,
    executions,
    express,
    function_calls,
    groups,
    history,
    history_pages,
    objects,
    paths,
    publishing,
    retry_and_catch,
    simple_states,
    tasks,
)
