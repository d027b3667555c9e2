import { handler as findTweet } from "../../../lambdas/find-tweet.ts";
import { type Patience, parsePatience } from "../../../lambdas/patience.ts";

/** What someone typed at start-execution, not checked yet. */
interface Input {
  searchText?: unknown;
  phoneNumber?: unknown;
  patience?: unknown;
}

type Output = Awaited<ReturnType<typeof findTweet>> & { patience: Patience };

/**
 * Finds what step 05 finds, and says how long a person may take to agree. Throws `InvalidPatience`, and what step 05 throws.
 */
export async function handler(input: Input): Promise<Output> {
  const patience = parsePatience(input.patience);
  return { ...(await findTweet(input)), patience };
}
