import { chooseSteps, findSteps } from "../../shared/steps.ts";
import { writeBuild } from "../../stack/build.ts";
import { planStacks } from "../../stack/plan.ts";
import { localAccount, localRegion } from "../../targets/local/names.ts";

// Builds the steps that are named, away from dist/, where a learner's own build is.
const place = { account: localAccount, region: localRegion };
for (const step of chooseSteps(await findSteps(), process.argv.slice(2)).steps)
  await writeBuild(step, await planStacks(step, "bench"), place, ".local/bench");
