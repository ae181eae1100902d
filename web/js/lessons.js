// Lessons: prose, predictions that are answered before the explanation shows, and cells that run in the lab.
import { el, fill, lang, t } from "./lang.js";
import { markdown } from "./markdown.js";
import { answered, finished, forgotten, predicted, progress, score } from "./progress.js";

const SILENT = /^%(load_ext|lab lang)\b.*$/; // lines that a notebook needs, and this page does not
const FRESH = /^%lab new\b.*$/;
const PREDICT = /^%%?predict\b/;
const books = {};

export async function lessons(language = lang()) {
  books[language] ||= fetch(`lessons/${language}.json`).then((response) => response.json());
  return books[language];
}

const hint = (text) => el("p", { class: "hint" }, text);

export async function showIndex(page) {
  const all = await lessons();
  const items = all.map((lesson) => {
    const [right, asked] = score(lesson.id);
    const done = progress().lessons[lesson.id]?.done;
    const notes = [done ? `✓ ${t("done")}` : "", asked ? t("predicted", right, asked) : "", lesson.language !== lang() ? t("only-english") : ""].filter(Boolean);
    return el("li", {}, el("a", { href: `#lesson=${lesson.id}` }, lesson.title), notes.length ? el("span", { class: "note" }, notes.join(" · ")) : null);
  });
  page.replaceChildren(el("h1", {}, t("lessons-title")), hint(t("lessons-intro")), el("ul", { class: "index" }, ...items));
}

export class Lesson {
  constructor(page, client, { onMoved }) {
    Object.assign(this, { page, client, onMoved });
  }

  // Shows the lesson of a number ("03") or a name ("docker0"); false when there is none.
  async show(key, anew = false) {
    const all = await lessons();
    const at = all.findIndex((each) => each.id === key.padStart(2, "0") || each.name === key || each.name.replaceAll("_", "-") === key);
    if (at < 0) return false;
    this.lesson = all[at];
    this.after = all[at + 1];
    this.ran = new Set();
    this.worked = anew; // worked on now, and not only read again
    const turn = this.turn = {};
    this.cells = this.lesson.cells.map((cell, number) => ({ ...cell, number, turn, text: cell.kind === "code" ? this.plain(cell.source) : cell.source })).filter((cell) => cell.text.trim());
    this.foot = el("footer");
    const again = () => { forgotten(this.lesson.id); this.show(key, true); };
    this.release = el("span", { class: "note" });
    this.page.replaceChildren(el("p", { class: "crumbs" }, el("a", { href: "#lessons" }, `← ${t("all-lessons")}`), this.release, el("button", { onclick: again }, t("restart-lesson"))), this.body = el("article", { class: "lesson" }), this.foot);
    this.page.scrollTop = 0;
    this.next = 0;
    const first = this.cells.findIndex((cell) => cell.kind === "code");
    const begins = FRESH.test(this.cells[first]?.text || ""); // a lesson begins with a fresh lab, of the release that it names
    const [opening] = begins ? this.cells.splice(first, 1) : [{ source: "%lab new", number: -1, turn }];
    this.opening = true;
    await this.run(opening);
    await this.unfold();
    if (!this.on(turn)) return true;
    this.opening = false;
    await this.moved(null);
    return true;
  }

  plain(source) {
    return source.split("\n").filter((line) => !SILENT.test(line)).join("\n").trim();
  }

  // Shows cells up to the next prediction that has no answer.
  async unfold() {
    const turn = this.turn;
    while (this.next < this.cells.length) {
      if (!this.on(turn)) return;
      const cell = this.cells[this.next++];
      if (cell.kind === "markdown") {
        this.body.append(el("div", { class: "prose" }));
        this.body.lastChild.innerHTML = markdown(cell.text);
      } else if (PREDICT.test(cell.text)) {
        if (await this.prediction(cell)) return;
      } else this.body.append(this.code(cell));
    }
    await this.end();
  }

  // Whether this lesson is still the one on the page: another may have been opened while cells ran, and its lab is another.
  on(turn) {
    return turn === this.turn && this.body.isConnected;
  }

  async end() {
    const turn = this.turn;
    if (!this.worked && progress().lessons[this.lesson.id]?.done) await this.rest();
    if (!this.on(turn)) return;
    finished(this.lesson.id);
    const [right, asked] = score(this.lesson.id);
    this.foot.replaceChildren(asked ? hint(t("predicted", right, asked)) : "", this.after ? el("a", { class: "button", href: `#lesson=${this.after.id}` }, t("next-lesson", this.after.title)) : el("a", { class: "button", href: "#exercises" }, t("exercises")));
  }

  // A lesson that was done shows all outputs when it is opened again.
  async rest() {
    for (const each of this.cells) if (each.button && !this.ran.has(each.number)) await this.runShown(each);
  }

  // -- cells that run
  code(cell) {
    const output = el("div", { class: "output", "aria-live": "polite" });
    const button = el("button", { class: "primary", onclick: () => this.click(cell) }, `▶ ${t("run")}`);
    const box = el("div", { class: "cell", "data-cell": cell.number }, el("div", { class: "source" }, el("pre", {}, shownSource(cell.text)), button), output);
    Object.assign(cell, { output, button });
    return box;
  }

