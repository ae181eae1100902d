// Starts the page: worker, terminal, map; shows what the address asks for.
import { Client } from "./client.js";
import { Exercise, address, showIndex as exerciseIndex } from "./exercises.js";
import { isolated, keepAll } from "./isolate.js";
import { LANGUAGES, el, lang, onChange, setLanguage, t, theme, translate } from "./lang.js";
import { Lesson, showIndex as lessonIndex } from "./lessons.js";
import { Playground } from "./playground.js";
import { progress, seed } from "./progress.js";
import { deflated, download, inflated, parsed } from "./share.js";
import { Side } from "./side.js";
import { LabTerminal } from "./terminal.js";

const at = (id) => document.getElementById(id);
const TRIES = [
  ["docker run -d --name web -p 8080:80 nginx", "docker exec web ip addr"],
  ["docker network create back", "docker run -d --name db --net back redis"],
  ["docker run --rm busybox ping -c 2 web"], ["why web db:6379"],
];
const STEPS = ["", "loading-python", "loading-model", "loading-lab"];
let client, terminal, side, lesson, exercise, playground, saving, offline = false;

// -- small things
let toastEnds;
function toast(text, time = 4000) {
  at("toast").textContent = text;
  at("toast").classList.add("shown");
  clearTimeout(toastEnds);
  toastEnds = setTimeout(() => at("toast").classList.remove("shown"), time);
}

function cover(step) {
  at("cover").querySelector("p").textContent = t(step);
  at("cover").querySelector("progress").value = STEPS.indexOf(step);
}

function part(name) {
  document.body.dataset.part = name;
  for (const button of document.querySelectorAll("#phone button")) button.setAttribute("aria-pressed", String(button.dataset.part === name));
  terminal?.resize();
  side?.map.apply();
}

