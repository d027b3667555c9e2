import { executionArn } from "../../scripts/shared/arn.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";
import { permissionsOf, trustOf } from "../../scripts/verify/permissions.ts";
import {
  checkPolicy,
  checkRole,
  invokes,
  linesOf,
  usedByFunctions,
  usedByStateMachines,
  writesLogs,
} from "../../scripts/verify/roles.ts";

/**
 * Checks that the archive may run its children and reach the two folders of the bucket, as in
 * https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
 */
export async function checkArchiveRole(lesson: Lesson): Promise<void> {
  const { stack, resource, output } = lesson;
  await checkRole(lesson, "The archive may only run its children, read the archive and write messages", {
    section: "what-it-may-do",
    role: "ArchiveStateMachineRole",
    of: ["ArchiveStateMachine"],
    usedBy: usedByStateMachines(lesson),
    allows: () => {
      const machine = output("ArchiveStateMachineArn");
      const executions = executionArn(machine, "*");
      const messages = `${stack.arn("s3", resource("TweetBucket"))}/messages/*`;
      return {
        ...invokes(lesson, "WriteMessagesFunction"),
        "s3:GetObject": [`${stack.arn("s3", resource("TweetBucket"))}/archive/*`, messages],
        "s3:PutObject": messages,
        "s3:AbortMultipartUpload": messages,
        "s3:ListMultipartUploadParts": messages,
        "states:StartExecution": machine,
        "states:DescribeExecution": executions,
        "states:StopExecution": executions,
      };
    },
  });
}

/** Checks that the digest may only find tweets and text phones, and each function only write its own log. */
export async function checkOtherRoles(lesson: Lesson): Promise<void> {
  const { target, resource } = lesson;
  await checkRole(lesson, "The digest may only invoke its function and text phones", {
    section: "the-contract",
    role: "StateMachineRole",
    of: ["StateMachine"],
    usedBy: usedByStateMachines(lesson),
    allows: () => ({
      ...invokes(lesson, "FindTweetFunction"),
      "sns:Publish": "anything but arn:aws:sns:*:*:*",
    }),
  });

  const functions = ["FindTweet", "WriteMessages"];
  await checkPolicy(lesson, "The functions may only write their own logs", {
    section: "04-tweetbot#a-role-for-each-function",
    roles: Object.fromEntries(functions.map(name => [`${name}Function`, `${name}Role`])),
    seen: async () => {
      const lines = functions.map(async name => {
        const role = resource(`${name}Role`);
        const all = await Promise.all([trustOf(target, role), permissionsOf(target, role)]);
        return all.flat().map(line => `${name}Role: ${line}`);
      });
      return (await Promise.all(lines)).flat();
    },
    want: () =>
      functions.flatMap(name =>
        [...usedByFunctions, ...linesOf(writesLogs(lesson, `${name}LogGroup`))].map(
          line => `${name}Role: ${line}`,
        ),
      ),
  });
}
