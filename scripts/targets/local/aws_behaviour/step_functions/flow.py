"""Where an execution, a branch or an iteration has got to, and how all of it is stopped.

MiniStack runs an execution's states in threads: one for the execution, one for each Parallel branch and Map
iteration. Each such thread has a Flow, found through a context variable, which MiniStack's threads inherit.
"""

import contextvars
import threading
from concurrent.futures import Future


class Flow:
    """A sequence of states: an execution's, a branch's or an iteration's; or the group of those in one state.

    The kind of a group is Parallel, Map, or MapRun for a Distributed Map, whose items are executions.
    """

    def __init__(self, execution: dict, last_event=0, parent: "Flow | None" = None, kind="", name=""):
        self.execution = execution
        self.first_event = self.last_event = last_event
        # The name of the state it is in, and the id of the event that entered that.
        self.entered: tuple[str, int] | None = parent.entered if parent else None
        self.kind = kind
        self.name = name  # of the state that a group belongs to
        self.members: list[Flow] = []
        self.closed = threading.Event()
        self.task: Future | None = None  # that is under way
        self.outcome: dict = {}  # of an execution
        self.failed = False  # the last attempt of the Parallel or Map state that it is in
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
