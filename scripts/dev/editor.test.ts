import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import jsonService from "vscode-json-languageservice";
import { isNode, parseDocument, visit } from "yaml";
import { root } from "../shared/paths.ts";

// What an editor brings along for the course: that it marks nothing in the files as they are, and what is wrong in them.

const test = suite("editor");

const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const json = (file: string) => JSON.parse(read(file));
const settings = json(".vscode/settings.json");

/** The files with an ending, in these folders. */
function files(ending: string, ...folders: string[]): string[] {
  return folders.flatMap(folder =>
    readdirSync(path.join(root, folder), { recursive: true })
      .map(file => path.posix.join(folder, String(file).replaceAll(path.sep, "/")))
      .filter(file => file.endsWith(ending)),
  );
}

const [{ fileMatch, url }] = settings["json.schemas"];
const schema = json(url);
const { getLanguageService, TextDocument } = jsonService; // CommonJS
const service = getLanguageService({});
service.configure({ validate: true, schemas: [{ uri: "course://asl", fileMatch, schema }] });

/** What VS Code's own service for JSON marks in a definition. */
async function marks(file: string, text: string): Promise<string[]> {
  const document = TextDocument.create(`file:///${file}`, "json", 1, text);
  const found = await service.doValidation(document, service.parseJSONDocument(document));
  return found.map(({ message, range }) => `${range.start.line + 1}: ${message}`);
}

const definitions = files(".asl.json", "steps", "scripts/validate/examples");

test("the schema is for every definition, and there are some", () => {
  assert.equal(fileMatch, ["*.asl.json"]);
  assert.ok(definitions.length > 10, definitions.join());
});

for (const file of definitions) {
  test(`nothing is marked in ${file}`, async () => {
    assert.equal(await marks(file, read(file)), []);
  });
}

for (const [mistake, from, to, line, message] of [
  ["a field that there is not", '"ResultPath"', '"ResultPaht"', 14, /ResultPaht is not allowed/],
  ["a type that there is not", '"Task"', '"Tasks"', 12, /Valid values: "Task"/],
  ["a time that is no number", '"Seconds": 5', '"Seconds": "5"', 7, /does not match the pattern/],
  ["a state that leads nowhere", ',\n      "Next": "Hello"', "", 5, /Missing property "(Next|End)"/],
  [
    "a Task that calls nothing",
    '      "Resource": "${HelloFunctionArn}",\n',
    "",
    10,
    /Missing property "Resource"/,
  ],
  ["a Retry without errors", '"ErrorEquals"', '"Errors"', 18, /ErrorEquals|Errors is not allowed/],
  ["a definition without a beginning", '  "StartAt": "Wait Before",\n', "", 1, /Missing property "StartAt"/],
] as const) {
  test(`${mistake} is marked`, async () => {
    const file = "steps/01-starter/starter.asl.json";
    const text = read(file).replace(from, () => to);
    assert.is.not(text, read(file), "the edit changes nothing");
    const found = await marks(file, text);
    assert.ok(
      found.some(mark => mark.startsWith(`${line}: `) && message.test(mark)),
      found.join("\n"),
    );
  });
}

test("the editor knows the short form of each function in the templates", () => {
  const known = settings["yaml.customTags"];
  const used = new Set<string>();
  for (const file of files(".yaml", "steps", "templates")) {
    visit(parseDocument(read(file), { logLevel: "silent" }), {
      Node(_, node) {
        if (!isNode(node) || !node.tag?.startsWith("!")) return;
        const kind =
          "items" in node ? (node.constructor.name === "YAMLMap" ? "mapping" : "sequence") : "scalar";
        used.add(`${node.tag} ${kind}`);
      },
    });
  }
  assert.ok(used.has("!Sub scalar"), "no tag was found");
  assert.equal(
    [...used].filter(tag => !known.includes(tag)),
    [],
  );
});

test("the editor's parts are there, and agree with the repository's", () => {
  const { scripts } = json("package.json");
  for (const { type, script } of json(".vscode/tasks.json").tasks) {
    assert.is(type, "npm");
    assert.ok(script in scripts, script);
  }
  const { features, postCreateCommand, customizations } = json(".devcontainer/devcontainer.json");
  assert.equal(customizations.vscode.extensions, json(".vscode/extensions.json").recommendations);
  assert.match(read("README.md"), `\n${postCreateCommand} && npm run step -- 04\n`);
  const versions = Object.fromEntries(
    Object.entries(features as Record<string, { version: string }>).map(([name, { version }]) => [
      name.replace(/.*\/(\w+):\d+$/, "$1"),
      version,
    ]),
  );
  assert.equal(versions, { node: read(".nvmrc").trim(), python: "os-provided" }); // Debian's, which is new enough
});

test.run();
