import path from "node:path";
import { openOnDesktop } from "../../machine/open-on-desktop.ts";
import { root } from "../../shared/paths.ts";
import { pageOf, type Step } from "../../shared/steps.ts";

/** Opens a step's page in the program that the system has for it, where there is a desktop; returns a line that says where it is. */
export function openPage(step: Step): string {
  const page = pageOf(step);
  openOnDesktop(path.join(root, page.replace(/#.*/, "")));
  return `The page is ${page}`;
}
