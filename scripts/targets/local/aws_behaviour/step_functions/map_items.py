"""The items of a Map state: where they come from, and what each iteration or child execution is given.

https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemselector.html
https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
"""

import json
import math

from ministack.services import stepfunctions

from aws_behaviour.step_functions import jsonata
from aws_behaviour.step_functions.data_flow import evaluated, number, selected_input
from aws_behaviour.step_functions.data_limit import MAX_BYTES
from aws_behaviour.step_functions.errors import ExecutionError, runtime_error
from aws_behaviour.step_functions.flow import current_flow
from aws_behaviour.step_functions.jsonata import is_jsonata
from aws_behaviour.step_functions.paths import PathNotFound

READ_TYPES = ("CSV", "JSON", "JSONL")


def given_items(state: dict, data) -> list:
    """The items that stand in the definition or in the state's input."""
    if is_jsonata(state):
        if "Items" in state:
            return jsonata.evaluate_as("array", state["Items"], "Items", {"input": data})
        if not isinstance(data, list):
            raise jsonata.failure(f"Map state input must be an array but was: {json.dumps(data)}")
        return data
    path = state.get("ItemsPath", "$")
    try:
        items = stepfunctions._resolve_path_or_ctx(path, selected_input(state, data), current_flow.get().context)
    except PathNotFound as missing:
        raise missing.in_field("ItemsPath") from None
    if not isinstance(items, list):
        raise runtime_error(f'Reference path "{path}" must point to array.')
    return items


def read_items(state: dict, data) -> list:
    """The items that an ItemReader reads from S3."""
    reader = state["ItemReader"]
    config = reader.get("ReaderConfig", {})
    # None of them means all of them.
    most = number(config, "MaxItems", selected_input(state, data), 0, "ItemReader/ReaderConfig/") or math.inf
    if most < 0:
        raise ExecutionError("States.ItemReaderFailed", "field MaxItems must be positive")
    if config.get("InputType", "JSON") not in READ_TYPES:
        raise ExecutionError("States.ItemReaderFailed", f"InputType {config['InputType']} is not emulated here.")
    request = {
        "Resource": reader["Resource"],
        "Parameters": evaluated(state, reader, ("Arguments", "Parameters"), "ItemReader/", data),
        "ReaderConfig": {name: value for name, value in config.items() if not name.startswith("MaxItems")},
    }
    try:
        items = stepfunctions._read_map_items(request, data, {})
    except (LookupError, ValueError) as error:
        raise ExecutionError("States.ItemReaderFailed", str(error)) from None
    if not isinstance(items, list):
        raise ExecutionError("States.ItemReaderFailed", "Attempting to map over non-iterable node.")
    return items[: min(int(most), len(items))] if most < math.inf else items


def item_context(index: int, item) -> dict:
    """What the context object has for an item."""
    return {"Map": {"Item": {"Index": index, "Value": item}}}


def item_input(state: dict, data, item):
    """What is given to an iteration: the item, or what ItemSelector makes of it."""
    if "ItemSelector" not in state and "Parameters" not in state:
        return item
    return evaluated(state, state, ("ItemSelector", "Parameters"), "", data)


def batches(state: dict, data, items: list) -> list[tuple]:
    """What each child execution is given, and how many items there are in that."""
    batcher = state.get("ItemBatcher")
    if batcher is None:
        return [(item, 1) for item in items]
    selected = selected_input(state, data)
    most = number(batcher, "MaxItemsPerBatch", selected, math.inf, "ItemBatcher/")
    bytes_most = number(batcher, "MaxInputBytesPerBatch", selected, MAX_BYTES, "ItemBatcher/")
    shared = {}
    if "BatchInput" in batcher:
        shared["BatchInput"] = evaluated(state, batcher, ("BatchInput",), "ItemBatcher/", data)
    made: list[list] = []
    size = empty_size = len(json.dumps({**shared, "Items": []}))
    for item in items:
        item_size = len(json.dumps(item)) + 2  # with a comma and a space
        if not made or len(made[-1]) >= most or size + item_size > bytes_most:
            made.append([])
            size = empty_size
        made[-1].append(item)
        size += item_size
    return [({**shared, "Items": batch}, len(batch)) for batch in made]
