// A line editor for the prompt: keys in, the line's text and cursor out. It draws through `write` alone and knows no terminal.

const CONTROL = /[\x00-\x1f\x7f]/;
const SEQUENCE = /^\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Z]|[\s\S])/;
const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/;

const width = (text) => [...text].reduce((sum, letter) => sum + (WIDE.test(letter) ? 2 : 1), 0);

export class Editor {
  constructor({ write, columns, history, onLine, onComplete, onInterrupt, onEnd, onClear, onAhead }) {
    Object.assign(this, { write, columns, onLine, onComplete, onInterrupt, onEnd, onClear, onAhead });
    this.history = history;
    this.prompt = "";
    this.ahead = ""; // keys that wait for a completion
    this.reset();
  }

  reset() {
    this.text = "";
    this.cursor = 0;
    this.row = 0; // of the cursor, counted from the prompt's
    this.back = 0; // how many lines back in the history
    this.draft = "";
  }

  // The prompt stands in the terminal already, at the beginning of a row.
  begin(prompt) {
    this.prompt = prompt;
    this.reset();
  }

  feed(data) {
    if (this.completing) { // keys that were hit meanwhile wait, as in a shell
      this.ahead += data;
      return "";
    }
    while (data) {
      const found = SEQUENCE.exec(data);
      const key = found ? found[0] : CONTROL.test(data[0]) ? data[0] : /^[^\x00-\x1f\x7f]+/.exec(data)[0];
      data = data.slice(key.length);
      if (this.key(key) === "line") return data; // what follows a line waits for the next prompt
      if (this.completing) {
        this.ahead = data;
        return "";
      }
    }
    return "";
  }

  key(key) {
    const actions = {
      "\r": () => this.enter(), "\n": () => this.enter(),
      "\x7f": () => this.cut(this.cursor - 1, this.cursor), "\b": () => this.cut(this.cursor - 1, this.cursor),
      "\x1b[3~": () => this.cut(this.cursor, this.cursor + 1),
      "\x1b[D": () => this.move(this.cursor - 1), "\x1b[C": () => this.move(this.cursor + 1),
      "\x1b[H": () => this.move(0), "\x1b[F": () => this.move(this.text.length), "\x1bOH": () => this.move(0), "\x1bOF": () => this.move(this.text.length),
      "\x1b[1~": () => this.move(0), "\x1b[4~": () => this.move(this.text.length),
      "\x01": () => this.move(0), "\x05": () => this.move(this.text.length), "\x02": () => this.move(this.cursor - 1), "\x06": () => this.move(this.cursor + 1),
      "\x1b[1;5D": () => this.move(this.wordLeft()), "\x1b[1;5C": () => this.move(this.wordRight()), "\x1bb": () => this.move(this.wordLeft()), "\x1bf": () => this.move(this.wordRight()),
      "\x0b": () => this.cut(this.cursor, this.text.length), "\x15": () => this.cut(0, this.cursor), "\x17": () => this.cut(this.wordLeft(), this.cursor),
      "\x1b[A": () => this.recall(1), "\x1bOA": () => this.recall(1), "\x10": () => this.recall(1),
      "\x1b[B": () => this.recall(-1), "\x1bOB": () => this.recall(-1), "\x0e": () => this.recall(-1),
      "\t": () => this.complete(),
      "\x03": () => this.interrupt(), "\x04": () => (this.text ? this.cut(this.cursor, this.cursor + 1) : this.onEnd()),
      "\x0c": () => this.onClear(),
    };
    if (actions[key]) return actions[key]();
    if (key[0] >= " " && key !== "\x7f") this.insert(key);
    return undefined;
  }

  insert(text) {
    this.change(this.text.slice(0, this.cursor) + text + this.text.slice(this.cursor), this.cursor + text.length);
  }

  cut(from, to) {
    if (from < 0 || from >= to) return;
    this.change(this.text.slice(0, from) + this.text.slice(to), from);
  }

  move(to) {
    this.change(this.text, Math.max(0, Math.min(this.text.length, to)));
  }

  wordLeft() {
    return this.text.slice(0, this.cursor).search(/\S+\s*$/) < 0 ? 0 : this.text.slice(0, this.cursor).search(/\S+\s*$/);
  }

  wordRight() {
    return this.cursor + /^\s*\S*/.exec(this.text.slice(this.cursor))[0].length;
  }

  recall(step) {
    const back = this.back + step;
    if (back < 0 || back > this.history.length) return;
    if (this.back === 0) this.draft = this.text;
    this.back = back;
    const text = back ? this.history[this.history.length - back] : this.draft;
    this.change(text, text.length);
  }

  change(text, cursor) {
    this.text = text;
    this.cursor = cursor;
    this.draw();
  }

  // Redraws prompt and line from the prompt's row on.
  draw() {
    const columns = this.columns();
    const before = width(this.prompt + this.text.slice(0, this.cursor));
    const all = width(this.prompt + this.text);
    let out = "\x1b[?25l" + (this.row ? `\x1b[${this.row}A` : "") + "\r" + this.prompt + this.text;
    if (all && all % columns === 0) out += " \b"; // the terminal wraps with the next letter only
    out += "\x1b[J";
    const end = Math.floor(all / columns);
    this.row = Math.floor(before / columns);
    out += (end > this.row ? `\x1b[${end - this.row}A` : "") + "\r" + (before % columns ? `\x1b[${before % columns}C` : "") + "\x1b[?25h";
    this.write(out);
  }

  enter() {
    this.move(this.text.length);
    this.write("\r\n");
    const line = this.text;
    if (line.trim() && line !== this.history[this.history.length - 1]) this.history.push(line);
    this.reset();
    this.onLine(line);
    return "line";
  }

  interrupt() {
    this.move(this.text.length);
    this.write("^C\r\n" + this.prompt);
    this.reset();
    this.onInterrupt();
  }

  async complete() {
    const before = this.text.slice(0, this.cursor);
    const word = /[^ \t\n;|&]*$/.exec(before)[0];
    this.completing = true;
    const found = await this.onComplete(before.slice(0, before.length - word.length), word).catch(() => []);
    this.completing = false;
    if (found.length) this.offer(found, word);
    this.onAhead(this.ahead);
  }

  offer(found, word) {
    const common = found.reduce((a, b) => { let i = 0; while (i < a.length && a[i] === b[i]) i += 1; return a.slice(0, i); });
    if (common.length > word.length) this.insert(common.slice(word.length));
    else if (found.length > 1) {
      const { text: line, cursor } = this;
      this.move(line.length);
      this.write("\r\n" + found.map((each) => each.trim()).join("  ") + "\r\n");
      this.row = 0;
      this.change(line, cursor);
    }
  }
}
