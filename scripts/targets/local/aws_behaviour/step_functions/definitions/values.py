"""The values of fields: numbers in their ranges, names out of a list, lists with something in them; fields that exclude
each other, and those that a value asks for.

https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
"""

import re
from collections.abc import Iterator

from aws_behaviour.step_functions.definitions.fields import is_distributed, missing, unsupported
from aws_behaviour.step_functions.definitions.tree import Problem, machines_in, objects, schema_problem, states_of

LONGEST = 99_999_999  # seconds
RANGES = {
    "TimeoutSeconds": (1, LONGEST),
    "HeartbeatSeconds": (1, LONGEST),
    "Seconds": (0, LONGEST),
    "MaxConcurrency": (0, None),
    "ToleratedFailureCount": (0, None),
    "ToleratedFailurePercentage": (0.0, 100.0),
    "MaxItems": (0, 100_000_000),
    "MaxItemsPerBatch": (0, None),
    "MaxInputBytesPerBatch": (0, 262_144),
    "IntervalSeconds": (0, LONGEST),
    "MaxAttempts": (0, LONGEST),
    "MaxDelaySeconds": (1, 31_622_400),
    "BackoffRate": (1.0, None),
}
NAMES = {
    "QueryLanguage": ("JSONPath", "JSONata"),
    "JitterStrategy": ("NONE", "FULL"),
    "ExecutionType": ("STANDARD", "EXPRESS"),
    "CSVHeaderLocation": ("FIRST_ROW", "GIVEN"),
}
RETRY = ("Comment", "ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy")
READER = ("Resource", "Parameters", "Arguments", "ReaderConfig")
WRITER = ("Resource", "Parameters", "Arguments", "WriterConfig")
CSV_FIELDS = ("CSVHeaderLocation", "CSVHeaders", "CSVDelimiter")


def machine_value_problems(machine: dict, path="") -> Iterator[Problem]:
    yield from name_problems(machine, path)
    for _, state, where in states_of(machine, path):
        yield from state_value_problems(state, where)
        for inner, inner_path in machines_in(state, where):
            yield from machine_value_problems(inner, inner_path)


def state_value_problems(state: dict, where: str) -> Iterator[Problem]:
    yield from name_problems(state, where)
    yield from range_problems(state, where)
    for field in ("Branches", "Choices"):
        if state.get(field) == []:
            yield schema_problem("Value cannot be empty", f"{where}/{field}")
    for list_name in ("Retry", "Catch"):
        rules = objects(state.get(list_name))
        for index, rule in enumerate(rules):
            yield from matched_problems(rule, index == len(rules) - 1, f"{where}/{list_name}[{index}]")
    for index, rule in enumerate(objects(state.get("Retry"))):
        at = f"{where}/Retry[{index}]"
        yield from unsupported(rule, RETRY, at)
        yield from missing(rule, ["ErrorEquals"], at)
        yield from name_problems(rule, at)
        yield from range_problems(rule, at)
    if state.get("Type") == "Map":
        yield from map_problems(state, where)


def matched_problems(rule: dict, is_last: bool, where: str) -> Iterator[Problem]:
    """What is wrong with the errors that a rule of Retry or Catch is for."""
    errors = rule.get("ErrorEquals")
    if errors == []:
        yield schema_problem("Value cannot be empty", f"{where}/ErrorEquals")
    if isinstance(errors, list) and "States.ALL" in errors and not (is_last and len(errors) == 1):
        yield schema_problem("States.ALL must appear alone and at end of list", f"{where}/ErrorEquals")


def map_problems(state: dict, where: str) -> Iterator[Problem]:
    yield from only_one(state, ["ItemSelector", "Parameters"], where)
    if is_distributed(state):
        config = state["ItemProcessor"]["ProcessorConfig"]
        yield from missing(config, ["ExecutionType"], f"{where}/ItemProcessor/ProcessorConfig")
        yield from name_problems(config, f"{where}/ItemProcessor/ProcessorConfig")
    if "ItemReader" in state:
        yield from reader_problems(part(state, "ItemReader"), f"{where}/ItemReader")
    if "ResultWriter" in state:
        yield from unsupported(part(state, "ResultWriter"), WRITER, f"{where}/ResultWriter")
    if "ItemBatcher" in state:
        batcher = part(state, "ItemBatcher")
        yield from range_problems(batcher, f"{where}/ItemBatcher")
        sizes = ["MaxItemsPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"]
        if not any(name in batcher for name in sizes):
            yield schema_problem(f"One of these fields is required: [{', '.join(sizes)}]", f"{where}/ItemBatcher")


def reader_problems(reader: dict, where: str) -> Iterator[Problem]:
    yield from unsupported(reader, READER, where)
    yield from missing(reader, ["Resource"], where)
    resource = reader.get("Resource", "")
    if resource and not re.fullmatch(r"arn:[^:]+:states:::s3:(getObject|listObjectsV2)", str(resource)):
        message = "The field 'Resource' does not match any of the allowed values"
        yield schema_problem(message, f"{where}/Resource")
    config = part(reader, "ReaderConfig")
    at = f"{where}/ReaderConfig"
    yield from range_problems(config, at)
    yield from name_problems(config, at)
    if config.get("InputType") == "CSV" and "CSVHeaderLocation" not in config:
        yield schema_problem("The field 'CSVHeaderLocation' is required", at)
    if config.get("InputType") == "JSON":
        yield from unsupported(config, config.keys() - CSV_FIELDS, at)
    if config.get("CSVHeaderLocation") == "GIVEN":
        yield from missing(config, ["CSVHeaders"], at)


def name_problems(holder: dict, where: str) -> Iterator[Problem]:
    for field, names in NAMES.items():
        if field in holder and holder[field] not in names:
            message = f"Value should be one of the following: [{', '.join(names)}]"
            yield schema_problem(message, f"{where}/{field}")


def range_problems(holder: dict, where: str) -> Iterator[Problem]:
    for field, (least, most) in RANGES.items():
        yield from only_one(holder, [field, f"{field}Path"], where)
        if field not in holder or is_expression(holder[field]):
            continue
        value = holder[field]
        kind = "Float" if isinstance(least, float) else "Integer"
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not is_number or (kind == "Integer" and value != int(value)):
            yield schema_problem(f"Expected value of type {kind}", f"{where}/{field}")
        elif value < least:
            yield schema_problem(f"Minimum value is {least}", f"{where}/{field}")
        elif most is not None and value > most:
            yield schema_problem(f"Maximum value is {most}", f"{where}/{field}")


def only_one(holder: dict, names: list[str], where: str) -> Iterator[Problem]:
    if all(name in holder for name in names):
        yield schema_problem(f"There should only be one of the following fields: [{', '.join(names)}]", where)


def is_expression(value) -> bool:
    return isinstance(value, str) and value.startswith("{%") and value.endswith("%}")


def part(holder: dict, field: str) -> dict:
    return holder[field] if isinstance(holder.get(field), dict) else {}
