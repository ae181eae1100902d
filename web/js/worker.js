// The lab's worker: Pyodide with one WebSession; questions in, answers out.
import { loadPyodide } from "../vendor/pyodide/pyodide.mjs";

const say = (step) => postMessage({ step });
const bytes = async (name) => new Uint8Array(await (await fetch(new URL(`../${name}`, import.meta.url))).arrayBuffer());
let ask, python, later;

// Archives are imported from as they are: unpacking them would cost 0.3 s at each start.
function add(path, data) {
  python.FS.writeFile(path, data);
  python.runPython(`import sys; sys.path.append("${path}")`);
}

async function start(buffer) {
  say("loading-python");
  const app = bytes("app.zip");
  python = await loadPyodide({ indexURL: new URL("../vendor/pyodide/", import.meta.url).href });
  say("loading-model");
  add("/app.zip", await app);
  if (buffer) python.setInterruptBuffer(buffer);
  ask = python.runPython(`
from dockernet_sim.web.session import WebSession, ask
session = WebSession()
lambda name, arguments: ask(session, name, arguments)
`);
  later = async () => add("/more.zip", await bytes("more.zip"));
  say("loading-lab");
}

let ready;
self.onmessage = async ({ data }) => {
  if (data.start) {
    ready = start(data.buffer);
    return;
  }
  const { id, name, args } = data;
  try {
    await ready;
    if (name === "later") {
      await later();
      postMessage({ id, value: true });
      return;
    }
    const answer = JSON.parse(ask(name, JSON.stringify(args)));
    postMessage({ id, ...answer });
  } catch (error) {
    const text = String(error.message || error).trim().split("\n").pop();
    postMessage({ id, error: text, kind: /KeyboardInterrupt/.test(text) ? "KeyboardInterrupt" : "crash" });
  }
};
