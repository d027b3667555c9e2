"""API Gateway REST APIs: integrations with Step Functions, and what their mapping templates use.

https://docs.aws.amazon.com/step-functions/latest/dg/tutorial-api-gateway.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
"""

import base64
import json
import re
import urllib.parse

from ministack.core.responses import request_scope
from ministack.services import apigateway_v1, stepfunctions
from ministack.services.cloudformation import provisioners

from aws_behaviour.replaces import replaces
from aws_behaviour.step_functions.api_errors import refuse_constant

# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
MAX_PAYLOAD_BYTES = 10 * 1024 * 1024


@replaces(apigateway_v1, "_check_request_validation")
def check_request(original, method, api_id, request, headers, body, query):
    if body and len(body) > MAX_PAYLOAD_BYTES:
        return apigateway_v1._gw_error("REQUEST_TOO_LARGE", "Request Too Long")
    return original(with_fitting_model(method, headers), api_id, request, headers, body, query)


def with_fitting_model(method: dict, headers: dict) -> dict:
    """A model is for one content type, or is $default; a body without a model is not validated."""
    models = method.get("requestModels") or {}
    content_type = media_type(apigateway_v1._header_ci(headers, "content-type") or "application/json")
    model = models.get(content_type) or models.get("$default")
    return {**method, "requestModels": {content_type: model} if model else {}}


# Request validators of a template, which MiniStack obeys but loses between CloudFormation and API Gateway


@replaces(provisioners, "_apigw_method_create")
def create_method(original, logical_id, properties, stack_name):
    created = original(logical_id, properties, stack_name)
    resource = apigateway_v1._resources[properties["RestApiId"]][properties["ResourceId"]]
    method = resource["resourceMethods"][properties.get("HttpMethod", "ANY")]
    method["requestValidatorId"] = properties.get("RequestValidatorId")
    return created


@replaces(provisioners, "_apigw_request_validator_create")
def create_validator(original, logical_id, properties, stack_name):
    return put_validator(original(logical_id, properties, stack_name), properties)


@replaces(provisioners, "_apigw_request_validator_update")
def update_validator(original, validator_id, old_properties, properties, stack_name):
    return put_validator(original(validator_id, old_properties, properties, stack_name), properties)


@replaces(provisioners, "_apigw_request_validator_delete")
def delete_validator(_original, validator_id, properties):
    apigateway_v1._request_validators.get(properties["RestApiId"], {}).pop(validator_id, None)


def put_validator(created: tuple, properties: dict) -> tuple:
    validator_id, _attributes = created
    apigateway_v1._request_validators.setdefault(properties["RestApiId"], {})[validator_id] = {
        "id": validator_id,
        "name": properties.get("Name", ""),
        # Templates give booleans as true or as "true".
        "validateRequestBody": str(properties.get("ValidateRequestBody")).lower() == "true",
        "validateRequestParameters": str(properties.get("ValidateRequestParameters")).lower() == "true",
    }
    return created


# CloudFormation looks its handlers up in this table, not in the module.
for resource_type, name in {"Method": "method", "RequestValidator": "request_validator"}.items():
    handlers = provisioners._RESOURCE_HANDLERS[f"AWS::ApiGateway::{resource_type}"]
    for operation in handlers:
        handlers[operation] = getattr(provisioners, f"_apigw_{name}_{operation}")


@replaces(apigateway_v1, "_check_passthrough_behavior")
def check_passthrough_behavior(original, integration, headers):
    """Refuse bodies that no template matches: with NEVER, and with WHEN_NO_TEMPLATES if there are any."""
    behavior = (integration.get("passthroughBehavior") or "").upper()
    templates = integration.get("requestTemplates") or {}
    if integration.get("type") in ("AWS", "HTTP") and matching_template(templates, headers) is None:
        if behavior == "NEVER" or (behavior == "WHEN_NO_TEMPLATES" and templates):
            return apigateway_v1._gw_error("UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type")
    return original(integration, headers)


def matching_template(templates: dict, headers: dict) -> str | None:
    content_type = apigateway_v1._header_ci(headers, "content-type") or "application/json"
    by_media_type = {media_type(name): template for name, template in templates.items()}
    return by_media_type.get(media_type(content_type))


def media_type(header: str) -> str:
    return header.split(";", 1)[0].strip().lower()


@replaces(apigateway_v1, "_invoke_lambda_custom_v1")
async def invoke_service(original, integration, *request, owner_account_id=None, owner_region=None, **rest):
    """Serve integrations whose URI is arn:aws:apigateway:{region}:states:action/{action}."""
    target = apigateway_v1._parse_service_integration_uri(integration.get("uri", ""))
    if not target or target[1:3] != ("states", "action"):
        return await original(
            integration, *request, owner_account_id=owner_account_id, owner_region=owner_region, **rest
        )
    region, _service, _verb, action = target
    event = apigateway_v1._build_lambda_event_v1(*request, **rest)
    context = {**event["requestContext"], "stageVariables": event.get("stageVariables") or {}}
    headers = event.get("headers") or {}
    parameters = {
        **headers,
        **(event.get("queryStringParameters") or {}),
        **(event.get("pathParameters") or {}),
    }
    body = request[7].decode("utf-8", errors="replace") if request[7] else ""

    template = matching_template(integration.get("requestTemplates") or {}, headers)
    if template is not None:
        if body and re.search(r"\$!?\{?input\.(json|path)\b", template) and (problem := json_problem(body)):
            message = f"Could not parse request body into json: {problem}"
            return apigateway_v1._gw_error("BAD_REQUEST_BODY", message)
        body = apigateway_v1._render_request_template_v1(template, body, parameters, context)

    with request_scope(owner_account_id, region):
        status, _headers, reply = await stepfunctions.handle_request(
            "POST", "/", {"x-amz-target": f"AWSStepFunctions.{action}"}, body.encode(), {}
        )
    accept = (apigateway_v1._header_ci(headers, "accept") or "application/json").split(",", 1)[0]
    return apigateway_v1._service_integration_response(
        integration, status, with_qualified_type(reply), media_type(accept), parameters, context
    )


