"""Updating a stack touches, and lists in its events, only the resources that change.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks.html
MiniStack leaves the others as they are, too, but reports UPDATE_IN_PROGRESS and UPDATE_COMPLETE for each.
"""

import functools
from typing import Callable, NamedTuple

from ministack.services import cloudformation
from ministack.services.cloudformation import stacks

from aws_behaviour.replaces import replaces


class Beginning(NamedTuple):
    """An UPDATE_IN_PROGRESS that is not reported yet, and the resource as it was before."""

    report: Callable
    resource: dict


# By stack id and logical id; there from UPDATE_IN_PROGRESS until the resource is known to change.
beginnings: dict[tuple[str, str], Beginning] = {}


@replaces(stacks, "_add_event")
def add_event(original, stack_id, stack_name, logical_id, resource_type, status, reason="", *args, **kwargs):
    report = functools.partial(
        original, stack_id, stack_name, logical_id, resource_type, status, reason, *args, **kwargs
    )
    resources = cloudformation._stacks[stack_name].get("_resources", {})
    beginning = beginnings.pop((stack_id, logical_id), None)
    if beginning and status == "UPDATE_COMPLETE":
        resources[logical_id] = beginning.resource  # unchanged, with the status and time that it had
    elif not beginning and status == "UPDATE_IN_PROGRESS" and not reason and logical_id in resources:
        beginnings[stack_id, logical_id] = Beginning(report, resources[logical_id])
    else:
        if beginning:
            beginning.report()
        report()


@replaces(stacks, "_update_resource")
def update_resource(original, resource_type, physical_id, before, after, stack_name, logical_id=None, *args):
    if before != after:
        stack_id = cloudformation._stacks[stack_name]["StackId"]
        if beginning := beginnings.pop((stack_id, logical_id), None):
            beginning.report()
    return original(resource_type, physical_id, before, after, stack_name, logical_id, *args)
