"""Paths and intrinsic functions that fail: what the state says, and which error it fails with.

AWS documents the errors' names, not their words; those are as seen in executions' histories.
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-error-representation
"""

import json

from ministack.services import stepfunctions

from aws_behaviour.replaces import replaces
from aws_behaviour.step_functions.flow import current_flow


class PathNotFound(stepfunctions._ExecutionError):
    """A path that the data does not have; the caller that knows its field raises it again in the field's words."""

    def __init__(self, path: str, data):
        self.path = path
        self.text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        cause = f"The JSONPath '{path}' could not be found in the input '{self.text}'"
        super().__init__("States.Runtime", cause)

    def in_field(self, field: str) -> stepfunctions._ExecutionError:
        return runtime_error(
            f"The JSONPath '{self.path}' specified for the field '{field}' "
            f"could not be found in the input '{self.text}'"
        )


def state_error(error: str, reason: str) -> stepfunctions._ExecutionError:
    """The error of the state that is being executed, which its cause names, as AWS does."""
    flow = current_flow.get()
    if flow and flow.entered:
        name, event_id = flow.entered
        where = f"An error occurred while executing the state '{name}' (entered at the event id #{event_id})."
        reason = f"{where} {reason}"
    return stepfunctions._ExecutionError(error, reason)


def runtime_error(reason: str) -> stepfunctions._ExecutionError:
    return state_error("States.Runtime", reason)


@replaces(stepfunctions, "_resolve_path")
def resolve_path(original, path, data):
    value = original(path, data)
    if value is None and path.startswith("$"):
        tokens = stepfunctions._parse_jsonpath_tokens(path)
        if tokens is None:
            # Better than null, which MiniStack takes it for.
            raise runtime_error(f"The local target cannot evaluate JSONPaths of this form: '{path}'")
        if is_missing(tokens, data):
            raise PathNotFound(path, data)
    return value


def is_missing(tokens: list[tuple], data) -> bool:
    for kind, key in tokens:
        if not isinstance(data, dict if kind == "field" else list):
            return True
        if kind == "field" and key not in data:
            return True
        if kind == "index" and key >= len(data):
            return False  # An item beyond an array's end is null.
        data = data[key]
    return False


@replaces(stepfunctions, "_resolve_ctx_path")
def resolve_context_path(original, path, ctx):
    try:
        return original(path, ctx)
    except PathNotFound:
        raise PathNotFound(path, ctx) from None


def apply_path(original, state, data, ctx=None):
    try:
        return original(state, data, ctx)
    except PathNotFound as missing:
        tokens = stepfunctions._parse_jsonpath_tokens(missing.path.replace("$$", "$", 1))
        keys = "".join(f"['{key}']" if kind == "field" else f"[{key}]" for kind, key in tokens)
        raise runtime_error(f"Invalid path '{missing.path}' : No results for path: ${keys}") from None


replaces(stepfunctions, "_apply_input_path")(apply_path)
replaces(stepfunctions, "_apply_output_path")(apply_path)


@replaces(stepfunctions, "_resolve_params_obj")
def resolve_payload_template(original, template, data, ctx=None):
    """Parameters, ResultSelector and ItemSelector, one object of them at a time."""
    try:
        return original(template, data, ctx)
    except PathNotFound as missing:
        fields = (key for key, value in template.items() if key.endswith(".$") and value == missing.path)
        raise missing.in_field(next(fields)) from None


@replaces(stepfunctions, "_fail_state_field")
def fail_state_field(original, state, field, default, raw_input, ctx):
    try:
        return original(state, field, default, raw_input, ctx)
    except PathNotFound as missing:
        raise missing.in_field(f"{field}Path") from None


@replaces(stepfunctions, "_evaluate_rule")
def evaluate_rule(original, rule, data, ctx=None):
    try:
        if "IsPresent" not in rule:
            return original(rule, data, ctx)
        stepfunctions._resolve_path_or_ctx(rule["Variable"], data, ctx)
        return rule["IsPresent"] is True  # A field that is null is present.
    except PathNotFound as missing:
        if "IsPresent" in rule:
            return rule["IsPresent"] is False
        raise runtime_error(
            f"Invalid path '{missing.path}': The choice state's condition path references an invalid value."
        ) from None


@replaces(stepfunctions, "_execute_wait")
def execute_wait(original, state, raw_input, ctx=None):
    for field in ("SecondsPath", "TimestampPath"):
        if field in state:
            check_wait(field, state, raw_input, ctx)
    return original(state, raw_input, ctx)


def check_wait(field: str, state: dict, raw_input, ctx) -> None:
    path = state[field]
    try:
        value = stepfunctions._resolve_path(path, stepfunctions._apply_input_path(state, raw_input, ctx))
    except PathNotFound:
        raise runtime_error(f"The {field} parameter does not reference an input value: {path}") from None
    shown = f"{path} == {value if isinstance(value, str) else json.dumps(value)}"
    if field == "TimestampPath":
        if stepfunctions._parse_ts(value) is None:
            raise runtime_error(f"The {field} parameter is not a valid ISO-8601 timestamp: {shown}")
    elif not isinstance(value, int) or isinstance(value, bool):
        raise runtime_error(f"The {field} parameter cannot be parsed as a long value: {shown}")
    elif value < 0:
        raise runtime_error(f"The {field} parameter references a negative value: {shown}")


def map_items(state: dict, raw_input, ctx) -> list:
    """The items of a Map in JSONPath, by its ItemsPath."""
    path = state.get("ItemsPath", "$")
    effective = stepfunctions._apply_input_path(state, raw_input, ctx)
    try:
        items = stepfunctions._resolve_path_or_ctx(path, effective, ctx)
    except PathNotFound as missing:
        raise missing.in_field("ItemsPath") from None
    if not isinstance(items, list):
        raise runtime_error(f'Reference path "{path}" must point to array.')
    return items


@replaces(stepfunctions, "_evaluate_intrinsic")
def evaluate_intrinsic(original, expression, data, ctx):
    problem = f"The function '{expression}' had the following error:"
    try:
        return original(expression, data, ctx)
    except PathNotFound as missing:
        raise runtime_error(
            f"{problem} The JsonPath argument for the field '{missing.path}' "
            f"could not be found in the input '{missing.text}'"
        ) from None
    except stepfunctions._ExecutionError:
        raise
    except Exception:
        # AWS goes on in words of each function's own.
        name = expression.split("(")[0]
        raise state_error("States.IntrinsicFailure", f"{problem} Invalid arguments in {name}") from None


@replaces(stepfunctions, "_apply_parameters")
def apply_parameters(original, state, data, ctx=None):
    """What fails in a Task's Parameters is passed on, to be raised by tasks.invoke: under Retry and Catch."""
    try:
        return original(state, data, ctx)
    except stepfunctions._ExecutionError as error:
        if state.get("Type") == "Task" and current_flow.get():
            return error
        raise
