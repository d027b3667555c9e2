import { executionArn } from "../../scripts/shared/arn.ts";

/** Bodies that are not a JSON object, and so nothing that an execution could start with. */
export const notObjects = ["{", "hello", '{"a": 1', "<a/>", "[1]", '"text"', "1", "null"];

/** A JSON object with all that would do harm in a mapping template that does not escape its input. */
export const hostile = {
  quotes: `" ' \\" \\' '' "" \`, "input": "{}" }`,
  backslashes: "\\ \\\\ \\n \\u0022 \n\r\t\b\f\u001f",
  template:
    "$input.body ${AWS::AccountId} $util.escapeJavaScript('x') #set($input = 1) #if(true) ## #* $!{x}",
  unicode: "é ñ 漢字 \u2028\u2029 😀 👩‍👩‍👧",
  markup: "</script><!-- & -->",
  "a \"key\" with 'quotes' and \\": [true, false, null, 0, -1.5, 1e21, {}, []],
  stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:another",
  name: "chosen-by-the-caller",
  input: "another",
};

/** Bodies that ask about an execution which is not one of this machine, or that are otherwise not as agreed. */
export function foreign(stateMachineArn: string): object[] {
  const of = (machine: string, name = "name") => executionArn(machine, name);
  const own = of(stateMachineArn);
  return [
    { executionArn: of(stateMachineArn.replace(/[^:]+$/, "another")) },
    { executionArn: of(`${stateMachineArn}-2`) },
    { executionArn: own.replace(/:\d{12}:/, ":210987654321:") },
    { executionArn: of(stateMachineArn, "a:b") },
    { executionArn: `${own} ` },
    { executionArn: `x${own}` },
    { executionArn: stateMachineArn },
    { executionArn: "" },
    { executionArn: 1 },
    { executionArn: own, stateMachineArn },
    {},
  ];
}

/** A body that asks about an execution of this machine, by the longest name that there may be. */
export function askable(stateMachineArn: string): object {
  return { executionArn: executionArn(stateMachineArn, "There_is-no-such-execution-0".padEnd(80, "_")) };
}

/** Bodies that ask to stop it: with nothing more, and with the longest error and cause that StopExecution takes. */
export function stoppable(stateMachineArn: string): object[] {
  const own = askable(stateMachineArn);
  return [own, { ...own, error: "x".repeat(256), cause: "x".repeat(32_768) }];
}

/** No key, and one that the API does not know. */
export const wrongKeys = ["", "this-is-not-the-key-of-the-api"];

/** Bodies that ask to stop an execution of this machine, with an error or a cause that StopExecution does not take. */
export function unstoppable(stateMachineArn: string): object[] {
  const own = { executionArn: executionArn(stateMachineArn, "name") };
  return [
    { ...own, error: 1 },
    { ...own, error: "x".repeat(257) },
    { ...own, cause: 1 },
    { ...own, cause: "x".repeat(32_769) },
  ];
}
