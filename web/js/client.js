// The page's end of the worker: questions as promises, stopping, and starting again where it was.
import { t } from "./lang.js";

const PATIENCE = 3000; // ms that an interrupted worker has before it is ended

export class Failed extends Error {
  constructor(text, kind) {
    super(kind === "KeyboardInterrupt" || kind === "stopped" ? t("halted") : text);
    this.kind = kind;
  }
}

export class Client {
  constructor(onStep) {
    this.onStep = onStep;
    this.buffer = self.crossOriginIsolated ? new Uint8Array(new SharedArrayBuffer(1)) : null;
    this.save = ""; // the lab as it was after the last line
    this.onRestart = () => {};
    this.boot();
  }

  boot() {
    this.waiting = new Map();
    this.number = 0;
    this.worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    this.worker.onmessage = ({ data }) => this.hear(data);
    this.worker.onerror = (event) => this.fail(event.message || "worker");
    if (this.buffer) this.buffer[0] = 0;
    this.worker.postMessage({ start: true, buffer: this.buffer });
  }

  hear(data) {
    if (data.step) return this.onStep(data.step);
    const asked = this.waiting.get(data.id);
    if (!asked) return undefined;
    this.waiting.delete(data.id);
    return "error" in data ? asked.reject(new Failed(data.error, data.kind)) : asked.resolve(data.value);
  }

  fail(text, kind = "crash") {
    for (const asked of this.waiting.values()) asked.reject(new Failed(text, kind));
    this.waiting.clear();
  }

  call(name, args = {}) {
    const id = ++this.number;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, name, args });
    });
  }

  get busy() {
    return this.waiting.size > 0;
  }

  // Stop what the worker computes. With shared memory Python is interrupted; without, or when that does not help, the worker is
  // ended, and a new one makes the lab again from its log.
  async stop() {
    if (!this.busy) return;
    const asked = [...this.waiting.values()];
    if (this.buffer) {
      this.buffer[0] = 2; // SIGINT
      const until = Date.now() + PATIENCE;
      while (Date.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        if (![...this.waiting.values()].some((each) => asked.includes(each))) return;
      }
    }
    await this.restart();
  }

  async restart() {
    this.worker.terminate();
    this.fail("stopped", "stopped");
    this.boot();
    await this.onRestart(this.save);
  }
}
