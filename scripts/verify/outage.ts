/** Whether the target can't be reached, so that no check can say anything. */
export { isOutage } from "../targets/explain.ts";
