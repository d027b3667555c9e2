"""A change set that changes nothing but outputs can be executed: it has no changes, and does not fail for that.

https://github.com/aws/aws-cdk/pull/2029 (the CDK's own deployments rely on it; CloudFormation's guide does not tell)
MiniStack takes it for one without any change.
"""

from ministack.services import cloudformation
from ministack.services.cloudformation import changesets, handlers

create_change_set = handlers._ACTION_HANDLERS["CreateChangeSet"]


def create_change_set_of_outputs(params):
    answer = create_change_set(params)
    _, change_set = changesets._find_change_set(changesets._p(params, "ChangeSetName"))
    if change_set and change_set["Status"] == "FAILED" and changes_outputs(change_set):
        change_set.update(Status="CREATE_COMPLETE", ExecutionStatus="AVAILABLE", StatusReason="")
    return answer


def changes_outputs(change_set: dict) -> bool:
    stack = cloudformation._stacks.get(change_set["StackName"], {})
    before, after = (template.get("Outputs") for template in (stack.get("_template", {}), change_set["_template"]))
    return change_set["ChangeSetType"] == "UPDATE" and before != after


handlers._ACTION_HANDLERS["CreateChangeSet"] = create_change_set_of_outputs