function view(name, first = "page") {
  document.body.dataset.view = name;
  for (const link of document.querySelectorAll("#views a")) {
    const current = link.dataset.view === name.replace(/^lesson$/, "lessons").replace(/^exercise$/, "exercises");
    if (current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  part(name === "lab" ? "console" : first);
}

// -- the lab
const speak = () => client.call("speak", { language: lang(), theme: theme() });

async function openLab({ save = "", engine = "", screen = "" } = {}) {
  const state = await client.call("open", { save, engine });
  if (!at("engine").options.length) at("engine").append(...state.releases.map((name) => el("option", { value: name }, `Docker ${name}`)));
  at("engine").value = state.engine;
  terminal.open(state, screen);
  if (!save) welcome(state);
  side.map.forget();
  await side.refresh(state);
  return state;
}

function welcome(state) {
  const prompt = terminal.shown;
  terminal.wipe();
  terminal.tell(t("welcome", state.engine));
  terminal.settle({ output: prompt, busy: false });
}

// After a cell, an exercise or a project: the terminal of a new lab, and all views.
async function moved(state) {
  if (state) {
    terminal.open(state);
    at("engine").value = state.engine;
    side.map.forget();
  }
  await side.settled();
  keep();
}

function settled(ended) {
  if (ended) {
    side.settled();
    keep();
  } else if (Date.now() > (settled.next || 0)) {
    settled.next = Date.now() + 1000;
    side.map.refresh();
  }
}

// The lab's log, for a reload and for starting again after a stop.
function keep() {
  clearTimeout(saving);
  saving = setTimeout(async () => {
    if (terminal.busy || client.busy) return keep();
    try {
      client.save = await client.call("save");
      sessionStorage.setItem("lab", JSON.stringify({ save: client.save, screen: terminal.shown, hash: location.hash }));
    } catch { /* too large, or not to be saved: a reload begins anew */ }
    return undefined;
  }, 400);
}

async function restarted(save) {
  await speak();
  if (document.body.dataset.view === "exercise") await exercise.show(exercise.name, save);
  else await openLab({ save, screen: terminal.shown });
  toast(t("stopped"));
}

// -- the address
async function route() {
  const wanted = parsed(location.hash);
  if (LANGUAGES.includes(wanted.lang) && wanted.lang !== lang()) setLanguage(wanted.lang);
  if (terminal.busy) {
    toast(t("busy"));
    terminal.interrupt();
    await terminal.free();
  }
  try {
    await show(wanted);
  } catch (error) {
    if (error.kind !== "stopped") toast(t("bad-link", error.message), 8000);
  }
  if (wanted.why && wanted.why !== true) {
    const [source, target] = wanted.why.split(/,(.*)/s);
    side.open("why");
    part("side");
    await side.ask(source, target);
  }
}

const seedOf = (wanted) => (wanted.seed && wanted.seed !== true ? wanted.seed : "");

async function show(wanted) {
  const page = at("page");
  page.scrollTop = 0;
  if (wanted.lesson) {
    view("lesson");
    if (!(await lesson.show(wanted.lesson))) page.replaceChildren(el("p", {}, t("not-found")));
  } else if (wanted.exercise) {
    view("exercise");
    if (!wanted.seed && !wanted.lab && seed()) {
      wanted.seed = seed();
      history.replaceState(null, "", address(wanted.exercise, wanted.seed));
    }
    await exercise.show(wanted.exercise, wanted.lab && wanted.lab !== true ? await inflated(wanted.lab) : "", seedOf(wanted));
  } else if (wanted.lessons) {
    view("lessons");
    await lessonIndex(page);
  } else if (wanted.exercises) {
    view("exercises");
    await exerciseIndex(page, client);
  } else if (wanted.compose) {
    view("compose");
    await playground.show(wanted.compose === true ? "" : await inflated(wanted.compose), wanted.engine);
  } else {
    view("lab");
    if (wanted.lab && wanted.lab !== true) await openLab({ save: await inflated(wanted.lab) });
  }
}

// -- buttons
async function share() {
  const name = document.body.dataset.view;
  let hash = location.hash;
  if (name === "compose") hash = `#compose=${await deflated(playground.field.value)}${playground.engine ? `&engine=${playground.engine}` : ""}`;
  else if (name === "lab" || name === "exercise") {
    const lab = await deflated(await client.call("save"));
    hash = name === "exercise" ? `${address(exercise.name, exercise.seed)}&lab=${lab}` : `#lab=${lab}`;
  }
  const asked = side.shown === "why" && side.from.value && side.to.value ? `&why=${encodeURIComponent(side.from.value)},${encodeURIComponent(side.to.value)}` : "";
  at("dialog-title").textContent = t("share-title");
  at("dialog-text").textContent = t("share-lab");
  at("dialog-field").value = `${location.origin}${location.pathname}${hash}${asked}`;
  at("dialog").showModal();
  at("dialog-field").select();
}

async function handIn() {
  const inExercise = document.body.dataset.view === "exercise";
  const text = await client.call("hand_in", { answers: inExercise ? exercise.answers : "", predictions: JSON.stringify(progress().lessons) });
  const name = `${inExercise ? exercise.name : "lab"}.dockernet.json`;
  download(name, text);
  toast(t("handed", name), 8000);
}

function tries() {
  const chip = (lines) => el("button", { onclick: () => { terminal.type(lines); terminal.focus(); } }, lines[0]);
  at("tries").replaceChildren(el("span", {}, t("try")), ...TRIES.map(chip));
}

// Another language, or other colours: the lab stays as it is; a lesson in another language begins again.
async function respeak(what) {
  await speak();
  side.translate();
  await side.refresh();
  if (what !== "language") return;
  at("lang").value = lang();
  tries();
  const name = document.body.dataset.view;
  if (name === "exercise") await exercise.show(exercise.name, await client.call("save"));
  else if (name === "compose") await playground.show();
  else if (name !== "lab") await show(parsed(location.hash));
}

const reporting = (act) => () => act().catch((error) => error.kind !== "stopped" && toast(error.message, 8000));

function wire() {
  at("share").addEventListener("click", reporting(share));
  at("handin").addEventListener("click", reporting(handIn));
  at("dialog-copy").addEventListener("click", async () => {
    at("dialog-field").select();
    await navigator.clipboard.writeText(at("dialog-field").value).catch(() => document.execCommand("copy"));
    toast(t("copied"));
  });
  const fresh = reporting(async () => {
    await openLab({ engine: at("engine").value });
    keep();
    terminal.focus();
  });
  at("fresh").addEventListener("click", fresh);
  at("engine").addEventListener("change", fresh);
  at("stop").addEventListener("click", () => { if (terminal.busy) terminal.feed("\x03"); else client.stop(); terminal.focus(); });
  at("lang").value = lang();
  at("lang").addEventListener("change", () => setLanguage(at("lang").value));
  at("keys").addEventListener("click", (event) => {
    const key = event.target.closest("button")?.dataset.key;
    if (key) { terminal.feed(key); terminal.focus(); }
  });
  at("phone").addEventListener("click", (event) => {
    const name = event.target.closest("button")?.dataset.part;
    if (name) part(name);
  });
  window.addEventListener("hashchange", route);
  onChange((what) => respeak(what).catch((error) => toast(error.message)));
  setInterval(() => { at("stop").disabled = !(terminal.busy || client.busy); }, 200);
}

async function start() {
  translate(document);
  if (!(await isolated())) return;
  client = new Client(cover);
  client.onRestart = restarted;
  terminal = new LabTerminal(at("screen"), client, { onSettled: settled, onState: (busy) => document.body.classList.toggle("busy", busy) });
  const told = { onMoved: moved, releases: () => [...at("engine").options].map((each) => each.value) };
  [side, lesson, exercise, playground] = [new Side(client, terminal), new Lesson(at("page"), client, told), new Exercise(at("page"), client, told), new Playground(at("page"), client, told)];
  wire();
  tries();
  const before = JSON.parse(sessionStorage.getItem("lab") || "null");
  try {
    await speak();
    const wanted = parsed(location.hash);
    const same = before && before.hash === location.hash && !wanted.lesson;
    await openLab(same ? before : {}).catch(() => openLab());
    if (same) toast(t("restored"));
    if (same && wanted.exercise) {
      view("exercise");
      await exercise.show(wanted.exercise, before.save, seedOf(wanted));
    } else if (same && (wanted.lab || wanted.compose)) {
      view(wanted.lab ? "lab" : "compose");
      if (wanted.compose) await playground.show();
    } else await route();
  } catch (error) {
    cover("loading");
    at("cover").querySelector("p").textContent = t("no-wasm", error.message);
    return;
  }
  at("cover").hidden = true;
  document.body.dataset.ready = "1";
  performance.mark("prompt");
  if (document.body.dataset.view === "lab" && matchMedia("(min-width: 900px)").matches) terminal.focus();
  await client.call("later").catch(() => {});
  keepAll(() => { if (!offline && !localStorage.getItem("kept")) toast(t("offline")); offline = true; localStorage.setItem("kept", "1"); document.body.dataset.offline = "1"; });
}

start();
