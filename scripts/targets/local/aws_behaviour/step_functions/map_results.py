"""What a Distributed Map hands on: the outputs of its child executions, or where ResultWriter has put them.

https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
"""

import json

from ministack.services import s3

from aws_behaviour.step_functions.data_flow import evaluated
from aws_behaviour.step_functions.errors import ExecutionError


def map_run_result(state: dict, data, run: dict, children: list[dict]):
    writer = state.get("ResultWriter", {})
    config = writer.get("WriterConfig", {})
    exports = "Resource" in writer
    transformation = config.get("Transformation", "NONE" if exports else "COMPACT")
    is_lines = config.get("OutputType") == "JSONL"
    if not exports:
        if is_lines:
            raise ExecutionError("States.ResultWriterFailed", "JSONL in a state's output is not emulated here.")
        return transformed(children, transformation)

    place = evaluated(state, writer, ("Arguments", "Parameters"), "ResultWriter/", data)
    folder = "/".join([*filter(None, [place.get("Prefix")]), run["mapRunArn"].split(":")[-1]])
    files = {}
    for status in ("FAILED", "PENDING", "SUCCEEDED"):
        results = transformed([child for child in children if file_of(child) == status], transformation)
        key = f"{folder}/{status}_0.json"
        text = "\n".join(map(json.dumps, results)) if is_lines else json.dumps(results)
        files[status] = [{"Key": key, "Size": put(place["Bucket"], key, text)}] if results else []
    manifest = {"DestinationBucket": place["Bucket"], "MapRunArn": run["mapRunArn"], "ResultFiles": files}
    key = f"{folder}/manifest.json"
    put(place["Bucket"], key, json.dumps(manifest))
    return {"MapRunArn": run["mapRunArn"], "ResultWriterDetails": {"Bucket": place["Bucket"], "Key": key}}


def file_of(child: dict) -> str:
    """In which file an execution is: what has been timed out or aborted has failed."""
    return child["status"] if child["status"] in ("SUCCEEDED", "PENDING") else "FAILED"


def transformed(children: list[dict], transformation: str) -> list:
    results = []
    for child in children:
        if transformation == "NONE" or child["status"] != "SUCCEEDED":
            results.append(described(child))
        elif transformation == "FLATTEN" and isinstance(output := json.loads(child["output"]), list):
            results.extend(output)
        else:
            results.append(json.loads(child["output"]))
    return results


def described(child: dict) -> dict:
    """An execution as the files tell of it."""
    status = child["status"]
    redrivable = status not in ("SUCCEEDED", "PENDING")
    fields = {
        "ExecutionArn": child.get("executionArn"),
        "Input": child["input"],
        "InputDetails": {"Included": True},
        "Name": child.get("name"),
        "Output": child.get("output"),
        "OutputDetails": {"Included": True},
        "Error": child.get("error"),
        "Cause": child.get("cause"),
        "RedriveCount": 0,
        "RedriveStatus": "REDRIVABLE" if redrivable else "NOT_REDRIVABLE",
        "RedriveStatusReason": None if redrivable else f"Execution is {status} and cannot be redriven",
        "StartDate": child.get("startDate"),
        "StateMachineArn": child.get("stateMachineArn"),
        "Status": status,
        "StopDate": child.get("stopDate"),
    }
    return {name: value for name, value in fields.items() if value is not None}


def put(bucket: str, key: str, text: str) -> int:
    """Write an object; return its size in bytes."""
    body = text.encode()
    status, _, answer = s3._put_object(bucket, key, body, {"content-type": "application/json"})
    if status >= 300:
        raise ExecutionError("States.ResultWriterFailed", answer.decode(errors="replace"))
    return len(body)
