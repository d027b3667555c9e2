import { render } from "preact";
import "../../site/assets/tokens.css";
import "../../site/assets/frame.css";
import "../../site/assets/graph.css";
import "../../site/assets/prose.css";
import "./style/console.css";
import { App } from "./app.tsx";
import { followToken, keepToken } from "./net/client.ts";
import { listenWhileVisible } from "./net/store.ts";
import { keepScheme } from "./parts/scheme.ts";

keepScheme();
await keepToken();
followToken();
listenWhileVisible();
render(<App />, document.body);
