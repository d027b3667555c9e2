"""A function needs a role, a handler and a runtime that there is.

https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
MiniStack makes up a role, a handler and a runtime, and takes any name for a runtime.
"""

from ministack.core.responses import error_response_json
from ministack.services import lambda_svc
from ministack.services.cloudformation import provisioners

from aws_behaviour.replaces import replaces


def settings_error(settings: dict) -> str | None:
    """Why Lambda does not take these settings of a function that is to be."""
    is_image = settings.get("PackageType") == "Image"
    if not is_image and not (settings.get("Runtime") and settings.get("Handler")):
        return "Runtime and Handler are mandatory parameters for functions created with deployment packages."
    return runtime_error(settings.get("Runtime"))


def runtime_error(runtime: str | None) -> str | None:
    runtimes = list(lambda_svc._RUNTIME_IMAGE_MAP)
    if not runtime or runtime in runtimes or runtime.startswith("arn:"):
        return None
    return (
        f"Value {runtime} at 'runtime' failed to satisfy constraint: "
        f"Member must satisfy enum value set: [{', '.join(runtimes)}] or be a valid ARN"
    )


def refusal(error: str | None) -> tuple | None:
    return error_response_json("InvalidParameterValueException", error) if error else None


@replaces(lambda_svc, "_create_function")
def create_function(original, data):
    if not data.get("Role"):
        message = "Value null at 'role' failed to satisfy constraint: Member must not be null"
        return error_response_json("ValidationException", f"1 validation error detected: {message}")
    return refusal(settings_error(data)) or original(data)


@replaces(lambda_svc, "_update_config")
def update_function(original, name, data):
    return refusal(runtime_error(data.get("Runtime"))) or original(name, data)


function = provisioners._RESOURCE_HANDLERS["AWS::Lambda::Function"]
create, update = function["create"], function["update"]


def create_from_template(logical_id, properties, stack_name):
    check(logical_id, properties)
    return create(logical_id, properties, stack_name)


def update_from_template(physical_id, before, after, stack_name, logical_id=None):
    check(logical_id, after)
    return update(physical_id, before, after, stack_name, logical_id)


def check(logical_id: str, properties: dict) -> None:
    for required in ("Code", "Role"):
        if required not in properties:
            message = f"#: required key [{required}] not found"
            raise ValueError(f"Properties validation failed for resource {logical_id} with message:\n[{message}]")
    if error := settings_error(properties):
        # Named after Step Functions, but all handlers of resource types put it that way.
        raise provisioners._sfn_handler_error(provisioners._sdk_error(error, "Lambda", 400))


function.update(create=create_from_template, update=update_from_template)
