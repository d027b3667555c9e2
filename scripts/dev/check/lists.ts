import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Step } from "../../shared/steps.ts";
import type { Problem } from "../docs/problem.ts";

/** The lists of all steps, and what names a step there. */
const lists: Record<string, (step: Step) => string> = {
  "README.md": ({ name }) => `(docs/${name}.md)`,
  "docs/README.md": ({ name }) => `(${name}.md)`,
  "docs/instructors.md": ({ number }) => `npm run step -- ${number} --target aws\n`,
  ".github/workflows/verify-steps.yml": ({ number }) => `"${number}"`,
  ".github/ISSUE_TEMPLATE/aws-run.yml": ({ name }) => `label: ${name}\n`,
};

/** The lists that lack a step. */
export async function unlisted(steps: Step[], folder: string): Promise<Problem[]> {
  const found = Object.entries(lists).map(async ([file, naming]) => {
    const text = await readFile(path.join(folder, file), "utf8");
    const lacking = steps.filter(step => !text.includes(naming(step)));
    return lacking.map(step => {
      const message = `its list of the steps lacks ${step.name}: ${naming(step).trim()}`;
      return { file, line: 1, message };
    });
  });
  return (await Promise.all(found)).flat();
}
