"""A template that refers to a resource, parameter or pseudo parameter that is not there is refused.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getatt.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html
MiniStack takes the name itself, or an empty text, for the value.
"""

from ministack.services.cloudformation import engine

from aws_behaviour.replaces import replaces

PSEUDO_PARAMETERS = {
    f"AWS::{name}"
    for name in ("AccountId", "NoValue", "NotificationARNs", "Partition", "Region", "StackId", "StackName", "URLSuffix")
}


@replaces(engine, "_validate_template_statics")
def validate_template(original, template):
    original(template)
    if template.get("Transform"):
        return  # a macro may add what is referred to
    resources = template.get("Resources") or {}
    names = {*resources, *(template.get("Parameters") or {}), *PSEUDO_PARAMETERS}
    for block in ("Resources", "Outputs"):
        references = list(engine._intrinsic_references(template.get(block) or {}))
        for name, attribute in references:
            if attribute is not None and name not in resources:
                raise ValueError(f"Template error: instance of Fn::GetAtt references undefined resource {name}")
        missing = [name for name, _ in references if name not in names]
        if block == "Resources":
            missing += [name for name in dependencies(resources) if name not in resources]
        if missing:
            raise ValueError(
                f"Template format error: Unresolved resource dependencies [{', '.join(dict.fromkeys(missing))}] "
                f"in the {block} block of the template"
            )


def dependencies(resources: dict) -> list[str]:
    """What the DependsOn of all resources name."""
    names = []
    for resource in resources.values():
        depends_on = resource.get("DependsOn") or []
        names += [depends_on] if isinstance(depends_on, str) else depends_on
    return names
