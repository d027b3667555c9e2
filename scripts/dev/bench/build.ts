import { chooseSteps, findSteps } from "../../shared/steps.ts";
import { writeBuild } from "../../stack/build.ts";
import { planStacks } from "../../stack/plan.ts";
import { localAccount, localRegion } from "../../targets/local/names.ts";

// Builds step 04 away from dist/, where a learner's own build is.
const place = { account: localAccount, region: localRegion };
for (const step of chooseSteps(await findSteps(), ["04"]).steps)
  await writeBuild(step, await planStacks(step, "bench"), place, ".local/bench");
