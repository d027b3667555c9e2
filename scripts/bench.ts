import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { benchCleanup } from "./bench/cleanup.ts";
import { benchSetup } from "./bench/setup.ts";
import { benchStep } from "./bench/step.ts";
import { markdownTable } from "./bench/table.ts";
import { benchTests } from "./bench/tests.ts";
import { runCommand } from "./command.ts";
import { root } from "./steps.ts";

// `npm run bench`: measures what the README and the docs claim, and writes the table to dist/bench.md.

await runCommand(async () => {
  const rows = [
    ["what", "measured", "aim"],
    ...(await benchSetup()),
    ...(await benchStep()),
    ...(await benchTests()),
    ...(await benchCleanup()),
  ];
  const table = markdownTable(rows);
  await mkdir(path.join(root, "dist"), { recursive: true });
  await writeFile(path.join(root, "dist", "bench.md"), table);
  process.stdout.write(table);
});
