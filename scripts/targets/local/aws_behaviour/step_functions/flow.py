"""Where an execution, a branch or an iteration has got to, and how all of it is stopped.

States run in threads: one for the execution, one for each Parallel branch and Map iteration. Each such thread has a
Flow, found through a context variable, which the threads that it starts inherit.
"""

import contextvars
import threading
from collections import ChainMap
from concurrent.futures import Future


class Flow:
    """A sequence of states: an execution's, a branch's or an iteration's; or the group of those in one state."""

    def __init__(self, execution: dict, parent: "Flow | None" = None, last_event=0):
        self.execution = execution
        self.first_event = self.last_event = last_event
        self.freed_by = last_event  # of a group: the last event of the member that ended last
        # The name of the state it is in, and the id of the event that entered that.
        self.entered: tuple[str, int] | None = parent.entered if parent else None
        # https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
        self.context: dict = {**parent.context} if parent else {}
        # Those of the flows around it can be read, not assigned.
        self.variables: ChainMap = parent.variables.new_child() if parent else ChainMap()
        self.language: str = parent.language if parent else "JSONPath"
        self.members: list[Flow] = []
        self.closed = threading.Event()
        self.task: Future | None = None  # that is under way
        if parent:
            with history_lock:
                parent.members.append(self)
                if parent.closed.is_set():
                    self.closed.set()

    def close(self) -> None:
        """To be called under the history lock."""
        self.closed.set()
        if self.task and not self.task.done():
            self.task.set_exception(FlowClosed())
        for member in self.members:
            member.close()


class FlowClosed(SystemExit):
    """Ends the thread of a flow that was closed. A SystemExit, because threads end silently on those."""


history_lock = threading.RLock()
current_flow: contextvars.ContextVar[Flow | None] = contextvars.ContextVar("flow", default=None)
flow_of_execution: dict[str, Flow] = {}
