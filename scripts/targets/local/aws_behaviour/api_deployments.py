"""A stage of a REST API serves its deployment: the methods as they were when that was made, and none that came later.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-deployments.html
MiniStack lets every stage serve the API as it is now.
"""

import copy
import json
from contextvars import ContextVar

from ministack.services import apigateway_v1

from aws_behaviour.replaces import replaces

# While a call is answered: the resources, with their methods, of the stage's deployment, by their ids.
served: ContextVar[dict | None] = ContextVar("served", default=None)


@replaces(apigateway_v1, "_create_deployment")
def create_deployment(original, api_id, data):
    status, headers, body = original(api_id, data)
    if status == 201:
        # A part of the deployment, so that it is stored and deleted with it. SDKs drop fields they do not know.
        deployment = apigateway_v1._deployments_v1[api_id][json.loads(body)["id"]]
        deployment["resources"] = copy.deepcopy(apigateway_v1._resources[api_id])
    return status, headers, body


@replaces(apigateway_v1, "_execute_in_scope")
async def answer_call(original, request, api_id, stage_name, *call):
    stage = apigateway_v1._stages_v1.get(api_id, {}).get(stage_name, {})
    deployment = apigateway_v1._deployments_v1.get(api_id, {}).get(stage.get("deploymentId"), {})
    token = served.set(deployment.get("resources", {}))
    try:
        return await original(request, api_id, stage_name, *call)
    finally:
        served.reset(token)


@replaces(apigateway_v1, "_match_resource_tree")
def match_resource(original, api_id, segments):
    resource, path_params = original(api_id, segments)
    if resource and (deployed := served.get()) is not None:
        resource = deployed.get(resource["id"])
    return resource, path_params
