import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { SFNClient } from "@aws-sdk/client-sfn";
import { freePort } from "../../machine/port.ts";
import { preparePython } from "../../machine/python-environment.ts";
import { exitCodes, UserError } from "../../shared/errors.ts";
import { root } from "../../shared/paths.ts";
import type { Target } from "../../targets/index.ts";

/** StackPort, which shows what is around an execution: tables, queues, buckets, logs. */
export interface ResourceBrowser {
  /** What opens it, as far as the place: `&to=/resources/dynamodb` may follow. */
  url: string;
  stop(): Promise<void>;
}

interface Options {
  target: Target;
  /** Whether things in the account may be changed from there. */
  mayChange: boolean;
  /** The profile that the target was opened with. */
  profile?: string | undefined;
  onProgress?: ((line: string) => void) | undefined;
}

/** How long it may take to answer, in milliseconds: it takes two seconds, and many times that on a busy machine. */
const startTimeoutMs = 60_000;

/** What the course uses, in StackPort's words. Looking at all that it knows costs calls. */
const services =
  "stepfunctions,lambda,logs,dynamodb,sns,sqs,kinesis,firehose,s3,events,apigateway,cloudformation,iam";

/**
 * Starts StackPort on a target; it ends with this process at the latest. It is installed when it is first asked for, and
 * keeps its settings in a folder that goes with it. Throws a UserError when it can't be installed, or does not start.
 */
export async function startBrowser({
  target,
  mayChange,
  profile,
  onProgress,
}: Options): Promise<ResourceBrowser> {
  const python = await preparePython(path.join(root, ".local", "stackport"), stackPort, onProgress);
  const folder = await mkdtemp(path.join(os.tmpdir(), "workshop-resources-"));
  const port = await freePort();
  const token = randomBytes(24).toString("base64url");
  const log = await open(path.join(folder, "log"), "w");
  const child = spawn(python, ["-I", fileURLToPath(new URL("entry.py", import.meta.url))], {
    cwd: folder,
    env: {
      ...(await environmentOf(target, folder, profile)),
      STACKPORT_DATA_DIR: folder,
      STACKPORT_LEARN: "false",
      STACKPORT_SERVICES: services,
      STACKPORT_ALLOW_WRITES: String(mayChange),
      WORKSHOP_PORT: String(port),
      WORKSHOP_TOKEN: token,
      WORKSHOP_CHANGES: mayChange ? "1" : "0",
    },
    stdio: ["pipe", log.fd, log.fd],
    windowsHide: true,
  });
  await log.close();
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      child.stdin?.end();
      const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await ended;
      clearTimeout(timer);
    }
    await rm(folder, { recursive: true, force: true });
  };
  if (await answers(child, port)) return { url: `http://127.0.0.1:${port}/_open?token=${token}`, stop };
  const end = (await readFile(path.join(folder, "log"), "utf8")).trimEnd().split("\n").slice(-15).join("\n");
  await stop();
  throw new UserError(`StackPort did not start. The end of what it said:\n${end}`, exitCodes.target);
}

const stackPort = {
  title: "The browser of resources",
  requirements: fileURLToPath(new URL("requirements.txt", import.meta.url)),
  probe: "import backend.main",
};

/**
 * On AWS, the credentials that the learner has, by boto3's chain, which renews them. Elsewhere any will do, and nothing of
 * the learner's is read.
 */
async function environmentOf(
  target: Target,
  folder: string,
  profile: string | undefined,
): Promise<NodeJS.ProcessEnv> {
  const { credentials, endpoint } = target.client(SFNClient).config;
  const { protocol, hostname, port } = (await endpoint?.()) ?? {};
  const address = hostname && `${protocol}//${hostname}${port ? `:${port}` : ""}`;
  const where = { AWS_REGION: target.region, ...(address && { AWS_ENDPOINT_URL: address }) };
  if (target.kind === "aws") return { ...process.env, ...(profile && { AWS_PROFILE: profile }), ...where };
  const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
  const { PATH, SYSTEMROOT } = process.env;
  return {
    ...(PATH && { PATH }),
    ...(SYSTEMROOT && { SYSTEMROOT }),
    HOME: folder,
    USERPROFILE: folder,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken && { AWS_SESSION_TOKEN: sessionToken }),
    ...where,
  };
}

/** Whether it answers within its time; false when it ends before. */
async function answers(child: ChildProcess, port: number): Promise<boolean> {
  let ended = false;
  child.once("exit", () => {
    ended = true;
  });
  child.once("error", () => {
    ended = true;
  });
  for (const limit = Date.now() + startTimeoutMs; !ended && Date.now() < limit; await sleep(100)) {
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
    if (answer?.status === 403) return true; // its guard, to somebody without the token
  }
  return false;
}
