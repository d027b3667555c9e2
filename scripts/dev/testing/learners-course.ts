import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../shared/paths.ts";
import type { Emulator } from "../../targets/local/emulator.ts";
import { runNode, temporaryFolder } from "./support.ts";

/** A copy of the course, with nobody's work in it yet. */
export interface CourseCopy {
  folder: string;
  /** The variables with which its commands take an emulator for their local target, and a learner's name. */
  env(emulator: Emulator, learner?: string): NodeJS.ProcessEnv;
}

/** A copy of the course for a learner to work in. */
export interface LearnersCourse extends CourseCopy {
  /** Replaces a file of the learner's: `01-starter/starter.asl.json`. */
  save(file: string, text: string): void;
  /** Takes over files of the solution of a step, `01-starter`: all that step 01 has, or these. */
  solve(step: string, ...files: string[]): void;
}

const folders = ["steps", "lambdas", "templates", "scripts", "docs", ".github"];

/**
 * Makes a copy of the course without the files and folders that `isLeftOut` says, by their paths from the top. Deleted when
 * this process ends.
 */
export function copyCourse(isLeftOut: (file: string) => boolean = () => false): CourseCopy {
  const folder = temporaryFolder();
  const filter = (file: string) => !isLeftOut(path.relative(root, file).replaceAll(path.sep, "/"));
  for (const part of [...folders, "README.md", "package.json", "tsconfig.json"])
    cpSync(path.join(root, part), path.join(folder, part), { recursive: true, filter });
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"), "junction");
  return {
    folder,
    env(emulator, learner = "lea") {
      const home = path.join(folder, ".local");
      const record = { ...emulator, startedAt: new Date().toISOString() };
      mkdirSync(home, { recursive: true });
      writeFileSync(path.join(home, "emulator.json"), JSON.stringify(record));
      const choice = { WORKSHOP_LEARNER: learner, WORKSHOP_TARGET: "local", AWS_ENDPOINT_URL: "" };
      return { WORKSHOP_HOME: home, ...choice };
    },
  };
}

/** Makes a copy with step 01 beginning as its solution without two of the three states. Deleted when this process ends. */
export function learnersCourse(): LearnersCourse {
  const copy = copyCourse();
  const solution = (step: string) => path.join(root, "steps", step);
  const start = path.join(copy.folder, "steps", "01-starter", "start");
  mkdirSync(start, { recursive: true });
  for (const file of ["template.yaml", "handlers"])
    cpSync(path.join(solution("01-starter"), file), path.join(start, file), { recursive: true });
  writeFileSync(path.join(start, "starter.asl.json"), onlyHello);

  const work = path.join(copy.folder, "my-work");
  return {
    ...copy,
    save: (file, text) => writeFileSync(path.join(work, file), text),
    solve: (step, ...files) => {
      for (const file of files.length > 0 ? files : ["template.yaml", "handlers", "starter.asl.json"])
        cpSync(path.join(solution(step), file), path.join(work, step, file), { recursive: true });
    },
  };
}

/** Runs `npm run learn` there with these words, for a learner. */
export async function runLearn(
  course: LearnersCourse,
  emulator: Emulator,
  words: string[],
  learner?: string,
) {
  const command = path.join(course.folder, "scripts", "learn.ts");
  const { code, stdout, stderr } = await runNode([command, ...words], {
    ...course.env(emulator, learner),
    NO_COLOR: "1",
  });
  return { code, stdout, stderr, all: stdout + stderr };
}

/** A definition that AWS takes, and that is red soon: it waits for nothing. */
export const onlyHello = JSON.stringify(
  {
    StartAt: "Hello",
    States: { Hello: { Type: "Task", Resource: "${HelloFunctionArn}", End: true } },
  },
  null,
  2,
);
