"""The fields of state machines and their states: those that they can't do without, and those that they may have.

https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
"""

import re
from collections.abc import Iterator

from aws_behaviour.step_functions.definitions.tree import Problem, machines_in, objects, schema_problem, states_of

MACHINE = ("Comment", "QueryLanguage", "StartAt", "States", "TimeoutSeconds", "Version")
INNER_MACHINE = ("Comment", "ProcessorConfig", "StartAt", "States")

ONWARD = ("Next", "End")
FAILING = ("Retry", "Catch")
IN_AND_OUT = ("InputPath", "OutputPath")
RESULT = ("Parameters", "ResultSelector", "ResultPath")
TOLERATED = ("ToleratedFailureCount", "ToleratedFailurePercentage")
# Of each type of state: its fields in both query languages, in JSONPath only, and in JSONata only.
STATES = {
    "Task": (
        (*ONWARD, *FAILING, "Assign", "Resource", "TimeoutSeconds", "HeartbeatSeconds", "Credentials"),
        (*IN_AND_OUT, *RESULT, "TimeoutSecondsPath", "HeartbeatSecondsPath"),
        ("Arguments", "Output"),
    ),
    "Wait": (
        (*ONWARD, "Assign", "Seconds", "Timestamp"),
        (*IN_AND_OUT, "SecondsPath", "TimestampPath"),
        ("Output",),
    ),
    "Pass": ((*ONWARD, "Assign"), (*IN_AND_OUT, "Parameters", "Result", "ResultPath"), ("Output",)),
    "Succeed": ((), IN_AND_OUT, ("Output",)),
    "Fail": (("Error", "Cause"), ("ErrorPath", "CausePath"), ()),
    "Choice": (("Assign", "Choices", "Default"), IN_AND_OUT, ("Output",)),
    "Parallel": ((*ONWARD, *FAILING, "Assign", "Branches"), (*IN_AND_OUT, *RESULT), ("Arguments", "Output")),
    "Map": (
        (*ONWARD, *FAILING, *TOLERATED, "Assign", "ItemProcessor", "Iterator", "ItemSelector", "MaxConcurrency")
        + ("ItemReader", "ItemBatcher", "ResultWriter", "Label"),
        (*IN_AND_OUT, *RESULT, "ItemsPath", "MaxConcurrencyPath", *(f"{name}Path" for name in TOLERATED)),
        ("Items", "Output"),
    ),
}
REQUIRED = {"Task": ["Resource"], "Choice": ["Choices"], "Parallel": ["Branches"]}
ONE_OF = {
    "Map": [["ItemProcessor", "Iterator"]],
    "Wait": [["Seconds", "SecondsPath", "Timestamp", "TimestampPath"]],
}
DISTRIBUTED_ONLY = ("ItemReader", "ItemBatcher", "ResultWriter")
CATCH = ("Comment", "ErrorEquals", "Next", "ResultPath", "Output", "Assign")
NOT_IN_EXPRESS = (".waitForTaskToken", ".sync")


def field_problems(machine: dict, language: str, is_express: bool, path="") -> Iterator[Problem]:
    """What is wrong with the fields of a state machine, branch or item processor, and of its states."""
    yield from unsupported(machine, INNER_MACHINE if path else MACHINE, path or "/")
    yield from missing(machine, ["States", "StartAt"], path or "/")
    for _, state, where in states_of(machine, path):
        kind = state.get("Type")
        if kind is None:
            yield from missing(state, ["Type"], where)
        elif kind not in STATES:
            values = f"[{', '.join(STATES)}]"
            yield schema_problem(f"The field 'Type' should have one of these values: {values}", f"{where}/Type")
        else:
            yield from state_problems(kind, state, language, is_express, where)
        for inner, inner_path in machines_in(state, where):
            config = inner.get("ProcessorConfig")
            inner_express = isinstance(config, dict) and config.get("ExecutionType") == "EXPRESS"
            yield from field_problems(inner, language, is_express or inner_express, inner_path)


