// The terminal: xterm.js, the line editor, and the loop that lets a line run in the worker, with its waits in real time.
import { FitAddon } from "../vendor/xterm-addon-fit/addon-fit.mjs";
import { Terminal } from "../vendor/xterm-xterm/xterm.mjs";
import { Editor } from "./editor.js";
import { lang, onChange, t, theme } from "./lang.js";

const LONGEST = 1000; // ms that a wait lasts at most: docker stop takes ten simulated seconds
const PATIENCE = 2000; // ms after which Ctrl-C no longer waits for the events that are under way
const LIMITS = { fast: 60, real: 3600 }; // simulated seconds for one line
const KEPT = 60_000; // letters of the screen that a reload brings back
const COLOURS = {
  light: { background: "#ffffff", foreground: "#1c2430", cursor: "#0072b2", selectionBackground: "#b9dcf2", cursorAccent: "#ffffff" },
  dark: { background: "#12161c", foreground: "#e8ecf1", cursor: "#56b4e9", selectionBackground: "#2c4a5f", cursorAccent: "#12161c" },
};

export class LabTerminal {
  constructor(host, client, { onSettled, onState }) {
    Object.assign(this, { host, client, onSettled, onState });
    this.busy = true;
    this.queue = [];
    this.shown = "";
    this.history = JSON.parse(localStorage.getItem("history") || "[]");
    this.term = new Terminal({
      convertEol: true, screenReaderMode: true, fontSize: 13, scrollback: 5000, cursorBlink: true, theme: COLOURS[theme()],
      fontFamily: "'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', monospace",
    });
    this.fit = new FitAddon();
    this.term.loadAddon(this.fit);
    this.term.open(host);
    this.editor = new Editor({
      write: (text) => this.term.write(text), columns: () => this.term.cols, history: this.history,
      onLine: (line) => this.run(line), onComplete: (before, word) => client.call("complete", { before, word }),
      onInterrupt: () => this.keep("^C\n"), onEnd: () => this.run(null), onClear: () => this.clear(),
      onAhead: (data) => data && this.feed(data),
    });
    this.term.onData((data) => this.feed(data));
    this.term.attachCustomKeyEventHandler((event) => !(event.key === "Tab" && event.shiftKey) && !(event.key === "v" && event.ctrlKey));
    new ResizeObserver(() => this.resize()).observe(host);
    onChange(() => this.restyle());
    this.restyle();
  }

  restyle() {
    this.term.options.theme = COLOURS[theme()];
    this.term.textarea?.setAttribute("aria-label", t("terminal-label"));
  }

  resize() {
    if (this.host.offsetWidth > 40 && this.host.offsetHeight > 30) this.fit.fit();
  }

  focus() {
    this.term.focus();
  }

  clear() {
    this.term.clear();
  }

  // Through the stream, not term.reset(): what was written before comes first.
  wipe() {
    this.term.write("\x1bc");
    this.shown = "";
  }

  keep(text) {
    this.shown = (this.shown + text).slice(-KEPT);
  }

  write(text) {
    this.term.write(text);
    this.keep(text);
  }

  // A text of the page's own, above the prompt.
  tell(text) {
    const columns = lang() === "zh" ? Infinity : Math.max(20, this.term.cols - 1); // Chinese breaks anywhere
    const lines = text.split(" ").reduce((all, word) => {
      if (all.at(-1).length + word.length + 1 > columns) all.push(word);
      else all.push(`${all.pop()} ${word}`.trim());
      return all;
    }, [""]);
    this.write(`\x1b[2m${lines.join("\n")}\x1b[0m\n`);
  }

  // What the worker's terminal shows after it was opened: a fresh lab, or one that was made again.
  open(state, screen = "") {
    this.wipe();
    if (screen) {
      const prompt = state.output.split("\n").pop();
      this.write(screen.endsWith(prompt) ? screen.slice(0, screen.length - prompt.length) : screen);
    }
    this.settle(state);
  }

  settle(state) {
    if (state.output) this.write(state.output);
    if (state.ended) this.tell(t("ended"));
    this.setBusy(state.busy);
    if (!state.busy) {
      this.editor.begin(this.shown.slice(this.shown.lastIndexOf("\n") + 1));
      this.next();
    }
  }

  setBusy(busy) {
    this.busy = busy;
    this.onState(busy);
  }

  feed(data) {
    if (!this.busy) {
      const rest = this.editor.feed(data);
      if (rest) this.queue.push(rest);
    } else if (data.includes("\x03")) {
      this.queue = [];
      this.interrupt();
    } else {
      this.queue.push(data);
    }
  }

  next() {
    if (this.queue.length && !this.busy) this.feed(this.queue.splice(0).join(""));
  }

  // Type lines as a person would; resolves when the last one has ended.
  async type(lines) {
    for (const line of lines) {
      await this.free();
      this.feed(line + "\r");
    }
    await this.free();
  }

  free() {
    return new Promise((resolve) => {
      const look = () => (this.busy ? setTimeout(look, 20) : resolve());
      look();
    });
  }

  // A line at the prompt (null: Ctrl-D), to its end.
  async run(line) {
    localStorage.setItem("history", JSON.stringify(this.history.slice(-200)));
    if (line !== null) this.keep(line + "\n");
    else this.write("exit\n");
    this.setBusy(true);
    this.interrupting = false;
    try {
      let state = await this.stoppable(line === null ? ["leave"] : ["type", { line, columns: this.term.cols }]);
      while (state.busy) {
        if (state.output) this.write(state.output);
        this.onSettled(false);
        state = await this.goOn(state);
      }
      this.settle(state);
      this.onSettled(true);
    } catch (error) {
      this.broken(error);
    }
  }

  get fast() {
    return document.getElementById("fast").checked;
  }

  async goOn(state) {
    const limit = this.fast ? LIMITS.fast : LIMITS.real;
    const wait = state.wait === null ? Infinity : this.fast ? 0 : Math.min(state.wait * 1000, LONGEST);
    if (wait > 0 && !this.interrupting) await this.sleep(wait);
    if (this.interrupting) {
      this.interrupting = false;
      return this.client.call("interrupt");
    }
    return this.stoppable(["advance", { skip: state.wait !== 0, limit }]);
  }

  // A question whose answer may not come: the second Ctrl-C, or two seconds, interrupt Python itself.
  async stoppable([name, args]) {
    try {
      return await this.client.call(name, args);
    } catch (error) {
      if (error.kind !== "KeyboardInterrupt") throw error;
      this.interrupting = false;
      return this.client.call("interrupt");
    }
  }

  sleep(time) {
    return new Promise((resolve) => {
      this.wake = resolve;
      if (time !== Infinity) setTimeout(resolve, time);
    });
  }

  // Ctrl-C while a line runs.
  interrupt() {
    if (!this.busy) return;
    this.write("^C");
    this.interrupting = true;
    this.wake?.();
    setTimeout(() => this.interrupting && this.busy && this.client.stop(), PATIENCE);
  }

  broken(error) {
    if (error.kind === "stopped") return;
    this.write(`\n${error.message}\n`);
    this.settle({ output: "[root@vm ~]# ", busy: false });
  }
}
