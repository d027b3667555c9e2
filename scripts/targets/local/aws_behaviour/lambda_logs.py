"""A function's log is whole, and a function that is deleted while it runs leaves no log group behind.

On AWS what a function writes before it answers is in its log
(https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html). MiniStack reads what the worker process has
written within 50 ms of its answer, which is too short on a busy machine and too long for a function that logs nothing.

And nothing makes the log group of a deleted function again: its role, which would have to allow that, is gone or does
not.
"""

import queue
import time

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from aws_behaviour.replaces import replaces

END_OF_LOG = "\x1e"  # the ASCII record separator, which no log line has
LOG_LIMIT_SECONDS = 5  # for a worker that was killed before it could write it

# The worker process writes the end of the log just before it answers.
WRITE_END = '_stderrWrite("\\x1e\\n"); '
for answer in ("if (err) {\n          _realStdoutWrite(", '_realStdoutWrite(JSON.stringify({\n        status: "error"'):
    assert answer in lambda_runtime._NODEJS_WORKER_SCRIPT
    lambda_runtime._NODEJS_WORKER_SCRIPT = lambda_runtime._NODEJS_WORKER_SCRIPT.replace(answer, WRITE_END + answer)


@replaces(lambda_runtime.Worker, "_drain_stderr_bounded")
def whole_log(drain, self, *args, **kwargs):
    if not self.config.get("Runtime", "").startswith("nodejs"):
        return drain(self, *args, **kwargs)
    lines = []
    deadline = time.monotonic() + LOG_LIMIT_SECONDS
    while time.monotonic() < deadline:
        try:
            line = self._stderr_queue.get(timeout=0.1)
        except queue.Empty:
            if not self._stderr_thread.is_alive():
                break
            continue
        text, end, _ = line.partition(END_OF_LOG)
        if text or not end:
            lines.append(text)
        if end:
            break
    return "\n".join(lines)


@replaces(lambda_svc, "_emit_lambda_logs")
def emit_lambda_logs(emit, function, *args, **kwargs):
    config = function.get("config") or function
    if lambda_svc._get_func_record_for_ref(config.get("FunctionArn", ""))[0]:
        emit(function, *args, **kwargs)
