// The playground: a compose file, made in a fresh lab, drawn and asked.
import { el, fill, t } from "./lang.js";

const SAMPLE = `services:
  web:
    image: nginx
    ports: ["8080:80"]
    networks: [front]
  db:
    image: redis
    networks: [back]
networks:
  front:
  back:
`;

export class Playground {
  constructor(page, client, { onMoved, releases }) {
    Object.assign(this, { page, client, onMoved, releases });
    this.text = sessionStorage.getItem("compose") || SAMPLE;
    this.engine = "";
  }

  async show(text = "", engine = "") {
    if (this.field && !text) this.text = this.field.value;
    if (text) this.text = text;
    this.engine = engine || this.engine || document.getElementById("engine").value;
    this.field = el("textarea", { id: "compose", rows: "14", spellcheck: "false" }, this.text);
    this.release = el("select", { id: "release" }, ...this.releases().map((name) => el("option", { value: name, selected: name === this.engine }, name)));
    this.button = el("button", { class: "primary", id: "up", onclick: () => this.up() }, t("up"));
    this.told = el("div", { id: "told", "aria-live": "polite" });
    this.page.replaceChildren(
      el("h1", {}, t("compose-title")), el("p", { class: "hint" }, t("compose-intro")),
      el("label", { for: "compose" }, t("compose-file")), this.field,
      el("div", { class: "tools" }, el("label", { for: "release" }, t("engine")), this.release, this.button), this.told,
    );
    if (text) await this.up();
  }

  async up() {
    this.text = this.field.value;
    this.engine = this.release.value;
    sessionStorage.setItem("compose", this.text);
    this.button.disabled = true;
    this.told.replaceChildren(el("p", { class: "hint" }, t("making")));
    try {
      const made = await this.client.call("up", { text: this.text, engine: this.engine });
      await this.onMoved(made);
      this.told.replaceChildren(
        ...list(t("refused"), made.refused, "wrong"), ...list(t("assumed"), made.assumed, "hint"),
        el("div", { class: "tools" }, el("button", { onclick: () => this.exposure() }, t("exposure")), el("button", { onclick: () => this.reach() }, t("reach"))),
        this.found = el("div", { class: "found" }),
      );
      await this.exposure();
    } catch (error) {
      this.told.replaceChildren(el("pre", { class: "wrong" }, error.message));
    }
    this.button.disabled = false;
  }

  async ask(act) {
    this.found.replaceChildren(el("p", { class: "hint" }, t("asking")));
    try {
      await act();
    } catch (error) {
      this.found.replaceChildren(el("p", { class: "wrong" }, error.message));
    }
  }

  exposure() {
    return this.ask(async () => {
      const rows = await this.client.call("exposure");
      const head = ["container", "port", "published", "open", "because"].map((name) => el("th", { scope: "col" }, t(`ex-${name}`)));
      this.found.replaceChildren(el("div", { class: "wide", tabindex: "0", role: "region", "aria-label": t("exposure") },
        el("table", {}, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((cell) => el("td", {}, cell))))))));
    });
  }

  reach() {
    return this.ask(async () => {
      const svg = await this.client.call("reach");
      fill(this.found, `<div class="wide" tabindex="0">${svg}</div>`);
    });
  }
}

const list = (title, items, kind) => (items.length ? [el("h3", {}, title), el("ul", {}, ...items.map((item) => el("li", { class: kind }, item)))] : []);
