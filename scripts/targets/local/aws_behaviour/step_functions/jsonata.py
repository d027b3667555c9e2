"""JSONata expressions: what they can read, and how they fail.

https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
"""

import json

from jsonata import Jsonata
from jsonata.jexception import JException
from jsonata.utils import Utils
from ministack.services import stepfunctions

from aws_behaviour.step_functions import jsonata_functions
from aws_behaviour.step_functions.errors import ExecutionError, in_state
from aws_behaviour.step_functions.flow import current_flow
from aws_behaviour.step_functions.history import log

# The most that an expression may take, in milliseconds.
TIMEOUT = 1000


def is_jsonata(state: dict) -> bool:
    return state.get("QueryLanguage", current_flow.get().language) == "JSONata"


def evaluate(value, field: str, states: dict):
    """A field's value with its expressions evaluated, however deep they are in it. `states` is what `$states` has."""
    if isinstance(value, dict):
        return {name: evaluate(inner, f"{field}/{name}", states) for name, inner in value.items()}
    if isinstance(value, list):
        return [evaluate(inner, f"{field}[{index}]", states) for index, inner in enumerate(value)]
    if isinstance(value, str) and value.startswith("{%") and value.endswith("%}"):
        return evaluate_expression(value[2:-2].strip(), field, states)
    return value


def evaluate_as(kind: str, value, field: str, states: dict):
    """The same for a field that has to be an array, a boolean, a number or a string."""
    result = evaluate(value, field, states)
    if (found := stepfunctions._json_type(result)) == kind:
        return result
    expression = value[2:-2].strip() if isinstance(value, str) else json.dumps(value)
    problem = f"returned an unexpected result type. Expected '{kind}', but was '{found}'"
    raise failure(f"{named(expression, field)} {problem} for value: {json.dumps(result)}", field)


def evaluate_expression(expression: str, field: str, states: dict):
    flow = current_flow.get()
    # The engine takes None for undefined.
    variables = {name: Utils.NULL_VALUE if value is None else value for name, value in flow.variables.items()}
    try:
        engine = Jsonata.jsonata(expression, timeout=TIMEOUT)
        stepfunctions._register_sfn_jsonata_functions(engine)
        jsonata_functions.register(engine)
        engine.set_output_convert_nulls(False)
        result = engine.evaluate(None, {**variables, "states": {**states, "context": flow.context}})
    except Exception as error:
        code = error.error if isinstance(error, JException) else None
        message = f"{code}: {error}" if code else str(error)
        raise failure(f"{named(expression, field)} threw an error during evaluation. {message}", field) from None
    if result is None:
        raise failure(f"{named(expression, field)} returned nothing (undefined).", field)
    try:
        # Plain values, apart from what they were read from.
        return json.loads(json.dumps(Utils.convert_nulls(result), allow_nan=False))
    except (TypeError, ValueError):
        raise failure(f"{named(expression, field)} returned an unsupported result type.", field) from None


def named(expression: str, field: str) -> str:
    return f"The JSONata expression '{expression}' specified for the field '{field}'"


def failure(reason: str, field: str | None = None) -> ExecutionError:
    """The error of an evaluation that fails, of which the history tells.

    https://docs.aws.amazon.com/step-functions/latest/apireference/API_EvaluationFailedEventDetails.html
    """
    error = ExecutionError("States.QueryEvaluationError", in_state(reason))
    flow = current_flow.get()
    details = {"error": error.error, "cause": error.cause, "state": flow.entered[0]}
    log(flow.execution, "EvaluationFailed", {**details, "location": field} if field else details)
    return error
