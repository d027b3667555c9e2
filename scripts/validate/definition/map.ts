import { type Field, fieldOf, fieldsOf, type MapTree, textOf, valueAt } from "../tree.ts";
import {
  anything, type Check, checkFields, checkRequired, type Fields, must, object, oneOf, orExpression, type Place, text, whole,
  withExpressions,
} from "./check.ts"; // biome-ignore format: a list to scan, not a column
import { referencePath, template } from "./paths.ts";
import { resource } from "./task.ts";

const readerConfig: Check = ({ value }, place) => {
  for (const field of fieldsOf(value)) {
    if (field.name === "MaxItems") orExpression(whole(1))(field, place);
    if (field.name === "MaxItemsPath") referencePath(field, place);
  }
};

const languageFields = (place: Place): Fields =>
  place.language === "JSONata" ? { Arguments: withExpressions } : { Parameters: template };

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
export const itemReader: Check = (field, place) =>
  object("an ItemReader", { Resource: resource, ReaderConfig: readerConfig, ...languageFields(place) }, [
    "Resource",
  ])(field, place);

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
export const resultWriter: Check = (field, place) =>
  object("a ResultWriter", { Resource: resource, WriterConfig: anything, ...languageFields(place) })(
    field,
    place,
  );

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html */
export const itemBatcher: Check = (field, place) => {
  const paths = {
    MaxItemsPerBatchPath: referencePath,
    MaxInputBytesPerBatchPath: referencePath,
    BatchInput: template,
  };
  object("an ItemBatcher", {
    MaxItemsPerBatch: orExpression(whole(1)),
    MaxInputBytesPerBatch: orExpression(whole(1, 262_144)),
    ...(place.language === "JSONata" ? { BatchInput: withExpressions } : paths),
  })(field, place);
  if (!fieldsOf(field.value).some(({ name }) => name.startsWith("Max")))
    place.report(field.line, '"ItemBatcher" needs "MaxItemsPerBatch" or "MaxInputBytesPerBatch".');
};

/** What only a Map in distributed mode does. https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html */
const distributedOnly = [
  "ItemReader", "ItemBatcher", "ResultWriter", "Label", "ToleratedFailureCount", "ToleratedFailureCountPath",
  "ToleratedFailurePercentage", "ToleratedFailurePercentagePath",
]; // biome-ignore format: a list to scan, not a column

/** What a Map state's fields ask of each other. */
export function checkMap(state: MapTree, at: number, place: Place): void {
  const processor = fieldOf(state, "ItemProcessor");
  const iterator = fieldOf(state, "Iterator"); // the older name, which AWS still takes
  if (!iterator) checkRequired(state, at, "a Map state", ["ItemProcessor"], place);
  if (processor && iterator)
    place.report(iterator.line, '"Iterator" is the older name of "ItemProcessor"; keep the latter.');
  const mode = textOf(valueAt(processor?.value, "ProcessorConfig", "Mode")) ?? "INLINE";
  if (mode !== "INLINE") return;
  for (const { name, line } of state.fields) {
    if (distributedOnly.includes(name))
      place.report(
        line,
        `"${name}" works in a distributed Map only: add "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" } to "ItemProcessor".`,
      );
  }
}

/** How an ItemProcessor runs. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html */
export const processorConfig: Check = (field: Field, place) => {
  if (field.value.kind !== "map") return must(field, place, "an object");
  const fields = {
    Mode: oneOf("INLINE", "DISTRIBUTED"),
    ExecutionType: oneOf("STANDARD", "EXPRESS"),
    Comment: text,
  };
  checkFields(field.value, "a ProcessorConfig", fields, place);
  if (textOf(valueAt(field.value, "Mode")) === "DISTRIBUTED")
    checkRequired(field.value, field.line, "a distributed Map", ["ExecutionType"], place);
};
