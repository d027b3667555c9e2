import { stackPrefix } from "../../stack/name.ts";
import type { Report } from "../problem.ts";
import { didYouMean } from "../spelling.ts";
import { fieldOf, fieldsOf, shown, type Tree, textOf, valueAt } from "../tree.ts";

/**
 * Looks at what a template says of the stacks that have to be there first. That is the workshop's own (Metadata is for
 * anybody's use): each parameter under Needs takes the name of a learner's stack of another template.
 */
export function checkNeeds(template: Tree, report: Report): void {
  const parameters = fieldsOf(valueAt(template, "Parameters"));
  const names = parameters.map(({ name }) => name);
  for (const { name, line } of fieldsOf(valueAt(template, "Metadata", "Workshop"))) {
    if (name !== "Needs")
      report(line, `"${name}" is not a field of Workshop${didYouMean(name, ["Needs"], "; take it out.")}`);
  }
  for (const { name, line, value } of fieldsOf(valueAt(template, "Metadata", "Workshop", "Needs"))) {
    if (!names.includes(name)) {
      const fill = '; add it to "Parameters".';
      report(line, `"${name}" is not a parameter of this template${didYouMean(name, names, fill)}`);
    }
    if (!textOf(value)?.endsWith(".yaml"))
      report(line, `"${name}" must name the template of a stack, not ${shown(value)}.`);
  }
  for (const { name, value } of parameters) {
    const byDefault = fieldOf(value, "Default");
    const isOneLearners = byDefault && textOf(byDefault.value)?.startsWith(stackPrefix);
    if (isOneLearners)
      report(
        byDefault.line,
        `${shown(byDefault.value)} is the stack of one learner: name its template under Metadata, Workshop, Needs, as in "${name}: ../../templates/tweet-data-store.yaml".`,
      );
  }
}
