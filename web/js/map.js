// The live topology: the model's picture with places to click, zoom and pan, and the tables of what was clicked.
import { el, t } from "./lang.js";

const SVG = "http://www.w3.org/2000/svg";
const SHOWN = 400; // rows of a table

export class LabMap {
  constructor(host, client) {
    Object.assign(this, { host, client });
    this.unfolded = [];
    this.known = null; // names on the last picture: what is new flashes
    this.zoom = 0; // 0: fits
    this.way = el("input", { type: "checkbox", id: "way", onchange: () => this.refresh() });
    this.foldAll = el("button", { onclick: () => { this.unfolded = []; this.refresh(); }, hidden: true });
    this.tools = el("div", { class: "tools" });
    this.view = el("div", { class: "view", tabindex: "0", role: "region" });
    this.hint = el("p", { class: "hint" });
    this.tables = el("section", { class: "tables", hidden: true });
    host.append(this.tools, this.view, this.hint, this.tables);
    this.view.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    new ResizeObserver(() => this.apply()).observe(this.view);
    this.drag();
    host.addEventListener("keydown", (event) => event.key === "Escape" && this.large(false));
    this.translate();
  }

  translate() {
    const button = (key, sign, act) => el("button", { "aria-label": t(key), title: t(key), onclick: act }, sign);
    this.foldAll.textContent = t("fold");
    this.tools.replaceChildren(
      button("zoom-out", "−", () => this.scale(1 / 1.25)), button("zoom-in", "+", () => this.scale(1.25)), button("fit", "⤢", () => this.scale(0)), button("large", "▣", () => this.large()),
      el("label", { class: "check" }, this.way, " ", t("way")), this.foldAll,
    );
    this.hint.textContent = t("map-hint");
    this.view.setAttribute("aria-label", t("map"));
  }

  forget() {
    this.known = null;
    this.unfolded = [];
    this.close();
  }

  // -- the picture
  async refresh() {
    if (this.drawing) {
      this.again = true;
      return;
    }
    this.drawing = true;
    try {
      const made = await this.client.call("picture", { way: this.way.checked, unfolded: this.unfolded });
      this.show(made);
      if (this.at) await this.open(this.at, false);
    } catch (error) {
      if (error.kind !== "stopped") this.hint.textContent = error.message;
    }
    this.drawing = false;
    if (this.again) {
      this.again = false;
      await this.refresh();
    }
  }

  show(made) {
    const focused = document.activeElement?.dataset?.spot;
    const { scrollLeft, scrollTop } = this.view;
    this.view.innerHTML = made.svg;
    const svg = this.view.querySelector("svg");
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", t("map"));
    this.size = [made.width, made.height];
    const names = new Set();
    for (const spot of made.spots) {
      const key = `${spot.kind} ${spot.where} ${spot.name}`;
      names.add(key);
      svg.append(this.spot(spot, key, this.known && !this.known.has(key)));
    }
    this.known = names;
    this.foldAll.hidden = !this.unfolded.length;
    this.apply();
    Object.assign(this.view, { scrollLeft, scrollTop });
    if (focused) [...svg.querySelectorAll("[data-spot]")].find((each) => each.dataset.spot === focused)?.focus();
  }