def json_problem(text: str) -> str | None:
    try:
        json.loads(text, parse_constant=refuse_constant)
        return None
    except ValueError as error:
        return str(error)


def with_qualified_type(reply: bytes) -> str:
    """Error types carry a namespace in what the service sends, which SDKs drop but templates see."""
    fields = json.loads(reply)
    if "__type" in fields:
        is_constraint = fields["__type"] == "ValidationException"
        namespace = "com.amazon.coral.validate" if is_constraint else "com.amazonaws.swf.service.v2.model"
        fields["__type"] = f"{namespace}#{fields['__type']}"
    return json.dumps(fields, separators=(",", ":"))


@replaces(apigateway_v1, "_service_integration_response")
def service_integration_response(original, integration, status, text, accept, parameters, context=None):
    """Headers may be mapped from the reply's body, the context and the stage's variables."""
    status, headers, body = original(integration, status, text, accept, parameters, context)
    mapped = {name: mapped_value(value, text, context or {}) for name, value in headers.items()}
    return status, {name: value for name, value in mapped.items() if value is not None}, body


def mapped_value(source: str, reply: str, context: dict) -> str | None:
    for prefix, values in (
        ("integration.response.body.", lambda: json.loads(reply)),
        ("context.", lambda: context),
        ("stageVariables.", lambda: context.get("stageVariables") or {}),
    ):
        if source.startswith(prefix):
            value = values()
            for part in source.removeprefix(prefix).split("."):
                value = value.get(part) if isinstance(value, dict) else None
            return None if value is None else apigateway_v1._vtl_str(value)
    return source


# Mapping templates: the rest of the Velocity Template Language that such integrations use


@replaces(apigateway_v1, "_render_request_template_v1")
def render(_original, template, body, parameters, context=None):
    if unknown := re.search(r"#\{?(if|foreach|else|elseif|macro|include|parse|stop)\b", template):
        raise NotImplementedError(f"{unknown[0]} in mapping templates is not emulated here.")
    context = context or {}
    state = {
        "vars": {"stageVariables": context.get("stageVariables") or {}},
        "context": context,
        "body": body or "{}",
        "params": parameters,
        "gobbled": False,
    }
    return apigateway_v1._vtl_render(template, state)


@replaces(apigateway_v1, "_vtl_input")
def vtl_input(original, steps, state):
    """$input.json(path) is JSON text, also where it selects a string, number or boolean."""
    if not steps or steps[0][0] != "json" or steps[0][1] is None:
        return original(steps, state)
    path = arguments(steps[0][1], state) or ["$"]
    node = apigateway_v1._vtl_json_path(state["body"], str(path[0]))
    text = json.dumps(node, separators=(",", ":"), ensure_ascii=False)
    # Half a surrogate pair has no UTF-8: Java, like Python here, writes a question mark.
    text = text.encode(errors="replace").decode()
    return apigateway_v1._vtl_walk(text, steps[1:], state)


@replaces(apigateway_v1, "_vtl_json_path")
def vtl_json_path(original, body, path):
    """MiniStack knows $.a.b.0; this adds $.a['b'][0]."""
    return original(body, re.sub(r"\[['\"]?([^\]'\"]+)['\"]?\]", r".\1", path))


@replaces(apigateway_v1, "_vtl_util")
def vtl_util(original, steps, state):
    if not steps:
        return None
    name, args = steps[0]
    if name in UTIL and args is not None:
        values = arguments(args, state)
        value = UTIL[name](apigateway_v1._vtl_str(values[0]) if values else "")
    else:
        value = original(steps[:1], state)
    return apigateway_v1._vtl_walk(value, steps[1:], state)


@replaces(apigateway_v1, "_vtl_walk")
def vtl_walk(original, node, steps, state):
    """Templates may call methods of Java's strings and lists."""
    for name, args in steps:
        if args is None or isinstance(node, dict):
            node = original(node, [(name, args)], state)
        elif name in METHODS:
            try:
                node = METHODS[name](node, *arguments(args, state))
            except (TypeError, ValueError, AttributeError, IndexError, re.error):
                return None
        else:
            return None
    return node


def arguments(source: str, state: dict) -> list:
    return [apigateway_v1._vtl_value(text, state) for text in apigateway_v1._vtl_split_args(source)]


def escape_java_script(text: str) -> str:
    """As in a JavaScript string, where a single quote is escaped too: templates undo that for JSON."""
    return json.dumps(text)[1:-1].replace("'", "\\'")


UTIL = {
    "escapeJavaScript": escape_java_script,
    "parseJson": json.loads,
    "base64Encode": lambda text: base64.b64encode(text.encode()).decode(),
    "base64Decode": lambda text: base64.b64decode(text).decode("utf-8", errors="replace"),
    "urlDecode": urllib.parse.unquote_plus,
}
METHODS = {
    "replaceAll": lambda text, pattern, by: re.sub(pattern, lambda _match: by, text),
    "replace": lambda text, old, by: text.replace(old, by),
    "substring": lambda text, start, end=None: text[start:end],
    "toLowerCase": lambda text: text.lower(),
    "toUpperCase": lambda text: text.upper(),
    "trim": lambda text: text.strip(),
    "length": lambda text: len(text),
    "size": lambda items: len(items),
    "get": lambda items, index: items[index],
}
