"""Work that is done side by side, in threads that belong to the flow that they are started in."""

import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from aws_behaviour.step_functions.flow import FlowClosed


def side_by_side(calls: list[Callable], at_once: int) -> list:
    """What the calls return, no more than so many at once. Raises what one of them raises, once all have ended."""
    with ThreadPoolExecutor(max_workers=max(min(at_once, len(calls)), 1)) as pool:
        futures = [pool.submit(contextvars.copy_context().run, call) for call in calls]
    errors = [error for future in futures if (error := future.exception())]
    # Where one call fails, that closes the flows of the others.
    errors.sort(key=lambda error: isinstance(error, FlowClosed))
    if errors:
        raise errors[0]
    return [future.result() for future in futures]