def state_problems(kind: str, state: dict, language: str, is_express: bool, where: str) -> Iterator[Problem]:
    own_language = state.get("QueryLanguage", language)
    if language == "JSONata" and own_language == "JSONPath":
        message = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine"
        yield schema_problem(message, where)
    both, in_paths, in_jsonata = STATES[kind]
    yield from foreign_fields(state, own_language, in_paths, in_jsonata, where)
    yield from unsupported(state, ("Type", "Comment", "QueryLanguage", *both, *in_paths, *in_jsonata), where)
    yield from missing(state, REQUIRED.get(kind, []), where)
    for names in ONE_OF.get(kind, []):
        yield from one_of(state, names, where)
    if "Next" in both and "Next" not in state and state.get("End") is not True:
        yield schema_problem("One of these fields is required: [Next, End]", where)
    for index, rule in enumerate(objects(state.get("Choices"))):
        at = f"{where}/Choices[{index}]"
        yield from missing(rule, ["Next", *(["Condition"] if own_language == "JSONata" else [])], at)
        yield from foreign_fields(rule, own_language, ("Variable",), ("Condition", "Output"), at)
    for index, rule in enumerate(objects(state.get("Catch"))):
        at = f"{where}/Catch[{index}]"
        yield from missing(rule, ["ErrorEquals", "Next"], at)
        yield from foreign_fields(rule, own_language, ("ResultPath",), ("Output",), at)
        yield from unsupported(rule, CATCH, at)
    if kind == "Task" and "Resource" in state:
        yield from resource_problems(state["Resource"], is_express, f"{where}/Resource")
        yield from missing_arguments(state, "Arguments" if own_language == "JSONata" else "Parameters", where)
    if kind == "Map" and not is_distributed(state):
        yield from unsupported(state, state.keys() - DISTRIBUTED_ONLY, where)


def foreign_fields(holder: dict, language: str, in_paths: tuple, in_jsonata: tuple, where: str) -> Iterator[Problem]:
    """Fields of the query language that a state does not use."""
    other, foreign = ("JSONPath", in_paths) if language == "JSONata" else ("JSONata", in_jsonata)
    for field in foreign:
        if field in holder:
            message = f"but field '{field}' is only supported for the '{other}' QueryLanguage"
            yield schema_problem(f"The QueryLanguage is set to '{language}', {message}", where)


def resource_problems(resource, is_express: bool, where: str) -> Iterator[Problem]:
    if not isinstance(resource, str) or not re.match(r"arn:[\w-]+:[\w-]+:[\w-]*:\d*:.+", resource):
        yield schema_problem("Value is not a valid resource ARN", where)
        return
    for pattern in NOT_IN_EXPRESS:
        if is_express and pattern in resource:
            # With the blank that AWS has after the first of them.
            blank = " " if pattern == ".waitForTaskToken" else ""
            message = f"Express state machine does not support '{pattern}' service integration{blank}"
            yield schema_problem(message, where)


def missing_arguments(state: dict, field: str, where: str) -> Iterator[Problem]:
    """What an optimized integration is called with has to be said."""
    resource = state["Resource"]
    if isinstance(resource, str) and re.match("arn:[^:]+:states:::(?!aws-sdk:)", resource) and field not in state:
        yield schema_problem(f"{field} field is required for resource ARN: {resource}", where)


def is_distributed(state: dict) -> bool:
    processor = state.get("ItemProcessor")
    config = processor.get("ProcessorConfig") if isinstance(processor, dict) else None
    return isinstance(config, dict) and config.get("Mode") == "DISTRIBUTED"


def unsupported(value: dict, fields, where: str) -> Iterator[Problem]:
    for field in value:
        if field not in fields:
            yield schema_problem(f"Field '{field}' is not supported", where)


def missing(value: dict, required: list[str], where: str) -> Iterator[Problem]:
    if names := [field for field in required if field not in value]:
        yield schema_problem(f"These fields are required: [{', '.join(names)}]", where)


def one_of(value: dict, names: list[str], where: str) -> Iterator[Problem]:
    found = [name for name in names if name in value]
    if not found:
        yield schema_problem(f"One of these fields is required: [{', '.join(names)}]", where)
    elif len(found) > 1:
        message = f"There should only be one of the following fields: [{', '.join(found)}]"
        yield schema_problem(message, where)
