"""A stack's deletion fails at a bucket that is not empty.

CloudFormation deletes only empty buckets, without objects, old versions and delete markers
(https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html); MiniStack deletes any.
"""

from ministack.services import s3
from ministack.services.cloudformation import stacks

from aws_behaviour.replaces import replaces


@replaces(stacks, "_delete_resource")
def delete_resource(delete, resource_type, physical_id, *args, **kwargs):
    bucket = s3._buckets.get(physical_id) if resource_type == "AWS::S3::Bucket" else None
    if bucket and (bucket["objects"] or s3._bucket_has_versions(physical_id)):
        raise ValueError(
            "The bucket you tried to delete is not empty (Service: S3, Status Code: 409)"
        )
    return delete(resource_type, physical_id, *args, **kwargs)
