import path from "node:path";
import { type BuildFailure, build, transform } from "esbuild";
import { type Document, isScalar, type Scalar, visit } from "yaml";
import { exitCodes, UserError } from "../shared/errors.ts";
import { root } from "../shared/paths.ts";
import { renewApiDeployments } from "./api-deployment.ts";
import { addPermissionsBoundary, permissionsBoundary } from "./permissions-boundary.ts";
import { readNamedFile, readTemplateFile, shownPath, type TemplateFile } from "./template-file.ts";

/** A template file, and what CloudFormation takes instead of it. */
export interface CompiledTemplate extends TemplateFile {
  /** YAML with the code and the definitions inline. */
  body: string;
  /** The definitions by file name (`starter.asl.json`), their `${…}` substitutions still open. */
  definitions: Record<string, string>;
  /** The bundled code by the path that the template names it by (`./handlers/hello.ts`). */
  code: Record<string, string>;
}

/**
 * The longest template that CreateStack and CreateChangeSet take in the call, in bytes.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
const maxTemplateBytes = 51_200;

/**
 * Code and definitions go into a template with escapes for what is not ASCII: CloudFormation passes such characters on,
 * but shows a question mark for each, in its console and by GetTemplate.
 * https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/814
 */
const charset = "ascii";

/**
 * Makes a template self-contained: `ZipFile: ./handlers/hello.ts` becomes the bundled code of that handler, and
 * `DefinitionString: ./starter.asl.json` the text of that definition, both in ASCII. The deployment of a REST API gets
 * a new logical id when the API changes. Everything else stays as it is written. Throws a UserError when a named file is
 * missing or faulty, or the result is longer than CloudFormation takes.
 */
export async function compileTemplate(file: string): Promise<CompiledTemplate> {
  const written = await readTemplateFile(file);
  const document = written.source.clone();
  renewApiDeployments(document, written.template);
  const boundary = permissionsBoundary();
  if (boundary) addPermissionsBoundary(document, boundary);
  const definitions: Record<string, string> = {};
  const code: Record<string, string> = {};
  await Promise.all(
    namedFiles(document, file).map(async ({ node, key, name, target }) => {
      if (key === "ZipFile") node.value = code[name] = await bundle(target, file);
      else node.value = definitions[path.basename(target)] = await readDefinition(target, file);
      node.type = "BLOCK_LITERAL";
    }),
  );

  const body = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  const bytes = Buffer.byteLength(body);
  if (bytes > maxTemplateBytes) {
    throw new UserError(
      `${shownPath(file)} compiles to ${bytes} bytes, and CloudFormation takes at most ${maxTemplateBytes}: ` +
        `shorten the handlers or the data that they import.`,
      exitCodes.usage,
    );
  }
  return { ...written, body, definitions, code };
}

interface NamedFile {
  node: Scalar;
  key: "ZipFile" | "DefinitionString";
  /** The file's path as the template has it. */
  name: string;
  target: string;
}

function namedFiles(document: Document, file: string): NamedFile[] {
  const found: NamedFile[] = [];
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !isScalar(value) || typeof value.value !== "string") return;
      const names = key.value === "ZipFile" ? /^\.{1,2}\/.*\.ts$/ : /^\.{1,2}\/.*\.asl\.json$/;
      if ((key.value === "ZipFile" || key.value === "DefinitionString") && names.test(value.value)) {
        const name = value.value;
        found.push({ node: value, key: key.value, name, target: path.resolve(path.dirname(file), name) });
      }
    },
  });
  return found;
}

/**
 * Bundles a handler into one CommonJS file that exports `handler`: that is how Lambda runs inline Node.js code. The SDK
 * is left out, since the Lambda runtime brings it along.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html
 */
async function bundle(handler: string, template: string): Promise<string> {
  await readNamedFile(handler, template);
  try {
    const target = "node24";
    const { outputFiles } = await build({
      entryPoints: [handler],
      absWorkingDir: root,
      bundle: true,
      write: false,
      platform: "node",
      target,
      format: "esm",
      charset,
      external: ["@aws-sdk/*"],
      logLevel: "silent",
    });
    // An export of ES modules would be written as twenty lines of helpers, which nobody wants to read in the console.
    const plain = (outputFiles[0]?.text ?? "").replace(
      /^export \{\n {2}(?:(\w+) as )?handler\n\};$/m, // bundled with another handler, it gets another name
      (_, name = "handler") => `exports.handler = ${name};`,
    );
    if (!plain.includes("exports.handler"))
      throw new Error("it has to export one thing, a function named handler");
    return (await transform(plain, { format: "cjs", target, charset })).code;
  } catch (error) {
    const [first] = (error as BuildFailure).errors ?? [];
    const { file, line } = first?.location ?? { file: shownPath(handler), line: 1 };
    const reason = first?.text ?? (error as Error).message;
    throw new UserError(`${file}:${line}: does not compile: ${reason}.`, exitCodes.usage);
  }
}

async function readDefinition(definition: string, template: string): Promise<string> {
  const text = await readNamedFile(definition, template);
  try {
    JSON.parse(text);
  } catch (error) {
    throw new UserError(
      `${shownPath(definition)} is not valid JSON: ${(error as Error).message}.`,
      exitCodes.usage,
    );
  }
  return text.replace(/[^\0-\x7f]/g, character => `\\u${hex(character.charCodeAt(0))}`);
}

const hex = (code: number) => code.toString(16).padStart(4, "0");
