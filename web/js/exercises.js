// Exercises: a task, its lab in the terminal, and a check by packets.
import { el, fill, t } from "./lang.js";
import { markdown } from "./markdown.js";
import { earned, progress, seed, setSeed } from "./progress.js";

const hint = (text) => el("p", { class: "hint" }, text);

export async function showIndex(page, client) {
  page.replaceChildren(el("h1", {}, t("exercises-title")), hint(t("exercises-intro")));
  const all = await client.call("exercises");
  const done = progress().exercises;
  const lists = el("div", {});
  const field = el("input", { id: "seed", maxlength: "60", autocomplete: "off", spellcheck: "false", placeholder: t("seed-hint"), value: seed(), oninput: () => { setSeed(field.value); fillLists(); } });
  const item = ({ name, title, level, minutes }) => el("li", {}, el("a", { href: address(name, seed()) }, title),
    el("span", { class: "note" }, t("effort", level, minutes)),
    done[name] ? el("span", { class: "note" }, `${done[name].points === done[name].possible ? "✓ " : ""}${t("points", done[name].points, done[name].possible)}`) : null);
  const fillLists = () => lists.replaceChildren(...[...new Set(all.map(({ kind }) => kind))].flatMap((kind) => [
    el("h2", {}, kind), el("ul", { class: "index" }, ...all.filter((each) => each.kind === kind).map(item))]));
  fillLists();
  page.append(el("label", { for: "seed" }, t("seed")), field, lists);
}

// The link to an exercise, in the variant of a seed.
export function address(name, said) {
  return `#exercise=${name}${said ? `&seed=${encodeURIComponent(said)}` : ""}`;
}

export class Exercise {
  constructor(page, client, { onMoved }) {
    Object.assign(this, { page, client, onMoved });
  }

  async show(name, save = "", said = this.seed || "") {
    const begun = await this.client.call("begin", { name, save, seed: said });
    Object.assign(this, { name, seed: said });
    const task = el("div", { class: "prose" });
    task.innerHTML = markdown(begun.task);
    const first = task.querySelector("p > strong:first-child");
    if (first) {
      first.classList.add("title");
      first.textContent = first.textContent.replace(/[.。]$/, "");
    }
    this.field = begun.answers ? el("textarea", { id: "answers", rows: "4", spellcheck: "false" }, begun.answers) : null;
    this.report = el("div", { id: "report", "aria-live": "polite" });
    this.button = el("button", { class: "primary", id: "check", onclick: () => this.check() }, t("check"));
    this.page.replaceChildren(
      el("p", { class: "crumbs" }, el("a", { href: "#exercises" }, `← ${t("all-exercises")}`), el("button", { onclick: () => this.show(name) }, t("start-over"))),
      task,
      ...(this.field ? [el("label", { for: "answers" }, t("answers")), this.field] : []),
      el("div", { class: "tools" }, this.button), this.report,
    );
    await this.onMoved(begun);
  }

  get answers() {
    return this.field ? this.field.value : "";
  }

  async check() {
    this.button.disabled = true;
    this.report.replaceChildren(hint(t("checking")));
    try {
      const report = await this.client.call("check", { answers: this.answers });
      fill(this.report, report.html.replaceAll("<code>%", "<code>"));
      this.report.classList.toggle("done", report.done);
      if (report.done) this.report.append(el("p", {}, report.next ? el("a", { class: "button", href: address(report.next.name, this.seed) }, t("next-exercise", report.next.title)) : el("a", { class: "button", href: "#exercises" }, t("all-exercises"))));
      earned(this.name, report.points, report.possible);
    } catch (error) {
      this.report.replaceChildren(el("p", { class: "wrong" }, error.message));
    }
    this.button.disabled = false;
  }
}
