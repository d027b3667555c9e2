"""The call aws-sdk:s3:getObject of a task, which answers with the object's text.

https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
"""

import re

from ministack.services import s3, stepfunctions

from aws_behaviour.replaces import replaces
from aws_behaviour.step_functions.errors import ExecutionError

FIELDS = {"content-type": "ContentType", "etag": "ETag", "last-modified": "LastModified"}


@replaces(stepfunctions, "_dispatch_aws_sdk_rest_xml")
def call(original, service_info, service_name, action, parameters):
    if (service_name, action) != ("s3", "getObject"):
        return original(service_info, service_name, action, parameters)
    if others := set(parameters) - {"Bucket", "Key"}:
        raise ExecutionError("States.Runtime", f"{sorted(others)[0]} of s3:getObject is not emulated here.")
    status, headers, body = s3._get_object(parameters.get("Bucket", ""), parameters.get("Key", ""), {})
    if status != 200:
        found = dict(re.findall("<(Code|Message)>(.*?)</", body.decode()))
        raise ExecutionError(f"S3.{found['Code']}Exception", found["Message"])
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise ExecutionError("States.Runtime", "s3:getObject of what is no text is not emulated here.") from None
    told = {FIELDS[name.lower()]: value for name, value in headers.items() if name.lower() in FIELDS}
    return {"Body": text, "ContentLength": len(body), **told}
