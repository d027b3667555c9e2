/**
 * A line about a policy with the logical id of the resource that its ARN stands for, as templates call it: after
 * `… on arn:aws:lambda:us-east-1:123456789012:function:sfw-ada-01-starter-hello` comes `(HelloFunction)`. `resources` are
 * the physical ids of the stack by their logical ones. Other lines, and what belongs to no resource or to several, stay
 * as they are.
 */
export function withLogicalId(line: string, resources: Record<string, string>): string {
  const [, before = "", arn = "", after = ""] = /^(.* (?:on|from) )(arn:\S+)(.*)$/.exec(line) ?? [];
  const found = Object.entries(resources)
    .filter(([, id]) => isPartOf(arn, id))
    .sort(([, a], [, b]) => b.length - a.length); // a log group's name ends in its function's
  const [first, second] = found;
  if (!first || first[1] === second?.[1]) return line;
  return `${before}${arn} (${first[0]})${after}`;
}

/** Whether an ARN has this id as a whole part, or consists of it. */
function isPartOf(arn: string, id: string): boolean {
  const at = arn.indexOf(id);
  if (at < 0 || id === "") return false;
  const [left, right] = [arn[at - 1] ?? ":", arn[at + id.length] ?? ":"];
  return /[:/]/.test(left) && /[:/]/.test(right);
}