  // Earlier cells that did not run come first: later ones rest on them.
  async click(cell) {
    for (const each of this.cells) {
      if (each.number > cell.number) break;
      if (each.button && (each === cell || !this.ran.has(each.number)) && !PREDICT.test(each.text)) await this.runShown(each);
    }
  }

  async runShown(cell) {
    cell.button.disabled = true;
    cell.button.textContent = t("running");
    const html = await this.run(cell);
    showOutput(cell.output, html);
    cell.button.disabled = false;
    cell.button.textContent = `↻ ${t("rerun")}`;
    cell.button.classList.remove("primary");
  }

  async run(cell) {
    if (!this.on(cell.turn)) return "";
    try {
      const done = await this.client.call("cell", { source: cell.source });
      this.ran.add(cell.number);
      await this.moved(done.terminal);
      return done.html;
    } catch (error) {
      return `<pre class="wrong"></pre>`.replace("></", `>${error.message.replace(/[<&]/g, "")}</`);
    }
  }

  // What shows the lab is drawn once after a lesson was opened again, not after each of its cells.
  async moved(state) {
    if (state) {
      this.state = state;
      this.release.textContent = `Docker ${state.engine}`;
    }
    if (this.opening) return;
    const last = this.state;
    this.state = null;
    await this.onMoved(last);
  }

  // -- predictions; true when the lesson waits for the answer
  async prediction(cell) {
    const asked = await this.client.call("question", { source: cell.text });
    if (!this.on(cell.turn)) return true;
    if (!asked) {
      this.body.append(this.code(cell));
      return false;
    }
    const name = `q${cell.number}`;
    const choices = asked.choices.map((choice, i) => el("label", { class: "choice" }, el("input", { type: "radio", name, value: choice.key, required: true }), ` ${"abcdefgh"[i]}) ${choice.text}`));
    const output = el("div", { class: "output", "aria-live": "polite" });
    const submit = el("button", { class: "primary" }, t("predict-submit"));
    const skip = el("button", { type: "button", onclick: () => answer("") }, t("predict-skip"));
    const wait = hint(t("goes-on"));
    const form = el("form", { class: "question", onsubmit: (event) => { event.preventDefault(); answer(new FormData(form).get(name)); } },
      el("fieldset", {}, el("legend", {}, asked.text), el("pre", {}, asked.commands.map((each) => `${each.where}$ ${each.text}`).join("\n")), ...choices), el("div", { class: "tools" }, submit, skip));
    const answer = async (key, kept = false) => {
      submit.disabled = skip.disabled = true;
      for (const each of this.cells) if (each.button && each.number < cell.number && !this.ran.has(each.number)) await this.runShown(each);
      if (!this.on(cell.turn)) return;
      try {
        const judged = await this.client.call("answer", { source: cell.text, key });
        if (!kept) predicted(this.lesson.id, cell.number, judged.right, key);
        form.querySelectorAll("input").forEach((input) => {
          input.disabled = true;
          if (input.value === key) input.checked = true;
          if (input.value === judged.truth) input.parentNode.classList.add("true");
          else if (input.checked) input.parentNode.classList.add("false");
        });
        form.querySelector(".tools").remove();
        wait.remove();
        showOutput(output, judged.html);
        await this.moved(judged.terminal);
        if (!kept) await this.unfold();
      } catch (error) {
        submit.disabled = skip.disabled = false;
        output.textContent = error.message;
      }
    };
    this.body.append(el("div", { class: "cell", "data-cell": cell.number }, form, output), wait);
    const before = answered(this.lesson.id, cell.number);
    if (before === undefined) {
      this.worked = true;
      return true;
    }
    await answer(before, true);
    return Boolean(form.querySelector(".tools")); // it could not be answered: the form stays
  }
}

// Cells that draw, in words.
function drawn(line) {
  const words = /^%draw ?(.*)$/.exec(line)?.[1].split(" ");
  if (!words) return "";
  return words.length > 2 ? t("draws-way", words.join(" ")) : words.length === 2 ? t("draws-ping", ...words) : t("draws");
}

// Magics as what they type: a student sees shell lines, not a notebook's.
function shownSource(text) {
  const [first, ...rest] = text.split("\n");
  const cell = /^%%(docker|sh)\s*(\S*)/.exec(first);
  if (cell) return rest.map((line) => (line.startsWith("#") || !line.trim() ? line : `${cell[2] || "vm"}$ ${line}`)).join("\n");
  return text.split("\n").map((line) => drawn(line) || line.replace(/^%sh(?: --on (\S+))? /, (_, where) => `${where || "vm"}$ `).replace(/^%docker /, "vm$ docker ").replace(/^%(why|draw|step|check|exercise|lab)\b/, "$1")).join("\n");
}

export function showOutput(node, html) {
  fill(node, html);
  for (const each of node.querySelectorAll(".markdown")) each.innerHTML = markdown(each.textContent);
}
