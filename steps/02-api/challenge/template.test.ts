import { readFile } from "node:fs/promises";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readTemplate } from "../../../scripts/stack/template.ts";

const test = suite("challenge of step 02");

const textIn = (folder: string) => readFile(path.join(import.meta.dirname, folder, "template.yaml"), "utf8");

test("its solution is the step's and one method more: what changes in one has to change in the other", async () => {
  const step = (await textIn(".."))
    .replace("Action: states:StartExecution", "Action: [states:StartExecution, states:ListExecutions]")
    .replace("PostStop]", "PostStop, GetExecutions]");
  const { Resources, ...challenge } = readTemplate(await textIn("."));
  const { ExecutionsResource, GetExecutions, ...others } = Resources;
  assert.ok(ExecutionsResource && GetExecutions);
  const solution = { ...challenge, Description: "", Resources: others };
  assert.equal(solution, { ...readTemplate(step), Description: "" });
});

test.run();
