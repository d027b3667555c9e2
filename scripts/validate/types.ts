import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { Diagnostic } from "typescript/unstable/async";
import type { UpdateSnapshotParams, UpdateSnapshotResponse } from "typescript/unstable/proto";
import { type Server, startServer } from "../machine/json-rpc.ts";
import { localHome, root } from "../shared/paths.ts";
import type { Step } from "../shared/steps.ts";
import { shownPath } from "../stack/template-file.ts";
import { inOrder, type Problem } from "./problem.ts";

/** Finds what TypeScript finds wrong in a step's code. */
export interface TypeChecker {
  /**
   * The problems in the files as they are now. None where TypeScript does not run on this machine, or a file goes while
   * it is read: esbuild still refuses what is no TypeScript.
   */
  check(): Promise<Problem[]>;
  /** Ends TypeScript's process. */
  close(): Promise<void>;
}

/** Milliseconds that a look may take: many times what it takes on a busy machine. Then it is given up. */
const patienceMs = 10_000;

/**
 * Opens a checker for the code in a step's folder. TypeScript's process stays, with all that the code imports already
 * read, so that each look but the first takes some hundredths of a second. What it is asked is what TypeScript's own
 * client asks (node_modules/typescript/dist/api/async); that takes longer to load than a look takes, and can't be made to
 * end its process. None of it is stable yet, so package.json has one version of TypeScript and no range.
 */
export function openTypeChecker(step: Step): TypeChecker {
  const settings = writeSettings(step);
  let opened: Promise<Server> | undefined;
  let known: string[] = [];
  let last: Promise<unknown> = Promise.resolve();

  async function look(): Promise<Problem[]> {
    opened ??= open();
    const server = await opened;
    const before = known;
    known = [...codeIn(step.folder), ...codeIn(path.join(root, "lambdas"))];
    const changes: UpdateSnapshotParams = {
      openProjects: [settings],
      fileChanges: {
        changed: known.filter(file => before.includes(file)), // it reads them again, which costs next to nothing
        created: known.filter(file => !before.includes(file)),
        deleted: before.filter(file => !known.includes(file)),
      },
    };
    const { snapshot, projects } = await server.ask<UpdateSnapshotResponse>("updateSnapshot", changes);
    const ask = <Answer>(method: string, more: object = {}) =>
      server.ask<Answer>(method, { snapshot, project: projects[0]?.id, ...more });
    try {
      return await problemsIn(step, ask);
    } finally {
      await server.ask("release", { snapshot });
    }
  }

  async function close(): Promise<void> {
    const closing = opened;
    opened = undefined;
    known = [];
    await closing?.then(
      server => server.close(),
      () => {}, // it was never started
    );
  }

  return {
    close,
    async check() {
      const looking = last.then(look); // one look at a time
      const limit = sleep(patienceMs, undefined, { ref: false }).then(() => Promise.reject());
      last = Promise.race([looking, limit]).catch(close); // after a failure the next look begins anew
      return await Promise.race([looking, limit]).catch(() => []);
    },
  };
}

/** Starts TypeScript's program. Throws where there is none for this system. */
async function open(): Promise<Server> {
  const file = path.join(root, "node_modules/typescript/lib/getExePath.js");
  const { default: getExePath } = (await import(pathToFileURL(file).href)) as { default: () => string };
  const server = startServer(getExePath(), ["--api", "--async", "--cwd", root]);
  server.ask("initialize", null).catch(() => {}); // the next question fails, too
  return server;
}

/** The TypeScript files of a folder; none where it is not there. */
function codeIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, encoding: "utf8" });
    return entries.filter(entry => entry.endsWith(".ts")).map(entry => path.join(folder, entry));
  } catch {
    return [];
  }
}

/** The course's own settings, for the handlers of one step alone: the less there is to read, the sooner it is done. */
function writeSettings({ name, folder }: Step): string {
  const file = path.join(localHome, "learn", `${name}.tsconfig.json`);
  const typeRoots = [path.join(root, "node_modules", "@types")];
  const settings = {
    extends: path.join(root, "tsconfig.json"),
    compilerOptions: { typeRoots },
    include: [path.join(folder, "handlers")],
    exclude: [],
  };
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(settings));
  return file;
}

type Ask = <Answer>(method: string, more?: object) => Promise<Answer | null>;

/** The problems of a step's own files, as far as its handlers lead to them. */
async function problemsIn({ folder }: Step, ask: Ask): Promise<Problem[]> {
  const files = ((await ask<string[]>("getSourceFileNames")) ?? []).map(file => path.resolve(file));
  const own = files.filter(file => file.startsWith(folder + path.sep));
  return inOrder((await Promise.all(own.map(file => problemsOf(file, ask)))).flat());
}

async function problemsOf(file: string, ask: Ask): Promise<Problem[]> {
  const [mistake] = (await ask<Diagnostic[]>("getSyntacticDiagnostics", { file })) ?? [];
  // The first mistake in the notation makes others up; and of types nothing is known before it is mended.
  const found = mistake ? [mistake] : ((await ask<Diagnostic[]>("getSemanticDiagnostics", { file })) ?? []);
  const text = found.length > 0 ? await readFile(file, "utf8") : "";
  return found
    .filter(({ reportsUnnecessary }) => !reportsUnnecessary) // what is declared first and used later is no mistake
    .map(({ pos, code, text: message }) => ({
      file: shownPath(file),
      line: text.slice(0, pos).split("\n").length,
      message: [message, advice[code]].filter(Boolean).join(" "),
    }));
}

/** What to do, by the number of what is wrong, where TypeScript's own words leave that open. */
const advice: Record<number, string> = {
  2304: "Mend its spelling, declare it, or import it.",
  2305: "Look at what that file exports.",
  2307: "A path begins at the folder of this file: ../../../lambdas/ for what the steps share.",
  2322: "Give it what its type asks for.",
  2339: "Mend its spelling, or look at the type.",
  2345: "Pass what the function asks for.",
  7006: "Write its type behind it, after a colon.",
  7031: "Write the type behind the braces, after a colon.",
};
