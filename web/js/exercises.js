// Exercises: a task, its lab in the terminal, and a check by packets.
import { el, fill, t } from "./lang.js";
import { markdown } from "./markdown.js";
import { earned, progress } from "./progress.js";

const hint = (text) => el("p", { class: "hint" }, text);

export async function showIndex(page, client) {
  page.replaceChildren(el("h1", {}, t("exercises-title")), hint(t("exercises-intro")));
  const all = await client.call("exercises");
  const done = progress().exercises;
  const items = all.map(({ name, title }) => el("li", {}, el("a", { href: `#exercise=${name}` }, title),
    done[name] ? el("span", { class: "note" }, `${done[name].points === done[name].possible ? "✓ " : ""}${t("points", done[name].points, done[name].possible)}`) : null));
  page.append(el("ul", { class: "index" }, ...items));
}

export class Exercise {
  constructor(page, client, { onMoved }) {
    Object.assign(this, { page, client, onMoved });
  }

  async show(name, save = "") {
    const begun = await this.client.call("begin", { name, save });
    this.name = name;
    const task = el("div", { class: "prose" });
    task.innerHTML = markdown(begun.task);
    const first = task.querySelector("p > strong:first-child");
    if (first) first.classList.add("title");
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
      earned(this.name, report.points, report.possible);
    } catch (error) {
      this.report.replaceChildren(el("p", { class: "wrong" }, error.message));
    }
    this.button.disabled = false;
  }
}
