"""Prints what cfn-lint knows of CloudFormation's resource types, as JSON: its version, the names of all types, and the
schema and the attributes of those whose names match the pattern given."""

import json
import re
import sys

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER as schemas
from cfnlint.version import __version__

region = "us-east-1"  # it has every type
names = sorted(schemas.get_resource_types(region))
wanted = [name for name in names if re.fullmatch(sys.argv[1], name)]
found = {name: schemas.get_resource_schema(region, name) for name in wanted}
types = {
    name: {"schema": found[name].schema, "attributes": list(found[name].get_atts.keys())} for name in wanted
}
json.dump({"version": __version__, "names": names, "types": types}, sys.stdout)
