import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { root } from "../../shared/paths.ts";
import { localTarget, type Target } from "../../targets/index.ts";
import { ownEmulator } from "./emulator.ts";
import { startProxy, type TestProxy } from "./proxy.ts";

export interface NewStack {
  learner?: string;
  step?: string;
  tags?: Record<string, string>;
  /** Its resources; a log group by default. */
  resources?: object;
  outputs?: object;
  protected?: boolean;
  /** Return before it is created. */
  wait?: boolean;
}

/** An emulator with stacks of many learners, and what runs the cleanup script against it. */
export interface Classroom {
  proxy: TestProxy;
  folder: string;
  /** A target of an account and region in it. */
  target(account?: string, region?: string): Target;
  /** Creates a stack with the course's tags unless others are given. Returns its id. */
  create(name: string, stack?: NewStack, target?: Target): Promise<string>;
  /** The names of a target's stacks. */
  names(target?: Target): Promise<string[]>;
  cleanup(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }>;
  /** Starts the cleanup script at an endpoint, for a test that does not let it end. */
  start(args: string[], endpoint: string): ChildProcess;
  /** The emulator's own, past the proxy. */
  endpoint: string;
  stop(): Promise<void>;
}

const logGroup = {
  LogGroup: {
    Type: "AWS::Logs::LogGroup",
    Properties: { LogGroupName: { "Fn::Sub": "/aws/lambda/${AWS::StackName}-hello" } },
  },
};

export async function openClassroom(): Promise<Classroom> {
  const emulator = await ownEmulator();
  const folder = emulator.home;
  const proxy = await startProxy(emulator.endpoint);
  // Past the proxy: what a test does itself is not counted.
  const target = (account = "test", region = "us-east-1") =>
    localTarget(emulator.endpoint, region, {
      credentials: { accessKeyId: account, secretAccessKey: "test" },
    });
  const here = target();

  return {
    proxy,
    folder,
    target,
    create: (name, stack, where = here) => create(where, name, stack),
    names: async (where = here) => {
      const { Stacks = [] } = await where.client(CloudFormationClient).send(new DescribeStacksCommand({}));
      return Stacks.map(({ StackName = "" }) => StackName);
    },
    cleanup: (...args) => outcome(start(proxy.endpoint, folder, args)),
    start: (args, endpoint) => start(endpoint, folder, args),
    endpoint: emulator.endpoint,
    async stop() {
      proxy.stop();
      await emulator.stop();
    },
  };
}

async function create(target: Target, StackName: string, stack: NewStack = {}): Promise<string> {
  const { learner = "ann", step = "01-starter", resources = logGroup, outputs = {}, wait = true } = stack;
  const tags = stack.tags ?? { workshop: "step-functions", step, learner };
  const client = target.client(CloudFormationClient);
  const { StackId = "" } = await client.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: JSON.stringify({ Resources: resources, Outputs: outputs }),
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      Capabilities: ["CAPABILITY_IAM"],
      EnableTerminationProtection: stack.protected ?? false,
    }),
  );
  while (wait) {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: StackId }));
    if (Stacks[0]?.StackStatus === "CREATE_COMPLETE") break;
    if (Stacks[0]?.StackStatus !== "CREATE_IN_PROGRESS")
      throw new Error(`${StackName} ${Stacks[0]?.StackStatus}`);
    await sleep(20);
  }
  return StackId;
}

function start(endpoint: string, folder: string, args: string[]): ChildProcess {
  const planFile = path.join(folder, "plan.json");
  const plan = args.includes("--plan") || args.includes("--yes") ? [] : ["--plan", planFile];
  if (plan.length > 0) rmSync(planFile, { force: true });
  return spawn(process.execPath, ["--import", "tsx/esm", "scripts/cleanup.ts", ...args, ...plan], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      SystemRoot: process.env.SystemRoot,
      HOME: folder,
      USERPROFILE: folder,
      AWS_ENDPOINT_URL: endpoint,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function outcome(child: ChildProcess): Promise<{ code: number; stdout: string; stderr: string }> {
  const output = { stdout: "", stderr: "" };
  child.stdout?.on("data", chunk => (output.stdout += chunk));
  child.stderr?.on("data", chunk => (output.stderr += chunk));
  const code = await new Promise<number>(resolve => child.once("close", number => resolve(number ?? -1)));
  return { code, ...output };
}
