import type { State } from "./definition.ts";

/** What a state does, in a few words that fit below its name: `sns:publish`, `wait 10 s`, `2 branches`. */
export function captionOf(state: State): string {
  switch (state.Type) {
    case "Task":
      return taskCaption(state.Resource ?? "");
    case "Wait":
      return waitCaption(state);
    case "Parallel":
      return `${state.Branches?.length ?? 0} branches`;
    case "Map":
      return mode(state) === "DISTRIBUTED" ? "distributed map" : "for each item";
    case "Fail":
      return state.Error ?? "fail";
    default:
      return (state.Type ?? "").toLowerCase();
  }
}

/** As in `arn:aws:states:::sqs:sendMessage.waitForTaskToken`; what stands for a function's ARN is a substitution. */
function taskCaption(resource: string): string {
  const [, service, action = ""] =
    /^arn:[^:]*:states:[^:]*:[^:]*:((?:aws-sdk:)?[^:]+):(.*)$/.exec(resource) ?? [];
  if (service && service !== "activity") {
    const [call = "", pattern = ""] = action.split(/\.(.*)/s);
    const ways: Record<string, string> = {
      waitForTaskToken: ", callback",
      sync: ", sync",
      "sync:2": ", sync",
    };
    return `${service.replace("aws-sdk:", "")}:${call}${ways[pattern] ?? ""}`;
  }
  const [, kind, name] = /:(function|activity):([^:]+)/.exec(resource) ?? [];
  if (kind === "activity") return `activity ${name}`;
  return name ? `lambda ${tailOf(name)}` : "lambda";
}

/** The end of a name: names begin with what all functions of a stack have in common. */
function tailOf(name: string): string {
  return name.length > 20 ? `…${name.slice(-18)}` : name;
}

function waitCaption({ Seconds, SecondsPath, Timestamp, TimestampPath }: State): string {
  if (Timestamp ?? TimestampPath) return `wait until ${Timestamp ?? TimestampPath}`;
  const seconds = Number(Seconds);
  return Number.isFinite(seconds) ? `wait ${wordsFor(seconds)}` : `wait ${SecondsPath ?? "…"}`;
}

/** A number of seconds as people say it: `10 s`, `5 min`, `1 h 30 min`. */
function wordsFor(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`;
}

function mode({ ItemProcessor }: State): string | undefined {
  return ItemProcessor?.ProcessorConfig?.Mode;
}
