import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { root } from "../../shared/paths.ts";
import { problemLine } from "../docs/problem.ts";
import { copyCourse } from "../testing/learners-course.ts";
import { courseProblems } from "./course.ts";

const test = suite("course");

test("the course as it is has no problems", async () => {
  assert.equal(await courseProblems(), []);
});

interface Example {
  what: string;
  /** Files with their texts as they are to be; without one the file or folder is deleted. */
  changes: Record<string, ((text: string) => string) | undefined>;
  /** What is said then, and nothing else. */
  says: RegExp[];
}

const replaced = (from: string | RegExp, to: string) => (text: string) => {
  const changed = text.replace(from, () => to);
  assert.not.equal(changed, text, `${from} is not there`);
  return changed;
};

const examples: Example[] = [
  {
    what: "a step without a template",
    changes: { "steps/01-starter/template.yaml": undefined },
    says: [/^steps\/01-starter\/template\.yaml:1: it is missing$/],
  },
  {
    what: "a step without a start",
    changes: { "steps/03-notifications/start": undefined },
    says: ["template.yaml", "*.asl.json", "handlers/*.ts", "input.json"].map(
      part => new RegExp(`^steps/03-notifications/start/${part.replace("*", "\\*")}:1: it is missing$`),
    ),
  },
  {
    what: "a step whose only handlers are tests",
    changes: {
      "steps/01-starter/handlers/hello.ts": undefined,
      "steps/01-starter/handlers/hello.test.ts": () => "",
    },
    says: [/^steps\/01-starter\/handlers\/\*\.ts:1: it is missing$/],
  },
  {
    what: "a step without a page",
    changes: { "docs/02-api.md": undefined },
    says: [/^docs\/02-api\.md:1: it is missing$/],
  },
  {
    what: "lists that lack a step",
    changes: {
      "README.md": replaced("(docs/08-map.md)", "(docs/README.md)"),
      "docs/README.md": replaced("(08-map.md)", "(README.md)"),
      "docs/instructors.md": replaced("npm run step -- 08 --target aws\n", ""),
      ".github/workflows/verify-steps.yml": replaced(', "08"', ""),
      ".github/ISSUE_TEMPLATE/aws-run.yml": replaced("label: 08-map", "label: Map"),
    },
    says: [
      /^README\.md:1: its list of the steps lacks 08-map: \(docs\/08-map\.md\)$/,
      /^docs\/README\.md:1: its list of the steps lacks 08-map: \(08-map\.md\)$/,
      /^docs\/instructors\.md:1: its list of the steps lacks 08-map: npm run step -- 08 --target aws$/,
      /^\.github\/workflows\/verify-steps\.yml:1: its list of the steps lacks 08-map: "08"$/,
      /^\.github\/ISSUE_TEMPLATE\/aws-run\.yml:1: its list of the steps lacks 08-map: label: 08-map$/,
    ],
  },
  {
    what: "a step without a challenge",
    changes: { "steps/01-starter/challenge": undefined },
    says: [
      /^steps\/01-starter\/challenge\/verify\.ts:1: it is missing$/,
      /^steps\/01-starter\/challenge\/broken-variants\.ts:1: it is missing$/,
    ],
  },
  {
    what: "a page without one of its parts",
    changes: { "docs/04-tweetbot.md": replaced("## What it costs", "## Prices") },
    says: [/^docs\/04-tweetbot\.md:1: it lacks the part "What it costs"$/],
  },
  {
    what: "a page with a question too few",
    changes: {
      "docs/01-starter.md": replaced(/<details>\n<summary>Does a Wait of[\s\S]*?<\/details>\n/, ""),
    },
    says: [/^docs\/01-starter\.md:1: it asks 2 questions at its end, not three$/],
  },
  {
    what: "a task that names what is no check",
    changes: {
      "docs/01-starter.md": replaced(
        "```checks\nHello calls the function",
        "```checks\nHello class the function",
      ),
    },
    says: [
      /^docs\/01-starter\.md:1: "Hello class the function.*" is no check, not the next one, or named twice$/,
    ],
  },
  {
    what: "a page whose tasks name no check",
    changes: { "docs/01-starter.md": replaced(/^```checks$/gm, "```text") },
    says: [/^docs\/01-starter\.md:1: no task names a check$/],
  },
  {
    what: "tasks in another order than the checks",
    changes: {
      "docs/01-starter.md": replaced(
        "The states run in order: Wait Before, Hello, Wait After\nWait After takes 5 seconds\n```",
        "Wait After takes 5 seconds\nThe states run in order: Wait Before, Hello, Wait After\n```",
      ),
    },
    says: [/^docs\/01-starter\.md:1: "Wait After takes 5 seconds" is no check, not the next one/],
  },
  {
    what: "a step whose checks are not recorded",
    changes: { "docs/runs/05-dynamo-parallel.json": undefined },
    says: [/^docs\/05-dynamo-parallel\.md:1: its step has no recorded run/, /:1: "TweetTableName names/],
  },
  {
    what: "a challenge whose checks are not recorded",
    changes: { "docs/runs/01-challenge.json": undefined },
    says: [
      /^docs\/01-starter\.md:1: its challenge has no recorded run with checks: npm run docs -- --record 01 --no-serve$/,
    ],
  },
  {
    what: "a task without an edit",
    changes: {
      "docs/01-starter.md": replaced(/```diff file=my-work\S+ edit\n {7}"Resource": [\s\S]*?```\n/, ""),
    },
    says: [/^docs\/01-starter\.md:\d{3}: the section "keep-the-input" has no edit for a third hint$/],
  },
  {
    what: "an edit of the course's own file",
    changes: {
      "docs/01-starter.md": replaced(
        "```diff file=my-work/01-starter/handlers",
        "```diff file=steps/01-starter/handlers",
      ),
    },
    says: [/^docs\/01-starter\.md:\d{3}: it edits a file that is not the learner's$/],
  },
  {
    what: "a page that asks nobody to predict",
    changes: { "docs/01-starter.md": replaced(/<summary>Predict: /g, "<summary>") },
    says: [/^docs\/01-starter\.md:1: it asks nobody to predict anything$/],
  },
  {
    what: "a challenge whose solution is on the page",
    changes: {
      "docs/01-starter.md": replaced(
        "## The challenge\n",
        '## The challenge\n\n```diff file=my-work/01-starter/input.json edit\n-{ "thekey": "thevalue" }\n+{}\n```\n',
      ),
    },
    says: [/^docs\/01-starter\.md:1: its challenge shows an edit$/],
  },
  {
    what: "a hint that says nothing",
    changes: { "steps/01-starter/verify.ts": replaced(/hint: 'ResultPath.*'/, 'hint: ""') },
    says: [/^steps\/01-starter\/verify\.ts:\d+: the hint "" is no help$/],
  },
  {
    what: "a hint of all steps that says too little",
    changes: {
      "scripts/verify/checks.ts": replaced(
        "Deploy again: someone changed the state machine, or the file.",
        "Again.",
      ),
    },
    says: [/^scripts\/verify\/checks\.ts:\d+: the hint "Again\." is no help$/],
  },
  {
    what: "hints to sections that are not there",
    changes: {
      "steps/04-tweetbot/checks.ts": replaced(
        '"04-tweetbot#send-it-once"',
        '"05-dynamo-parallel#send-it-once"',
      ),
      "steps/01-starter/challenge/verify.ts": replaced('"the-challenge"', '"a-challenge"'),
    },
    says: [
      /^steps\/01-starter\/challenge\/verify\.ts:\d+: the section "a-challenge" is on no page$/,
      /^steps\/04-tweetbot\/checks\.ts:\d+: the section "05-dynamo-parallel#send-it-once" is on no page$/,
    ],
  },
  {
    what: "a learner's work that git tracks",
    changes: { "my-work/01-starter/template.yaml": () => "" },
    says: [/^my-work\/01-starter\/template\.yaml:1: git tracks it: only a learner's copy/],
  },
];

const { folder } = copyCourse();
const at = (file: string) => path.join(folder, file);
const git = (...words: string[]) => execFileSync("git", words, { cwd: folder });

test("a copy that was downloaded, without git, has no problems either", async () => {
  assert.equal(await courseProblems(folder), []);
  git("init", "--quiet");
});

for (const { what, changes, says } of examples) {
  test(`${what} is a problem`, async () => {
    try {
      for (const [file, change] of Object.entries(changes)) {
        const text = existsSync(at(file)) && change ? readFileSync(at(file), "utf8") : "";
        rmSync(at(file), { recursive: true, force: true });
        mkdirSync(path.dirname(at(file)), { recursive: true });
        if (change) writeFileSync(at(file), change(text));
        if (file.startsWith("my-work/")) git("add", file);
      }
      const lines = (await courseProblems(folder)).map(problemLine);
      assert.is(lines.length, says.length, lines.join("\n"));
      for (const [index, line] of lines.entries()) assert.match(line, says[index] as RegExp);
    } finally {
      for (const file of Object.keys(changes)) {
        rmSync(at(file), { recursive: true, force: true });
        if (existsSync(path.join(root, file))) cpSync(path.join(root, file), at(file), { recursive: true });
      }
    }
  });
}

test.run();
