import { executionArn } from "../../../scripts/shared/arn.ts";
import type { Lesson } from "../../../scripts/verify/lesson.ts";
import { trustLine } from "../../../scripts/verify/permissions.ts";
import {
  type Answer,
  askUntil,
  inShort,
  methodsOf,
  notRefused,
  openApi,
} from "../../../scripts/verify/rest-api.ts";
import { checkRole } from "../../../scripts/verify/roles.ts";
import { wrongKeys } from "../requests.ts";

const endpoint = "GET /executions";

/** Starts executions through the API, one more than it is to list, and has it list them. */
export default async function verify(lesson: Lesson): Promise<void> {
  const { target, stack, input, output, resource, follow, check } = lesson;
  const stateMachineArn = output("StateMachineArn");
  const { call } = await openApi(lesson, stack.resources.GetExecutions ? { endpoint } : undefined);
  const methods = await methodsOf(target, output("ApiId"));
  const start = () => call("POST /action/start", { body: input });

  const earlier = await Promise.all([start(), start(), start(), start(), start()]);
  const last = await start();
  // ListExecutions is eventually consistent: it may not know an execution yet.
  const isThere = ({ status, body }: Answer) =>
    status !== 200 ||
    (body?.executions?.length >= 5 && body.executions[0].executionArn === last.body.executionArn);
  const listed = await askUntil(() => call(endpoint), isThere, target);
  await Promise.all(
    earlier.map(({ body: { executionArn } }) => call("POST /action/stop", { body: { executionArn } })),
  );
  if (last.body.executionArn) await follow("The newest execution", last.body.executionArn);

  const lists = "GET /executions lists the five newest executions of this machine";
  await check(lists, {
    section: "the-challenge",
    hint: "Integrate it with ListExecutions, which takes a stateMachineArn and how many to list at most.",
    seen: () => {
      const executions: { executionArn: string; stateMachineArn: string }[] = listed.body?.executions ?? [];
      return {
        answers: inShort(listed, "executions"),
        howMany: executions.length,
        newest: executions[0]?.executionArn,
        of: [...new Set(executions.map(execution => execution.stateMachineArn))],
      };
    },
    want: {
      answers: "200 with executions",
      howMany: 5,
      newest: last.body.executionArn,
      of: [stateMachineArn],
    },
  });

  await check("GET /executions handles mistakes as the other methods do", {
    section: "the-challenge",
    hint: "Give it the same role, PassthroughBehavior, IntegrationResponses and MethodResponses.",
    needs: lists,
    seen: methods[endpoint],
    want: () => ({
      integration: "AWS POST action/ListExecutions",
      role: resource("ApiRole"),
      passthrough: "NEVER",
      answers: { 200: "2\\d{2}", 400: "4\\d{2}", 502: "else" },
    }),
  });

  await check("GET /executions refuses calls without a key, and with a wrong one", {
    section: "the-challenge",
    hint: "Lock it as the other methods are locked.",
    needs: lists,
    seen: () => notRefused(wrongKeys, key => call(endpoint, { key }), /^403: Forbidden$/),
    want: [],
  });

  await checkRole(lesson, "The API may also list the executions of this machine, and do nothing else", {
    section: "the-challenge",
    role: "ApiRole",
    usedBy: [trustLine("apigateway.amazonaws.com")],
    allows: () => ({
      "states:StartExecution": stateMachineArn,
      "states:ListExecutions": stateMachineArn,
      "states:DescribeExecution": executionArn(stateMachineArn, "*"),
      "states:StopExecution": executionArn(stateMachineArn, "*"),
    }),
  });
}
