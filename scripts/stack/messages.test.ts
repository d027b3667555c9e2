import { suite } from "uvu";
import * as assert from "uvu/assert";
import { says } from "./messages.ts";

const test = suite("messages");

/** A message as it was seen, and all that it says. */
const seen: [message: string, ...patterns: (keyof typeof says)[]][] = [
  ["Stack with id sfw-ada-01-starter does not exist", "noSuchStack", "stackIsOtherwise"],
  [
    "Stack:arn:aws:cloudformation:us-east-1:1:stack/x/1 is in UPDATE_IN_PROGRESS state and can not be updated.",
    "stackIsOtherwise",
    "deletionTooEarly",
  ],
  ["No updates are to be performed.", "nothingToChange"],
  ["Resource creation cancelled", "failedWithAnother"],
  ["The following resource(s) failed to create: [Role].", "failedWithAnother"],
  ["The role defined for the function cannot be assumed by Lambda.", "roleNotKnownYet"],
  [
    "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.",
    "machineRoleNotKnownYet",
  ],
  ["State Machine is being deleted: 'arn:aws:states:us-east-1:1:stateMachine:x'", "machineNameTaken"],
  ["State machine already exists", "stackIsOtherwise", "machineNameTaken"],
  [
    "This request would have exceed the limit on the number  of streams that can simultaneously be in CREATING or DELETING for the account 1. Limit: 5.",
    "notItsTemplate",
    "tooManyNewStreams",
  ],
  [
    "This request would exceed the shard limit for the account 1 in us-east-1. Current shard count for the account: 4. Limit: 3.",
    "notItsTemplate",
  ],
  [
    "User: arn:aws:iam::1:user/ada is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::1:role/x",
    "notItsTemplate",
  ],
  ["The bucket you tried to delete is not empty", "bucketNotEmpty", "deletionMayPass"],
  ["Export 'store' is not imported by any stack.", "notImported", "deletionTooEarly"],
  ["Export a:b cannot be deleted as it is in use by x and y", "deletionTooEarly", "deletionMayPass"],
  ["Rate exceeded", "notItsTemplate", "deletionMayPass"],
];

for (const [message, ...patterns] of seen) {
  test(message, () => {
    const found = Object.entries(says).flatMap(([name, pattern]) => (pattern.test(message) ? name : []));
    assert.equal(found, patterns);
  });
}

test.run();
