import type { StackStatus } from "@aws-sdk/client-cloudformation";
import type { StackResource } from "../stack/stack.ts";

/** A stack of the course, and what its deletion would end. */
export interface FoundStack {
  /** Its ARN: another stack of the same name has another one. */
  id: string;
  name: string;
  status: StackStatus;
  learner: string;
  step: string;
  /** The GitHub Actions run that deployed it. */
  run?: string;
  /** ISO 8601. */
  createdAt: string;
  /** Whether its termination protection is on. */
  protected: boolean;
  /** The names of stacks that import its exports. */
  importedBy: string[];
  /** How many resources it has. */
  resources: number;
  /** Those that have to be stopped or emptied before it can be deleted. */
  inTheWay: StackResource[];
  runningExecutions: number;
}

/** A log group of the course's functions or APIs whose stack is gone. */
export interface FoundLogGroup {
  /** Its name and its time of creation: another log group of the same name has another id. */
  id: string;
  name: string;
  learner: string;
  step: string;
  run?: string;
  createdAt: string;
}

/** What one look at an account's region found. */
export interface Found {
  stacks: FoundStack[];
  logGroups: FoundLogGroup[];
  /** Stacks of the course that were not asked for. */
  others: number;
  /** Stacks with only the name or only the tags of the course's. They are never touched. */
  lookalikes: string[];
  /** The ids of all stacks of the region, not only of the course's. */
  all: Set<string>;
}
