import { useEffect, useRef, useState } from "preact/hooks";
import { TopBar } from "../../site/top-bar.tsx";
import type { About } from "../messages.ts";
import { keys, pressKey } from "./keys.ts";
import { look, type Refusal } from "./net/client.ts";
import { changed, state, useKnown } from "./net/store.ts";
import { Dialog } from "./parts/dialog.tsx";
import { changeScheme } from "./parts/scheme.ts";
import { addressOf, goInstead, type Route, useRoute } from "./route.tsx";
import { Execution } from "./view/execution.tsx";
import { LessonView } from "./view/lesson.tsx";
import { ResourceLink } from "./view/links.tsx";
import { MachineView } from "./view/machine.tsx";
import { MapRunView } from "./view/map-run.tsx";
import { Overview } from "./view/overview.tsx";
import { Sidebar } from "./view/sidebar.tsx";

/** The console: what is around each view, and the view that the address names. */
export function App() {
  useKnown();
  const route = useRoute();
  const [isHelp, setHelp] = useState(false);

  useEffect(() => {
    look<About>("about").then(
      about => {
        state.about = about;
        changed();
      },
      error => {
        state.problem = error as Refusal;
        changed();
      },
    );
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "?" && !isTyping(event)) setHelp(true);
      else if (!isTyping(event)) pressKey(event);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  useFocusOnMove(route);

  if (state.problem?.status === 401) return <Closed />;
  return (
    <>
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <TopBar
        home={addressOf.overview}
        onHome={event => goInstead(event, addressOf.overview)}
        icon="/assets/icon.svg"
      >
        <ResourceLink place="/resources">Resources</ResourceLink>
        <TargetChip />
        <button type="button" class="plain" aria-label="Light or dark" onClick={changeScheme}>
          ◐
        </button>
        <button type="button" class="plain" aria-label="Help" onClick={() => setHelp(true)}>
          ?
        </button>
      </TopBar>
      <Trouble />
      <div class={`body ${route.view}`}>
        <Sidebar route={route} />
        <View route={route} />
      </div>
      {isHelp && <Help close={() => setHelp(false)} />}
    </>
  );
}

function View({ route }: { route: Route }) {
  switch (route.view) {
    case "lesson":
      return <LessonView key={route.name} name={route.name} />;
    case "machine":
      return <MachineView key={route.arn} arn={route.arn} />;
    case "execution":
      return <Execution key={route.arn} arn={route.arn} />;
    case "map-run":
      return <MapRunView key={route.arn} arn={route.arn} />;
    default:
      return <Overview />;
  }
}

/** Whoever goes to another view reads on there, with the keyboard and with a screen reader, too. */
function useFocusOnMove(route: Route): void {
  const place = JSON.stringify(route);
  const shown = useRef(place);
  useEffect(() => {
    if (shown.current === place) return;
    shown.current = place;
    document.querySelector<HTMLElement>("#content")?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [place]);
}

/** Where all of this is, and whether it answers. */
function TargetChip() {
  const { about, health, problem } = state;
  if (!about) return null;
  const { kind, region, account, title } = about.target;
  const tone =
    problem || health.state === "away" ? "failed" : health.state === "slow" ? "caught" : "succeeded";
  return (
    <span class="target" title={`${title}, account ${account}`}>
      <span class={`dot ${tone}`} />
      {kind === "endpoint" ? "endpoint" : kind}
      <span class="where"> · {region}</span>
      {!about.mayChange && <span> · read-only</span>}
    </span>
  );
}

/** What is wrong with the connection or the target, while it is. */
function Trouble() {
  const text = state.problem?.message ?? state.health.text;
  return (
    <div role="status" class={text ? `trouble ${state.health.state}` : "unseen"}>
      {text}
    </div>
  );
}

function Closed() {
  return (
    <main class="closed">
      <h1>Open the address that the command printed</h1>
      <p>
        <code>npm run console</code> prints an address that ends in a token. Without the token this page shows
        nothing, so that no other program on this machine can use it.
      </p>
    </main>
  );
}

function Help({ close }: { close(): void }) {
  return (
    <Dialog title="Keyboard" close={close}>
      <dl class="keys">
        {keys.map(({ key, does }) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

function isTyping({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  const isField = target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  return isField || ctrlKey || metaKey || altKey || document.querySelector("dialog[open]") !== null;
}
