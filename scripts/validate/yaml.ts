import { isAlias, isMap, isScalar, isSeq, type Node } from "yaml";
import { parseTemplate, shortForms } from "../stack/template.ts";
import type { Report } from "./problem.ts";
import { didYouMean } from "./spelling.ts";
import type { Field, Tree } from "./tree.ts";

/** What usually is the matter, where YAML's own words do not say so. */
function adviceOn(reason: string): string {
  if (!/flow (?:sequence|map)/.test(reason)) return "";
  return " Between brackets, quote a text that has braces in it, such as !Sub's; or begin a line with a dash for each item.";
}

/**
 * Reads a CloudFormation template in YAML into a tree with lines, its short forms (`!Ref X`) written out
 * (`{ Ref: "X" }`). Reports what is not YAML, in which case there may be no tree, and what CloudFormation does not take
 * of it: aliases, unknown tags, a name twice.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
 */
export function readYaml(text: string, report: Report): Tree | undefined {
  const { document, lines } = parseTemplate(text);
  const lineAt = (offset = 0) => lines.linePos(offset).line || 1;
  for (const { code, message, pos } of document.errors) {
    if (code === "DUPLICATE_KEY") report(lineAt(pos[0]), "this name is already in the same map; keep one.");
    else if (code === "MULTIPLE_TAGS") {
      const inFull = 'write the first one in full, as in "Fn::ImportValue: !Sub …".';
      return void report(lineAt(pos[0]), `one short form can't follow another; ${inFull}`);
    } else {
      const reason = message.replace(/closing (["'])quote/, "closing quote $1");
      return void report(lineAt(pos[0]), `not valid YAML: ${reason}.${adviceOn(reason)}`);
    }
  }
  return document.contents ? tree(document.contents) : { kind: "map", line: 1, fields: [] };

  function tree(node: Node | null, line = 1): Tree {
    if (!node) return { kind: "value", line, value: null };
    const start = { line: node.range ? lineAt(node.range[0]) : line };
    if (isAlias(node)) {
      report(
        start.line,
        `CloudFormation does not take YAML aliases; write out what *${node.source} stands for.`,
      );
      return tree((node.resolve(document) as Node | undefined) ?? null, start.line);
    }
    return tagged(node, start.line, plain(node, start));
  }

  function plain(node: Node, start: { line: number }): Tree {
    if (isMap(node)) {
      const fields = node.items.map((pair): Field => {
        const key = pair.key as Node;
        const line = key.range ? lineAt(key.range[0]) : start.line;
        const name = isScalar(key) ? String(key.value) : "";
        return { name, line, value: tree(pair.value as Node | null, line) };
      });
      return { kind: "map", ...start, fields };
    }
    if (isSeq(node))
      return { kind: "list", ...start, items: node.items.map(item => tree(item as Node | null, start.line)) };
    const value = isScalar(node) ? node.value : null;
    const known = ["string", "number", "boolean"].includes(typeof value);
    return { kind: "value", ...start, value: known ? (value as string | number | boolean) : null };
  }

  function tagged(node: Node, line: number, inner: Tree): Tree {
    const { tag } = node;
    if (!tag || tag.startsWith("tag:yaml.org")) return inner;
    const name = shortForms.get(tag);
    if (!name) {
      report(line, `${tag} is not a function of CloudFormation${didYouMean(tag, shortForms.keys())}`);
      return inner;
    }
    return { kind: "map", line, fields: [{ name, line, value: inner }] };
  }
}
