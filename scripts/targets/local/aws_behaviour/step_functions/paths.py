"""JSONPaths and intrinsic functions: variables and the context object in them, and how they fail.

https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html
https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
"""

import copy
import json
import re

from ministack.services import stepfunctions

from aws_behaviour.replaces import replaces
from aws_behaviour.step_functions.errors import ExecutionError, in_state, runtime_error
from aws_behaviour.step_functions.flow import current_flow

VARIABLE = re.compile(r"\$([^\W\d]\w*)(.*)", re.DOTALL)


class PathNotFound(ExecutionError):
    """A path that the data does not have; the caller that knows its field raises it again in the field's words."""

    def __init__(self, path: str, data):
        self.path = path
        self.text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        cause = f"The JSONPath '{path}' could not be found in the input '{self.text}'"
        super().__init__("States.Runtime", cause)

    def in_field(self, field: str) -> ExecutionError:
        return runtime_error(
            f"The JSONPath '{self.path}' specified for the field '{field}' "
            f"could not be found in the input '{self.text}'"
        )


@replaces(stepfunctions, "_resolve_path")
def resolve_path(original, path, data):
    flow = current_flow.get()
    if flow and path == "$$":
        return copy.deepcopy(flow.context)
    if flow and (variable := VARIABLE.fullmatch(path)):
        name, rest = variable.groups()
        if name not in flow.variables:
            raise PathNotFound(path, data)
        return copy.deepcopy(resolve_path(original, f"${rest}", flow.variables[name]))
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
        tokens = stepfunctions._parse_jsonpath_tokens(missing.path.replace("$$", "$", 1)) or []
        keys = "".join(f"['{key}']" if kind == "field" else f"[{key}]" for kind, key in tokens)
        raise runtime_error(f"Invalid path '{missing.path}' : No results for path: ${keys}") from None


replaces(stepfunctions, "_apply_input_path")(apply_path)
replaces(stepfunctions, "_apply_output_path")(apply_path)


@replaces(stepfunctions, "_resolve_params_obj")
def resolve_payload_template(original, template, data, ctx=None):
    """Parameters, ResultSelector, ItemSelector, BatchInput and Assign, one object of them at a time."""
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
    except ExecutionError:
        raise
    except Exception:
        # AWS goes on in words of each function's own.
        name = expression.split("(")[0]
        raise ExecutionError(
            "States.IntrinsicFailure", in_state(f"{problem} Invalid arguments in {name}")
        ) from None
