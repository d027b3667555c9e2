/**
 * What CloudFormation, and the services behind it, say only in words: patterns, each with where the words stand. Where
 * AWS documents them nowhere, that is a report of somebody who was told them, or the words themselves.
 */
export const says = {
  /** `Stack with id sfw-x does not exist`: https://github.com/cloudquery/cq-provider-aws/issues/824 */
  noSuchStack: /does not exist/,

  /**
   * Another run has deleted or created the stack, or is changing it:
   * `Stack:arn:… is in UPDATE_IN_PROGRESS state and can not be updated.` https://github.com/ASFHyP3/hyp3/issues/1459
   */
  stackIsOtherwise: /does not exist|already exists|is in \S+ state/,

  /** A change set that would change nothing, in both wordings: https://github.com/ansible-collections/amazon.aws/pull/507 */
  nothingToChange: /didn't contain changes|No updates are to be performed/i,

  /**
   * Why a resource, or the stack, failed with another resource: `Resource creation cancelled`,
   * `The following resource(s) failed to create: [Role].` https://fixdevs.com/blog/aws-cloudformation-rollback-complete/
   */
  failedWithAnother: /cancelled|The following resource\(s\) failed/i,

  /**
   * A resource failed for what its template can't mend: whoever deploys may not do that, the account has no room for it, or
   * the service has a fault. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html
   */
  notItsTemplate:
    /User:? ?\S* is not authorized|limit ?exceeded|for the account|quota|rate exceeded|throttl|internal ?(failure|error)/i,

  /**
   * A service does not know a new role yet, or what it allows: Firehose, Lambda, then any service about a permission.
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
   * https://github.com/aws/aws-sdk-js/issues/3498
   */
  roleNotKnownYet: /unable to assume role|cannot be assumed|Role \S+ is not authorized to perform/i,

  /**
   * The same from Step Functions: `Neither the global service principal states.amazonaws.com, nor the regional one is
   * authorized to assume the provided role.` AWS's own resource provider has these words:
   * https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-stepfunctions
   */
  machineRoleNotKnownYet: /global service principal \S+, nor the regional one is authorized to assume/i,

  /**
   * A state machine's name is taken until the one that had it is deleted: `State Machine is being deleted: 'arn:…'`,
   * https://github.com/Netflix/metaflow/pull/1284; or `State machine already exists`, by CloudFormation's own look
   * beforehand, https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-stepfunctions.
   */
  machineNameTaken: /state machine (is being deleted|already exists)/i,

  /**
   * Kinesis' LimitExceededException while five streams are being created or deleted; not the one for too many shards,
   * which waiting does not help.
   * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html
   * https://github.com/hashicorp/terraform-provider-aws/pull/1339 has the words.
   */
  tooManyNewStreams: /limit on the number\s+of streams that can simultaneously be in CREATING/i,

  /**
   * S3's BucketNotEmpty: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
   */
  bucketNotEmpty: /not empty/,

  /** ListImports, of an export that nobody imports: `Export 'x' is not imported by any stack.` */
  notImported: /is not imported by any stack/,

  /**
   * A stack can't be deleted yet: another one imports its exports, https://github.com/aws/aws-cdk/issues/604, or an
   * operation has just begun.
   */
  deletionTooEarly: /in use by|imported by|_IN_PROGRESS/i,

  /**
   * A resource could not be deleted, for a reason that may pass by itself or once its cause is out of the way: a bucket
   * that was written to after it was emptied, calls refused for being too many, a dependency that has only just gone.
   * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html
   */
  deletionMayPass:
    /not empty|rate exceeded|throttl|too ?many ?requests|tim(ed )?out|in use|conflict|dependen|try again/i,
} satisfies Record<string, RegExp>;
