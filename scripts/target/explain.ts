import { exitCodes, UserError } from "../errors.ts";
import type { Target } from "./index.ts";

/** What may go wrong between us and a target, by the error's name or code, in words that say what to do. */
const explanations: [RegExp, string][] = [
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
  [/^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/, "the identity may not do that"],
  [
    /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/,
    "nothing answers there: check the network and the endpoint",
  ],
  [
    /^(TimeoutError|RequestTimeout|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/,
    "there is no answer in time: check the network and the endpoint, then try again",
  ],
  [
    /^(Throttling|ThrottlingException|TooManyRequestsException|RequestLimitExceeded|SlowDown)$/,
    "it refuses so many calls at once: try again in a minute",
  ],
  [
    /^(ServiceUnavailable|InternalFailure|InternalError|InternalServerError|5\d\d)$/,
    "the service has a fault of its own: try again later",
  ],
];

/**
 * Turns what the SDK throws into a sentence for people, with the reason that the service gave. What is no such error is
 * returned as it is: it is a defect of ours.
 */
export function explainTargetError(error: unknown, target?: Target): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  const { $metadata, code } = error as { $metadata?: { httpStatusCode?: number }; code?: string };
  const names = [error.name, code ?? "", String($metadata?.httpStatusCode ?? "")];
  const [, explanation] = explanations.find(([pattern]) => names.some(name => pattern.test(name))) ?? [];
  if (!explanation && !$metadata) return error;
  const where = target ? `The target, ${target.title},` : "The target";
  const reason =
    error.message && error.message !== "UnknownError" ? ` (${error.name}: ${error.message})` : "";
  return new UserError(
    `${where} could not do what was asked: ${explanation ?? "it refuses"}${reason}.`,
    exitCodes.target,
  );
}
