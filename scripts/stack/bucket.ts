import { exitCodes, UserError } from "../shared/errors.ts";
import type { Target } from "../targets/index.ts";
import { isMissing } from "../targets/is-missing.ts";

/**
 * Deletes everything in a bucket, old versions and delete markers too: CloudFormation deletes only an empty one.
 * A bucket that does not exist is empty. Throws a UserError when an object can't be deleted.
 */
export async function emptyBucket(target: Target, Bucket: string): Promise<void> {
  const { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } = await import("@aws-sdk/client-s3");
  const client = target.client(S3Client);
  try {
    for (;;) {
      const { Versions = [], DeleteMarkers = [] } = await client.send(
        new ListObjectVersionsCommand({ Bucket }),
      );
      const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
      if (Objects.length === 0) return;
      const { Errors = [] } = await client.send(
        new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
      );
      if (Errors[0]) {
        const { Key, Message } = Errors[0];
        throw new UserError(`Bucket ${Bucket} could not be emptied: ${Key}: ${Message}.`, exitCodes.target);
      }
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
