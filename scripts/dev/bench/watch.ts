import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { Message } from "../../learn/watch/messages.ts";
import { definition } from "../../verify/broken-variant.ts";
import { ownEmulator } from "../testing/emulator.ts";
import { learnersCourse } from "../testing/learners-course.ts";
import { spread } from "./measure.ts";
import { waits } from "./step.ts";

const rounds = 3;

/** What a learner saves: the step, the file, and the file's text in a round. */
const saves: [step: string, file: string, edit: (text: string, round: number) => string][] = [
  ["01-starter", "handlers/hello.ts", newCode],
  ["01-starter", "starter.asl.json", newDefinition],
  ["04-tweetbot", "handlers/generate-message.ts", newCode],
  ["04-tweetbot", "tweetbot.asl.json", newDefinition],
];

/** Code that does the same, and is not the same once it is compiled. */
function newCode(text: string, round: number): string {
  return text.replace(/^ {2}(?=const|return)/m, `  process.env.ROUND = "${round}";\n  `);
}

function newDefinition(text: string, round: number): string {
  return definition(machine => Object.assign(machine, { Comment: `Round ${round}` }))(text);
}

/** Mistakes, in the file of a save. */
const mistakes: Record<string, (text: string) => string> = {
  "a type error": text => `${text}\nconst greeting: string = 102;\n`,
  "a mistake in JSON": text => text.slice(0, -4),
};

/**
 * Times a watch from a save to the answer: all checks, their Wait states aside, and mistakes that are found without a
 * run. Each step is watched as its solution, on an emulator of its own.
 */
export async function benchWatch(): Promise<string[][]> {
  const emulator = await ownEmulator();
  const course = learnersCourse();
  Object.assign(process.env, course.env(emulator));
  const rows: string[][] = [];
  for (const step of new Set(saves.map(([step]) => step))) {
    const watch = await openWatch(course.folder, step);
    await watch.run();
    for (const [, file, edit] of saves.filter(([name]) => name === step)) {
      const checked: number[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        checked.push((await watch.save(file, text => edit(text, round), "end")) - waits);
      }
      rows.push([`${step}, ${file} saved: all checks, Wait states aside`, spread(checked, 2), "1 s"]);
      const [title = "", mistake] = Object.entries(mistakes)[file.endsWith(".ts") ? 0 : 1] ?? [];
      const told: number[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        told.push(await watch.save(file, mistake ?? String, "problems"));
      }
      rows.push([`${step}, ${title} saved: told with its line`, spread(told, 2), "0.3 s"]);
      watch.mend(file);
    }
    await watch.close();
  }
  await emulator.stop();
  return rows;
}

async function openWatch(folder: string, name: string) {
  /** A module of the copy, which takes the copy's my-work for the learner's. */
  const ours = (file: string) => import(pathToFileURL(path.join(folder, "scripts", file)).href);
  const { openSession }: typeof import("../../learn/watch/session.ts") = await ours("learn/watch/session.ts");
  const { findSteps }: typeof import("../../shared/steps.ts") = await ours("shared/steps.ts");
  const { readLearnRequest }: typeof import("../../learn/options.ts") = await ours("learn/options.ts");
  const work = path.join(folder, "my-work", name);
  cpSync(path.join(folder, "steps", name), work, { recursive: true });
  const step = (await findSteps()).find(step => step.name === name);
  if (!step) throw new Error(`There is no step ${name}`);
  const session = await openSession(await readLearnRequest({}, [name]), step);

  /** Waits for a message, and throws where another one ends the run. */
  const until = (kind: Message["kind"]) =>
    new Promise<void>((resolve, reject) => {
      const end = session.subscribe(message => {
        if (!["end", "problems", "failure"].includes(message.kind)) return;
        end();
        if (message.kind === kind && !("passed" in message && !message.passed)) resolve();
        else reject(new Error(JSON.stringify(message)));
      });
    });

  const solution = (file: string) => readFileSync(path.join(folder, "steps", name, file), "utf8");
  return {
    close: session.close,
    mend: (file: string) => writeFileSync(path.join(work, file), solution(file)),
    async run() {
      const done = until("end");
      await session.check();
      await done;
    },
    /** Saves a file that differs from the solution's by an edit; returns the seconds until a kind of message. */
    async save(file: string, edit: (text: string) => string, kind: Message["kind"]): Promise<number> {
      await sleep(2_000); // as long as anybody looks at the answer
      const text = edit(solution(file));
      const told = until(kind);
      const start = performance.now();
      writeFileSync(path.join(work, file), text);
      await told;
      return (performance.now() - start) / 1000;
    },
  };
}
