"""What AWS does and MiniStack 1.5.33 does not, as far as the workshop needs it. Importing this adds it.

Each addition replaces functions inside MiniStack (`@replaces`) and names the AWS document it follows. Each
has a test in ../behaviour/ that fails as soon as MiniStack can do it alone; then the addition goes. One is there for
speed alone: step_functions/history_pages.py.
"""

from aws_behaviour import (  # noqa: F401
    api_deployments,
    buckets,
    delivery_streams,
    event_targets,
    lambda_environments,
    lambda_errors,
    lambda_logs,
    lambda_settings,
    lambda_updates,
    output_changes,
    rest_api,
    stack_updates,
    stores,
    step_functions,
    table_settings,
    template_references,
)
