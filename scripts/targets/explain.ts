import { exitCodes, UserError } from "../shared/errors.ts";

/** What may be wrong with the way to a target, by the error's name or code, in words that say what to do. */
const outages: [RegExp, string][] = [
  [
    /^(CredentialsProviderError|ProviderError)$/,
    "no AWS credentials were found: sign in (aws sso login, or aws configure), or choose a --profile",
  ],
  [
    /^(ExpiredToken|ExpiredTokenException|TokenExpired|RequestExpired)$/,
    "the AWS credentials have expired: sign in again",
  ],
  [
    /^(InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|InvalidSignatureException|AuthFailure)$/,
    "the AWS credentials are not valid: check the profile and its keys",
  ],
  [
    /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/,
    "nothing answers there: check the network and the endpoint",
  ],
  [
    /^(TimeoutError|RequestTimeout|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/,
    "there is no answer in time: check the network and the endpoint, then try again",
  ],
];

const throttling =
  /^(Throttling|ThrottlingException|TooManyRequestsException|RequestLimitExceeded|SlowDown)$/;
const faults = /^(ServiceUnavailable|InternalFailure|InternalError|InternalServerError|5\d\d)$/;

/** What a target that is reached may answer. */
const refusals: [RegExp, string][] = [
  [/^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/, "the identity may not do that"],
  [throttling, "it refuses so many calls at once: try again in a minute"],
  [faults, "the service has a fault of its own: try again later"],
];

/** Whether the way to a target is lost: the error says nothing of what was asked for. */
export function isOutage(error: unknown): boolean {
  return error instanceof Error && explanationOf(error, outages) !== undefined;
}

/** Whether a target refuses a call only because there are so many. */
export function isThrottled(error: unknown): boolean {
  return error instanceof Error && namesOf(error).some(name => throttling.test(name));
}

/** Whether a service that was reached has a fault of its own, which passes. */
export function isFault(error: unknown): boolean {
  return error instanceof Error && namesOf(error).some(name => faults.test(name));
}

function namesOf(error: Error): string[] {
  const { $metadata, code } = error as { $metadata?: { httpStatusCode?: number }; code?: string };
  return [error.name, code ?? "", String($metadata?.httpStatusCode ?? "")];
}

function explanationOf(error: Error, explanations: [RegExp, string][]): string | undefined {
  const names = namesOf(error);
  return explanations.find(([pattern]) => names.some(name => pattern.test(name)))?.[1];
}

/** The target that was opened last. All that a command opens, in whichever account and region, has one title. */
let openedTarget: string | undefined;

/** From now on errors are explained as those of the target that people know by this title. */
export function blameTarget(title: string): void {
  openedTarget = title;
}

/**
 * Turns what the SDK throws into a sentence for people, with the reason that the service gave. Any other error is
 * returned as it is: a sentence already, or a defect of ours.
 */
export function explainTargetError(error: unknown): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  const explanation = explanationOf(error, [...outages, ...refusals]);
  if (!explanation && !(error as { $metadata?: object }).$metadata) return error;
  const where = openedTarget ? `The target, ${openedTarget},` : "The target";
  const reason =
    error.message && error.message !== "UnknownError" ? ` (${error.name}: ${error.message})` : "";
  return new UserError(
    `${where} could not do what was asked: ${explanation ?? "it refuses"}${reason}.`,
    exitCodes.target,
  );
}
