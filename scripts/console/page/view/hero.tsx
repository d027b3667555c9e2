import { useState } from "preact/hooks";
import { plainText } from "../../../shared/plain-text.ts";
import type { ExecutionModel } from "../model/execution-model.ts";
import { machineTitle } from "../model/machine-title.ts";
import { change } from "../net/client.ts";
import { known, state } from "../net/store.ts";
import { Status, statusNames } from "../parts/status.tsx";
import { Ago, clock, Took } from "../parts/time.tsx";
import { useTitle } from "../parts/title.ts";
import { addressOf, Link } from "../route.tsx";
import { StartButton } from "./start-button.tsx";

/** What an execution is, how it stands, and what can be done with it. */
export function Hero({ model }: { model: ExecutionModel }) {
  const [problem, setProblem] = useState("");
  const { info } = model;
  const machine = known.machines?.find(({ arn }) => arn === info?.machineArn) ?? {
    arn: info?.machineArn ?? "",
    name: info?.machineName ?? "",
  };
  useTitle(info && statusNames[info.status], machineTitle(machine));
  if (!info) return null;
  const { arn, name, machineArn, status, startedAt, stoppedAt, mapRunArn } = info;
  const isChild = machineArn.includes("/");
  const isRunning = status === "RUNNING";

  async function stop(): Promise<void> {
    await change("stop", { execution: arn }).then(
      () => setProblem(""),
      error => setProblem(error.message),
    );
  }

  return (
    <header class="hero">
      <div class="what">
        <h1>
          <Link to={addressOf.machine(machineArn.split("/")[0] ?? "")}>
            {plainText(machineTitle(machine))}
          </Link>
          <span class="name" title={plainText(name)}>
            {plainText(short(name))}
          </span>
        </h1>
        <p class="facts">
          <span role="status">
            <Status status={status} big />
          </span>
          <Took from={startedAt} to={stoppedAt} />
          <span class="quiet">
            started <Ago at={startedAt} />, {clock(startedAt).slice(0, 8)}
          </span>
          {mapRunArn && <Link to={addressOf.mapRun(mapRunArn)}>of a Map run</Link>}
          {state.about?.target.kind === "aws" && (
            <a href={awsConsole(arn, state.about.target.region)}>in AWS's console</a>
          )}
        </p>
        {problem && (
          <p class="note wrong" role="alert">
            {problem}
          </p>
        )}
      </div>
      <div class="actions">
        {isRunning && state.about?.mayChange && (
          <button type="button" data-key="x" onClick={stop}>
            Stop
          </button>
        )}
        {!isChild && <StartButton machine={machine} again={{ arn, input: info.input ?? "{}" }} />}
      </div>
    </header>
  );
}

/** A name without most of the random part that makes it unique. */
export function short(name: string): string {
  return name.replace(/([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/, "$1");
}

const awsConsole = (arn: string, region: string) =>
  `https://${region}.console.aws.amazon.com/states/home?region=${region}#/v2/executions/details/${encodeURIComponent(arn)}`;
