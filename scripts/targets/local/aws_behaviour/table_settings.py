"""CloudFormation: a DynamoDB table's time to live and point-in-time recovery.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
"""

from ministack.services import dynamodb
from ministack.services.cloudformation import provisioners

table = provisioners._RESOURCE_HANDLERS["AWS::DynamoDB::Table"]
create, update = table["create"], table["update"]


def create_table(logical_id, properties, stack_name):
    name, attributes = create(logical_id, properties, stack_name)
    apply_settings(name, {}, properties)
    return name, attributes


def update_table(physical_id, before, after, stack_name, logical_id=None):
    name, attributes = update(physical_id, before, after, stack_name, logical_id)
    apply_settings(name, before, after)
    return name, attributes


def apply_settings(name: str, before: dict, after: dict) -> None:
    """Turn on what a template asks for, and off what it no longer does."""
    time_to_live = "TimeToLiveSpecification"
    if after.get(time_to_live):
        specification = {**after[time_to_live], "Enabled": is_true(after[time_to_live].get("Enabled"))}
        dynamodb._update_ttl({"TableName": name, time_to_live: specification})
    elif before.get(time_to_live):
        dynamodb._update_ttl({"TableName": name, time_to_live: {**before[time_to_live], "Enabled": False}})
    recovery = "PointInTimeRecoverySpecification"
    enabled = "PointInTimeRecoveryEnabled"
    if after.get(recovery) or before.get(recovery):
        specification = {enabled: is_true((after.get(recovery) or {}).get(enabled))}
        dynamodb._update_continuous_backups({"TableName": name, recovery: specification})


def is_true(value) -> bool:
    """Templates may write booleans as strings."""
    return str(value).lower() == "true"


table.update(create=create_table, update=update_table)
