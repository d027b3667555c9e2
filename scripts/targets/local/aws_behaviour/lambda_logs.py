"""A function that is deleted while it runs leaves no log group behind.

On AWS nothing makes the log group of a deleted function again: its role, which would have to allow that, is gone or
does not (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html); MiniStack does it.
"""

from ministack.services import lambda_svc

from aws_behaviour.replaces import replaces


@replaces(lambda_svc, "_emit_lambda_logs")
def emit_lambda_logs(emit, function, *args, **kwargs):
    config = function.get("config") or function
    if lambda_svc._get_func_record_for_ref(config.get("FunctionArn", ""))[0]:
        emit(function, *args, **kwargs)
