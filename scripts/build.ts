import { begunWork, shownWork } from "./learn/work.ts";
import { runCommand } from "./report/run-command.ts";
import { parseArguments } from "./shared/arguments.ts";
import { writeBuild } from "./stack/build.ts";
import { help, options, readRequest } from "./stack/build-options.ts";
import { planStacks } from "./stack/plan.ts";
import { accountOf } from "./targets/account.ts";

await runCommand(async args => {
  const { values, positionals } = parseArguments({ args, options, allowPositionals: true });
  if (values.help) return void process.stdout.write(`${help}\n`);
  const { learner, steps, onto, name } = await readRequest(values, positionals);
  const place = await accountOf(values);
  for (const step of values["my-work"] ? steps.map(step => begunWork(step)) : steps) {
    const plan = await planStacks(step, learner, { onto, name });
    // A stack with a name of its own is created by hand, where a parameter that is not given has its default.
    if (name) plan.own.parameters = {};
    const files = await writeBuild(step, plan, place);
    process.stdout.write(
      `${values["my-work"] ? shownWork(step) : step.name}, for stack ${plan.own.name} in account ${place.account}, ${place.region}:\n`,
    );
    for (const { file, bytes } of files) process.stdout.write(`  ${file}  ${bytes} bytes\n`);
  }
});
