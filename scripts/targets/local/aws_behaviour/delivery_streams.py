"""Firehose: the processor that ends each record with a newline.

https://docs.aws.amazon.com/firehose/latest/APIReference/API_Processor.html
"""

from ministack.services import firehose

from aws_behaviour.replaces import replaces


@replaces(firehose, "_apply_lambda_processors")
def apply_processors(apply_lambda_processors, stream, destination, records, **sinks):
    processed = apply_lambda_processors(stream, destination, records, **sinks)
    processing = (destination.get("config") or {}).get("ProcessingConfiguration") or {}
    types = [processor.get("Type") for processor in processing.get("Processors") or []]
    if not processing.get("Enabled") or "AppendDelimiterToRecord" not in types:
        return processed
    return [(record_id, data + b"\n") for record_id, data in processed]
