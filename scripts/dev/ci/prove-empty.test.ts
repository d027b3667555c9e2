import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { root } from "../../shared/paths.ts";

const stacks = [
  { name: "sfw-ci-42-1-04-tweetbot", tags: { run: "42", step: "04-tweetbot" } },
  { name: "sfw-ci-42-1-01-starter", tags: { run: "42", step: "01-starter" } },
  { name: "sfw-ana-04-tweetbot", tags: { step: "04-tweetbot" } },
];

const member = (text: string) => `<member>${text}</member>`;
const answer = stacks.map(({ name, tags }) => {
  const list = Object.entries(tags).map(([key, value]) => member(`<Key>${key}</Key><Value>${value}</Value>`));
  return member(
    `<StackName>${name}</StackName><StackStatus>DELETE_FAILED</StackStatus><Tags>${list.join("")}</Tags>`,
  );
});

/** Runs the script against a CloudFormation that knows these stacks; resolves to its exit code and what it prints. */
async function prove(...args: string[]): Promise<{ code: number; text: string }> {
  const server = createServer((_, response) => {
    response.end(
      `<DescribeStacksResponse><DescribeStacksResult><Stacks>${answer.join("")}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
    );
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const script = path.join(root, "scripts", "dev", "ci", "prove-empty.ts");
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    WORKSHOP_TARGET: "local",
  };
  try {
    return await new Promise(resolve => {
      execFile(
        process.execPath,
        ["--import", "tsx/esm", script, ...args],
        { cwd: root, env },
        (error, out, problem) => resolve({ code: Number(error?.code ?? 0), text: out + problem }),
      );
    });
  } finally {
    server.close();
  }
}

test("a stack of the run and the step is named, and fails the job", async () => {
  const { code, text } = await prove("--run", "42", "--step", "04-tweetbot");
  assert.is(code, 1);
  assert.match(text, "sfw-ci-42-1-04-tweetbot (DELETE_FAILED)");
  assert.not.match(text, "01-starter");
  assert.not.match(text, "sfw-ana");
});

test("stacks of other runs and other steps do not count", async () => {
  const others = await Promise.all([
    prove("--run", "43", "--step", "04-tweetbot"),
    prove("--run", "42", "--step", "02-api"),
  ]);
  for (const { code, text } of others) assert.is(code, 0, text);
});

test("it wants to know which run and which step", async () => {
  assert.is((await prove("--run", "42")).code, 2);
});

test.run();
