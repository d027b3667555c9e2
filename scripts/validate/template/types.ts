import { readFileSync } from "node:fs";

/** The part of JSON Schema that CloudFormation's resource types use, as far as it is checked. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
  items?: Schema;
  enum?: (string | number | boolean)[];
  const?: string | number | boolean;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  anyOf?: Schema[];
  oneOf?: Schema[];
  dependentExcluded?: Record<string, string[]>;
}

/** A type of resource. */
export interface ResourceType extends Schema {
  definitions?: Record<string, Schema>;
  /** JSON pointers to what AWS sets, not the template. */
  readOnlyProperties?: string[];
  /** What `!GetAtt` can get. `.*` stands for any name. */
  attributes: string[];
}

interface Types {
  otherTypes: string;
  types: Record<string, ResourceType>;
}

let loaded: { others: Set<string>; types: Record<string, ResourceType> } | undefined;

/**
 * The types whose properties are known, and the names of the other ones. Maintainers take the file from cfn-lint
 * (scripts/dev/schemas.ts); it is read when the first template is looked at.
 */
export function resourceTypes(): { others: Set<string>; types: Record<string, ResourceType> } {
  if (!loaded) {
    const { otherTypes, types } = JSON.parse(
      readFileSync(new URL("schemas.json", import.meta.url), "utf8"),
    ) as Types;
    loaded = { others: new Set(otherTypes.split(" ")), types };
  }
  return loaded;
}
