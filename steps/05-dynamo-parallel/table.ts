import {
  type AttributeValue,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  paginateScan,
  ResourceNotFoundException,
} from "@aws-sdk/client-dynamodb";
import { type Lesson, Missing } from "../../scripts/verify/lesson.ts";

type Target = Lesson["target"];

export type Item = Record<string, AttributeValue>;

/** The attribute by which a table tells its items apart. Throws a Missing error where there is no such table. */
export async function tableKey(target: Target, TableName: string): Promise<string | undefined> {
  try {
    const { Table } = await target.client(DynamoDBClient).send(new DescribeTableCommand({ TableName }));
    return Table?.KeySchema?.find(({ KeyType }) => KeyType === "HASH")?.AttributeName;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) throw new Missing(`There is no table ${TableName}.`);
    throw error;
  }
}

/** The item with a tweet's id; undefined where there is none. */
export async function findItem(target: Target, TableName: string, id: string): Promise<Item | undefined> {
  const { Item } = await target
    .client(DynamoDBClient)
    .send(new GetItemCommand({ TableName, Key: { id: { S: id } }, ConsistentRead: true }));
  return Item;
}

/** The item with a tweet's id. Throws a Missing error where there is none. */
export async function storedItem(target: Target, TableName: string, id: string): Promise<Item> {
  const item = await findItem(target, TableName, id);
  if (!item) throw new Missing(`The table ${TableName} holds no item with the id ${id}.`);
  return item;
}

/** The values of an item without their types. */
export function plain(item: Item): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, Object.values(value)[0]]));
}

/** How many items hold a text. */
export async function countItems(target: Target, TableName: string, text: string): Promise<number> {
  let count = 0;
  const query = {
    TableName,
    ConsistentRead: true,
    FilterExpression: "#text = :text",
    ExpressionAttributeNames: { "#text": "text" },
    ExpressionAttributeValues: { ":text": { S: text } },
  };
  for await (const page of paginateScan({ client: target.client(DynamoDBClient) }, query))
    count += page.Count ?? 0;
  return count;
}
