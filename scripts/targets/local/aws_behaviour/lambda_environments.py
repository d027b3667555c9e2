"""A function's execution environment outlives an error that its handler throws.

On AWS it is only reset when the function crashes or takes too long
(https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-invoke-with-errors);
MiniStack ends the process after each error, and starts another one at the next invocation.

And an invocation takes an environment that is free within a moment, before it has another one started. AWS starts one at
once, somewhere; here that is a process on the learner's machine, which takes longer to start than most functions to run.
"""

import threading
import time

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from aws_behaviour.replaces import replaces

STARTING_SECONDS = 5  # at most, for those that are being started: a busy machine may need some
BUSY_SECONDS = 0.2  # then, for one that is busy

# The worker process tells apart what its handler throws, which it lives on after, from what ends it.
THROWN = 'status: "error", error: String(err.message || err)'
assert THROWN in lambda_runtime._NODEJS_WORKER_SCRIPT
lambda_runtime._NODEJS_WORKER_SCRIPT = lambda_runtime._NODEJS_WORKER_SCRIPT.replace(
    THROWN, THROWN.replace('"error"', '"ok", thrown: true', 1)
)

changed = threading.Condition()


@replaces(lambda_runtime.Worker, "invoke")
def invoke(original, self, *args, **kwargs):
    answer = original(self, *args, **kwargs)
    return {**answer, "status": "error"} if answer.get("thrown") else answer


@replaces(lambda_runtime.Worker, "_spawn")
def spawn(original, self):
    try:
        original(self)
    finally:
        self.has_started = True  # or never will
        notify()


@replaces(lambda_svc, "release_worker")
def release_worker(original, worker):
    original(worker)
    notify()


def notify() -> None:
    with changed:
        changed.notify_all()


@replaces(lambda_svc, "acquire_worker")
def acquire_worker(original, func_name, config, code_zip, qualifier="$LATEST", **options):
    with lambda_runtime._lock:
        key = lambda_runtime._worker_key(func_name, config, qualifier)
        there = list(lambda_runtime._workers.get(key, []))
    with changed:
        changed.wait_for(lambda: any_free(there) or all_started(there), STARTING_SECONDS)
        changed.wait_for(lambda: any_free(there) or not there, BUSY_SECONDS)
    return original(func_name, config, code_zip, qualifier=qualifier, **options)


def any_free(workers: list) -> bool:
    return any(not worker.in_use for worker in workers)


def all_started(workers: list) -> bool:
    return all(hasattr(worker, "has_started") for worker in workers)
