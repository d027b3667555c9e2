"""New code of a function is active as soon as Lambda has it; MiniStack says for half a second that it is not.

https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
"""

from ministack.services import lambda_svc

assert lambda_svc._LAMBDA_STATE_TRANSITION_DELAY == 0.5
# Not at once: a function is seen in progress first, as on AWS.
lambda_svc._LAMBDA_STATE_TRANSITION_DELAY = 0.05