  spot(spot, key, fresh) {
    const rect = document.createElementNS(SVG, "rect");
    const label = t(`spot-${spot.kind}`, spot.name);
    const attributes = { x: spot.x, y: spot.y, width: Math.max(spot.w, 8), height: Math.max(spot.h, 8), rx: 5, tabindex: 0, role: "button", "aria-label": label, "data-spot": key, class: fresh ? "spot fresh" : "spot" };
    for (const [name, value] of Object.entries(attributes)) rect.setAttribute(name, value);
    const title = document.createElementNS(SVG, "title");
    title.textContent = label;
    rect.append(title);
    const act = () => this.act(spot);
    rect.addEventListener("click", () => this.dragged || act());
    rect.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      act();
    });
    return rect;
  }

  act(spot) {
    if (spot.kind === "network") {
      this.unfolded.push(spot.name);
      this.refresh();
    } else this.open(spot);
  }

  // -- zoom and pan
  scale(by) {
    const [width] = this.size || [1];
    const now = this.zoom || Math.min(1.4, (this.view.clientWidth - 4) / width);
    this.zoom = by ? Math.max(0.2, Math.min(4, now * by)) : 0;
    this.apply();
  }

  // The map over the whole page, and back; Escape closes it.
  large(on = !document.body.classList.contains("large")) {
    document.body.classList.toggle("large", on);
    this.apply();
  }

  apply() {
    const svg = this.view.querySelector("svg");
    if (!svg || !this.size) return;
    const [width, height] = this.size;
    const fitting = Math.max(0.72, Math.min(1.4, (this.view.clientWidth - 4) / width)); // smaller would not be readable: it scrolls
    const zoom = this.zoom || fitting;
    svg.setAttribute("width", width * zoom);
    svg.setAttribute("height", height * zoom);
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.scale(event.deltaY < 0 ? 1.1 : 1 / 1.1);
  }

  drag() {
    let from = null;
    this.view.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "mouse" || event.button) return;
      from = [event.clientX + this.view.scrollLeft, event.clientY + this.view.scrollTop];
      this.dragged = false;
    });
    window.addEventListener("pointermove", (event) => {
      if (!from) return;
      const x = from[0] - event.clientX, y = from[1] - event.clientY;
      if (Math.abs(x - this.view.scrollLeft) + Math.abs(y - this.view.scrollTop) > 4) this.dragged = true;
      Object.assign(this.view, { scrollLeft: x, scrollTop: y });
    });
    window.addEventListener("pointerup", () => { from = null; setTimeout(() => { this.dragged = false; }); });
  }

  // -- tables
  async open(spot, move = true) {
    this.at = spot;
    const where = spot.where;
    let found = [], problem = "";
    try {
      found = where ? await this.client.call("tables", { where }) : [];
    } catch (error) {
      problem = error.message;
    }
    if (this.at !== spot) return;
    const heading = el("h3", { tabindex: "-1" }, t("tables-of", where || spot.name));
    const order = (table) => (table.name === spot.table ? -1 : 0);
    const open = new Set([...this.tables.querySelectorAll("details[open]")].map((each) => each.dataset.table));
    found.sort((a, b) => order(a) - order(b));
    this.tables.replaceChildren(
      el("div", { class: "bar" }, heading, el("button", { onclick: () => this.close(true), "aria-label": t("close"), title: t("close") }, "✕")),
      ...found.map((table, i) => this.table(table, move ? i === 0 || found.length < 4 : open.has(table.name), spot)),
      found.length ? "" : el("p", { class: "hint" }, problem || t("no-tables")),
    );
    this.tables.hidden = false;
    if (move) heading.focus({ preventScroll: true });
    if (move) this.tables.scrollIntoView({ block: "nearest" });
  }

  table(table, open, spot) {
    const rules = table.name === "rules";
    const row = (cells) => el("tr", { class: spot.kind !== "machine" && cells.includes(spot.name) ? "hit" : null }, ...cells.map((cell, i) => el("td", {}, rules && i === cells.length - 1 ? this.rule(cells) : cell)));
    const head = el("tr", {}, ...table.columns.map((name) => el("th", { scope: "col" }, name)));
    return el("details", { open, "data-table": table.name }, el("summary", {}, `${t(`table-${table.name}`)} (${table.rows.length})`),
      el("div", { class: "wide", tabindex: "0", role: "region", "aria-label": t(`table-${table.name}`) }, el("table", {}, el("thead", {}, head), el("tbody", {}, ...table.rows.slice(0, SHOWN).map(row)))));
  }

  rule([table, chain, number, packets, , rule]) {
    const text = number
      ? `${t("rule-text", number, chain, table, packets)}\niptables -t ${table} -A ${chain} ${rule}`
      : `${t("rule-policy", chain, table, packets)}\niptables -t ${table} -P ${chain} ${rule.split(" ").pop()}`;
    const told = el("pre", { hidden: true }, text);
    const button = el("button", { class: "plain", "aria-expanded": "false", onclick: () => {
      told.hidden = !told.hidden;
      button.setAttribute("aria-expanded", String(!told.hidden));
    } }, rule);
    return el("span", {}, button, told);
  }

  close(focus = false) {
    const at = this.at;
    this.at = null;
    this.tables.hidden = true;
    if (focus && at) [...this.view.querySelectorAll("[data-spot]")].find((each) => each.dataset.spot === `${at.kind} ${at.where} ${at.name}`)?.focus();
  }
}

