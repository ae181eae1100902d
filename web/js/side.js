// Beside the terminal: tabs with the map, the packets of the last line (the model's player), and the why box.
import { el, fill, t } from "./lang.js";
import { LabMap } from "./map.js";

const BEAT = 900; // ms for a step while it plays

export class Side {
  constructor(client, terminal) {
    Object.assign(this, { client, terminal });
    this.map = new LabMap(document.getElementById("map"), client);
    this.packets = document.getElementById("packets");
    this.why = document.getElementById("why");
    this.tabs = [...document.querySelectorAll("#side [role=tab]")];
    for (const tab of this.tabs) {
      tab.addEventListener("click", () => this.open(tab.id.slice(4)));
      tab.addEventListener("keydown", (event) => this.arrow(event));
    }
    this.places = [];
    this.translate();
  }

  translate() {
    this.map.translate();
    this.form();
    this.stale = true;
  }

  arrow(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = this.tabs.indexOf(event.currentTarget);
    const next = this.tabs[(at + step + this.tabs.length) % this.tabs.length];
    this.open(next.id.slice(4));
    next.focus();
  }

  get shown() {
    return this.tabs.find((tab) => tab.getAttribute("aria-selected") === "true").id.slice(4);
  }

  open(name) {
    for (const tab of this.tabs) {
      const chosen = tab.id === `tab-${name}`;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !chosen;
    }
    if (name === "packets" && this.stale) this.player();
    if (name === "map") this.map.apply();
  }

  // After a line, a cell or a question: everything that shows the lab is out of date.
  async refresh(state = {}) {
    if (state.places) this.places = state.places;
    this.stale = true;
    await this.map.refresh();
    if (this.shown === "packets") await this.player();
  }

  async settled() {
    await this.refresh();
    this.places = await this.client.call("places");
    this.suggest();
  }

  // -- packets
  async player() {
    this.stale = false;
    clearInterval(this.beat);
    let made;
    try {
      made = await this.client.call("player");
    } catch (error) {
      made = { steps: 0 };
    }
    if (!made.steps) {
      this.packets.replaceChildren(el("p", { class: "hint" }, t("no-packets")));
      return;
    }
    const box = el("div", { class: "player" });
    this.button = el("button", { onclick: () => this.play() }, `▶ ${t("play")}`);
    this.packets.replaceChildren(el("div", { class: "tools" }, this.button, el("span", { class: "hint" }, t("packets-of"))), made.note ? el("p", { class: "hint" }, made.note) : "", box);
    fill(box, made.html);
  }

  play() {
    if (this.beat) {
      clearInterval(this.beat);
      this.beat = null;
    } else {
      const next = () => {
        const button = this.packets.querySelector('[data-do="next"]');
        if (!button || button.disabled) this.play();
        else button.click();
      };
      const ended = this.packets.querySelector('[data-do="next"]')?.disabled;
      if (ended) this.packets.querySelector('[data-do="first"]').click();
      this.beat = setInterval(next, BEAT);
    }
    this.button.textContent = this.beat ? `⏸ ${t("pause")}` : `▶ ${t("play")}`;
  }

  // -- why
  form() {
    const [from, to] = [this.from?.value || "", this.to?.value || ""];
    this.from = el("input", { id: "why-from", list: "places", value: from, autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
    this.to = el("input", { id: "why-to", list: "places", value: to, placeholder: t("to-hint"), autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
    this.list = el("datalist", { id: "places" });
    this.answer = el("div", { id: "answer", "aria-live": "polite" });
    const form = el("form", { onsubmit: (event) => { event.preventDefault(); this.ask(); } },
      el("label", { for: "why-from" }, t("from")), this.from, el("label", { for: "why-to" }, t("to")), this.to, this.list,
      el("button", { class: "primary" }, t("ask")));
    this.why.replaceChildren(form, this.answer);
    this.suggest();
  }

  suggest() {
    this.list.replaceChildren(...[...this.places, "internet"].map((name) => el("option", { value: name })));
  }

  async ask(source = this.from.value.trim(), target = this.to.value.trim()) {
    Object.assign(this.from, { value: source });
    Object.assign(this.to, { value: target });
    if (!source || !target) {
      (source ? this.to : this.from).focus();
      return;
    }
    this.answer.replaceChildren(el("p", { class: "hint" }, t("asking")));
    try {
      this.show(await this.client.call("why", { source, target }));
      this.stale = true;
    } catch (error) {
      this.answer.replaceChildren(el("p", { class: "wrong" }, error.message));
    }
  }

  show(found) {
    const story = found.story.map((step, i) => el("li", { class: i + 1 === found.step ? "decides" : null }, el("b", {}, step.place), t("says", step.text)));
    const remedies = found.remedies.map((each) => this.remedy(each));
    this.answer.replaceChildren(
      el("p", { class: found.ok ? "verdict yes" : "verdict no" }, el("strong", {}, t(found.ok ? "yes" : "no")), " ", found.sentence),
      ...found.notes.map((note) => el("p", { class: "hint" }, note)),
      ...(found.packets ? [el("div", { class: "tools" },
        el("button", { onclick: () => this.showWay() }, t("show-way")),
        el("button", { onclick: () => this.open("packets") }, t("step-through")))] : []),
      ...(story.length ? [el("h3", {}, found.step ? t("story-at", found.step) : t("story")), el("ol", { class: "story" }, ...story)] : []),
      ...(remedies.length ? [el("h3", {}, t(found.ok ? "cuts" : "remedies")), el("ul", { class: "remedies" }, ...remedies)] : []),
    );
  }

  remedy(each) {
    const lines = each.commands.map((line) => (each.on === "vm" ? line : `ssh ${each.on} ${line}`));
    const act = lines.length ? el("button", { onclick: () => this.terminal.type(lines) }, t("do-it")) : null;
    return el("li", {}, el("pre", {}, lines.join("\n")), act, each.ask ? el("span", {}, ` ${t("then-ask", each.ask)}`) : null, each.warning ? el("p", { class: "hint" }, each.warning) : null);
  }

  showWay() {
    this.map.way.checked = true;
    this.open("map");
    this.map.refresh();
  }
}
