/** A command line that is wrong, the part of the sentence that says so, and the exit code. */
export interface BadInput {
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  says: string;
  exitCode: number;
}

const bad =
  (command: string) =>
  (args: string[], says: string, exitCode = 2, env: NodeJS.ProcessEnv = {}): BadInput => ({
    command,
    args,
    says,
    exitCode,
    env,
  });

const step = bad("scripts/step.ts");
const build = bad("scripts/build.ts");
const local = bad("scripts/local.ts");
const cleanup = bad("scripts/cleanup.ts");
const capacity = bad("scripts/capacity.ts");
const docs = bad("scripts/dev/docs.ts");
const docsTest = bad("scripts/dev/docs-test.ts");
const check = bad("scripts/dev/check.ts");
const bench = bad("scripts/dev/bench.ts");
const runTests = bad("scripts/dev/test.ts");

const choose = "Choose from 01-starter, ";
const noObject = "--input is not a JSON object";
const exclude = "exclude each other";
const noAws = { AWS_EC2_METADATA_DISABLED: "true", AWS_REGION: "", AWS_PROFILE: "" };
const dead = { AWS_ENDPOINT_URL: "http://127.0.0.1:9" };

/** Wrong words, options and variables for each command. */
export const badInputs: BadInput[] = [
  step([], `Which step? ${choose}`),
  step(["9"], 'There is no step "9". '),
  step(["0"], 'There is no step "0". '),
  step(["00"], 'There is no step "00". '),
  step(["-1"], "Unknown option '-1'"),
  step(["one"], 'There is no step "one". '),
  step(["starter"], 'There is no step "starter". '),
  step(["04-"], 'There is no step "04-". '),
  step(["4", "9"], 'There is no step "9". '),
  step(["ALL"], 'There is no step "ALL". '),
  step(["all", "nothing"], 'There is no step "nothing". '),
  step([""], 'There is no step "". '),
  step(["../steps/01-starter"], 'There is no step "../steps/01-starter". '),
  step(["toString"], 'There is no step "toString". '),
  step(["01", "--detroy"], "Unknown option '--detroy'"),
  step(["01", "-x"], "Unknown option '-x'"),
  step(["01", "--destroy=yes"], "does not take an argument"),
  step(["01", "--learner"], "argument missing"),
  step(["01", "--input"], "argument missing"),
  step(["01", "--region"], "argument missing"),
  step(["01", "--destroy", "--fresh"], exclude),
  step(["01", "--destroy", "--no-deploy"], exclude),
  step(["01", "--fresh", "--no-deploy"], exclude),
  step(["01", "--input", "{"], noObject),
  step(["01", "--input", ""], noObject),
  step(["01", "--input", "[]"], noObject),
  step(["01", "--input", "null"], noObject),
  step(["01", "--input", "1"], noObject),
  step(["01", "--input", '"text"'], noObject),
  step(["01", "--input", "{'a':1}"], noObject),
  step(["01", "--input", '{"a":1}{'], noObject),
  step(["05", "--onto", "99"], 'There is no step "99". '),
  step(["05", "--onto", ""], 'There is no step "". '),
  step(["05", "--onto", "all"], "Choose one step here, not all."),
  step(["all", "--onto", "04"], "--onto takes one step onto an earlier one"),
  step(["03", "--onto", "05"], "--onto takes one step onto an earlier one"),
  step(["01", "--destroy", "--input", "{}"], "--input is for an execution"),
  step(["01", "--target", "moon"], 'There is no target "moon". Choose local or aws.'),
  step(["01", "--target", "AWS"], 'There is no target "AWS". '),
  step(["01"], 'There is no target "gcp". ', 2, { WORKSHOP_TARGET: "gcp" }),
  step(["01"], 'AWS_ENDPOINT_URL is "localhost", which is not a URL', 2, { AWS_ENDPOINT_URL: "localhost" }),
  step(["01"], "which is not a URL", 2, { AWS_ENDPOINT_URL: "//" }),
  step(["01"], "which is not a URL", 2, { AWS_ENDPOINT_URL: "http://" }),
  step(["01"], 'WORKSHOP_PORT is "x"', 2, { WORKSHOP_PORT: "x" }),
  step(["01"], 'WORKSHOP_PORT is "0"', 2, { WORKSHOP_PORT: "0" }),
  step(["01"], 'WORKSHOP_PORT is "65536"', 2, { WORKSHOP_PORT: "65536" }),
  step(["01"], "nothing answers there", 3, dead),
  step(["01", "--json"], "nothing answers there", 3, dead),
  step(["01", "--destroy"], "nothing answers there", 3, dead),
  step(["01", "--profile", "class"], "--profile chooses an AWS account: add --target aws."),
  step(["01", "--target", "aws"], "No AWS region is set", 2, noAws),
  step(["01", "--target", "aws", "--region", "eu-west-1"], "no AWS credentials were found", 3, noAws),
  step(["01", "--target", "aws", "--profile", "nobody"], "No AWS region is set", 2, noAws),
  build([], `Which step? ${choose}`),
  build(["9"], 'There is no step "9". '),
  build(["01", "--out", "x"], "Unknown option '--out'"),
  build(["01", "04", "--stack-name", "x"], "--stack-name and --onto go with a single step."),
  build(["all", "--onto", "04"], "--stack-name and --onto go with a single step."),
  build(["05", "--onto", "all"], "Choose one step here, not all."),
  build(["05", "--onto", "nine"], 'There is no step "nine". '),
  build(["01", "--stack-name"], "argument missing"),
  build(["01", "--target", "mars"], 'There is no target "mars". '),
  build(["01", "--target", "aws"], "No AWS region is set", 2, noAws),
  build(["01"], "nothing answers there", 3, dead),
  local([], "A command is missing; the commands are start, "),
  local(["restart"], 'Unknown command "restart"; '),
  local(["constructor"], 'Unknown command "constructor"; '),
  local(["start", "now"], "Unexpected argument 'now'"),
  local(["start", "--port", "1"], "Unknown option '--port'"),
  local(["start"], 'WORKSHOP_PORT is "-1"', 2, { WORKSHOP_PORT: "-1" }),
  local(["status", "--json"], "Unknown option '--json'"),
  local(["env", "--shell"], "argument missing"),
  local(["env", "--shell", "cmd"], 'Unknown shell "cmd"; '),
  local(["logs", "--tail", "3"], "Unknown option '--tail'"),
  local(["logs"], "There is no log yet. ", 3),
  local(["reset"], "without a terminal to ask at, add --yes"),
  local(["reset", "--force"], "Unknown option '--force'"),
  cleanup(["--force"], "--force deletes: add --yes to it."),
  cleanup(["--profile", "class"], "--profile chooses an AWS account: add --target aws."),
  cleanup(["--older-than", "6"], "write a number and a unit"),
  cleanup(["--account", "12"], "has twelve digits"),
  cleanup(["--learner", ""], "--learner is empty"),
  cleanup(["--yes", "--learner", " , "], "--learner is empty"),
  cleanup(["--plan", "nowhere.json", "--yes"], "can't be read"),
  cleanup([], "nothing answers there", 3, dead),
  capacity(["now"], "Unexpected argument 'now'"),
  capacity(["--class", "300"], "Unknown option '--class'"),
  capacity(["--learners"], "argument missing"),
  capacity(["--learners", ""], '--learners is "": give a number of people from 1 to 99999.'),
  capacity(["--learners", "0"], '--learners is "0"'),
  capacity(["--learners=-1"], '--learners is "-1"'),
  capacity(["--learners", "1.5"], '--learners is "1.5"'),
  capacity(["--learners", "thirty"], '--learners is "thirty"'),
  capacity(["--learners", "100000"], '--learners is "100000"'),
  docs(["--port", "x"], '--port is "x": give a port number from 1 to 65535.'),
  docs(["--port", "0"], '--port is "0"'),
  docs(["--record", "9"], 'There is no step "9". '),
  docsTest(["99"], "No page with commands"),
  check(["all"], "Unexpected argument 'all'"),
  bench(
    ["speed"],
    'There is no part "speed". Choose from setup, validate, start, step, watch, console, tests, cleanup.',
  ),
  runTests(["nothing-like-this"], "No test file's path"),
];
