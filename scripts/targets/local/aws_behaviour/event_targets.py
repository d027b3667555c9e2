"""EventBridge: Kinesis and Firehose targets, policies that let a rule in or not, and dead-letter queues.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_KinesisParameters.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
"""

import base64
import json
import logging
import re

from ministack.core import iam_evaluator
from ministack.core.arn import Arn, ArnParseError, parse_arn
from ministack.services import eventbridge, firehose, kinesis, lambda_svc, sns, sqs, stepfunctions

from aws_behaviour.replaces import replaces

logger = logging.getLogger("events")


class DeliveryError(Exception):
    """A failed delivery, with one of the error codes that a dead-letter queue's messages carry."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code


@replaces(eventbridge, "_invoke_target")
def invoke_target(original, target, event, rule, view=None):
    view = view or eventbridge._pattern_event_view(event)
    try:
        arn = parse_arn(target.get("Arn", ""))
    except ArnParseError:
        return original(target, event, rule, view)
    try:
        check_exists(arn)
        check_tells_apart(arn)
        check_lets_in(arn, target, rule)
        if arn.service == "kinesis":
            put_to_kinesis(arn, target, payload(target, rule, view), view.event_with_detail())
        elif arn.service == "firehose":
            put_to_firehose(arn, payload(target, rule, view))
        else:
            original(target, event, rule, view)
    except DeliveryError as error:
        logger.warning("EventBridge: target %s not delivered: %s", arn, error)
        send_to_dead_letter_queue(target, rule, view, error)


def check_exists(arn: Arn) -> None:
    if not eventbridge._target_matches_request_scope(arn):
        return  # MiniStack's own rules for other accounts and regions hold
    find = {
        "lambda": lambda: lambda_svc._get_func_record_for_ref(str(arn))[0],
        "sns": lambda: sns._topics.get(str(arn)),
        "sqs": lambda: sqs._queue_by_arn(str(arn)),
        "states": lambda: stepfunctions._resolve_state_machine_arn(str(arn)),
    }.get(arn.service)
    if find and find() is None:
        raise DeliveryError("NO_RESOURCE", f"The target {arn} does not exist.")


def check_tells_apart(arn: Arn) -> None:
    """EventBridge sends a FIFO queue no deduplication id: the queue has to go by what messages say.

    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_SqsParameters.html
    """
    queue = sqs._queue_by_arn(str(arn)) if str(arn).endswith(".fifo") else None
    if queue and queue["attributes"].get("ContentBasedDeduplication") != "true":
        raise DeliveryError("INVALID_PARAMETER", f"The queue {arn} has no ContentBasedDeduplication.")


# What EventBridge does to the targets that have a policy of their own.
ACTIONS = {"lambda": "lambda:InvokeFunction", "sns": "sns:Publish", "sqs": "sqs:SendMessage"}


def check_lets_in(arn: Arn, target: dict, rule: dict) -> None:
    """Whether the target's policy lets the rule in, unless the rule comes with a role."""
    action = ACTIONS.get(arn.service)
    if not action or target.get("RoleArn") or not eventbridge._target_matches_request_scope(arn):
        return
    policy, _owner = iam_evaluator._resource_policy(arn.service, str(arn)) or (None, "")
    if isinstance(policy, str):
        policy = json.loads(policy or "{}")
    statements = (policy or {}).get("Statement", [])
    if isinstance(statements, dict):
        statements = [statements]
    if arn.service == "sns":
        # "You can't use Condition blocks in Amazon SNS topic policies for EventBridge": such a statement lets nothing in.
        statements = [statement for statement in statements if not statement.get("Condition")]
    context = iam_evaluator.EvalContext(
        principal_arn="*",
        principal_type="Service",
        principal_account="",
        action=action,
        resource_arn=str(arn),
        region=arn.region,
        service_context={"aws:sourcearn": rule.get("Arn", ""), "aws:sourceaccount": arn.account_id},
    )
    result = iam_evaluator.evaluate_resource_policy(
        {"Statement": statements}, context, service="events.amazonaws.com"
    )
    if result.decision != "Allow":
        raise DeliveryError("NO_PERMISSIONS", f"The policy of {arn} does not let the rule in.")


def payload(target: dict, rule: dict, view) -> str:
    """What the target gets: the event, or what Input, InputPath or InputTransformer make of it."""
    event = view.event_with_detail()
    if target.get("InputTransformer"):
        return eventbridge._apply_input_transformer(target["InputTransformer"], rule, view)
    if target.get("Input"):
        return target["Input"]
    return json.dumps(value_at(target.get("InputPath") or "$", event, default=event))


def value_at(path: str, event: dict, default=None):
    """The value at a path such as $.detail.items[0].id, or the default."""
    value = event
    for part in re.findall(r"[^.\[\]'\"$]+", path):
        try:
            value = value[int(part)] if isinstance(value, list) else value[part]
        except (KeyError, IndexError, TypeError, ValueError):
            return default
    return value


def put_to_kinesis(arn: Arn, target: dict, data: str, event: dict) -> None:
    path = (target.get("KinesisParameters") or {}).get("PartitionKeyPath")
    key = value_at(path, event) if path else event["id"]
    if key is None:
        raise DeliveryError("INVALID_PARAMETER", f"The event has nothing at the partition key path {path}.")
    if not isinstance(key, str):
        key = json.dumps(key)
    check(kinesis._put_record({"StreamARN": str(arn), "PartitionKey": key, "Data": encoded(data)}))


def put_to_firehose(arn: Arn, data: str) -> None:
    name = arn.resource.removeprefix("deliverystream/")
    check(firehose._put_record({"DeliveryStreamName": name, "Record": {"Data": encoded(data)}}))


def encoded(data: str) -> str:
    return base64.b64encode(data.encode()).decode()


def check(response: tuple) -> None:
    status, _headers, body = response
    if status < 400:
        return
    error = json.loads(body)
    missing = "ResourceNotFoundException" in error.get("__type", "")
    raise DeliveryError("NO_RESOURCE" if missing else "ERROR_FROM_TARGET", error.get("message", ""))


def send_to_dead_letter_queue(target: dict, rule: dict, view, error: DeliveryError) -> None:
    queue_arn = (target.get("DeadLetterConfig") or {}).get("Arn", "")
    queue = sqs._queue_by_arn(queue_arn)
    if not queue:
        return
    try:
        check_lets_in(parse_arn(queue_arn), {}, rule)
    except DeliveryError as refusal:
        logger.warning("EventBridge: event lost: %s", refusal)
        return
    attributes = {
        "RULE_ARN": rule.get("Arn", ""),
        "TARGET_ARN": target["Arn"],
        "ERROR_CODE": error.code,
        "ERROR_MESSAGE": str(error),
    }
    message = {
        "QueueUrl": queue["url"],
        "MessageBody": json.dumps(view.event_with_detail()),
        "MessageAttributes": {
            name: {"DataType": "String", "StringValue": value} for name, value in attributes.items() if value
        },
    }
    sqs._act_send_message(message, queue["url"])
