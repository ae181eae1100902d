// The language and the colours of the page; both come from the system unless a choice is kept.
import WORDS from "./words.js";

export const LANGUAGES = ["en", "zh"];
const dark = matchMedia("(prefers-color-scheme: dark)");
let language = pick();
const listeners = [];

function pick() {
  const asked = new URLSearchParams(location.hash.slice(1)).get("lang") || localStorage.getItem("lang");
  if (LANGUAGES.includes(asked)) return asked;
  return (navigator.language || "en").toLowerCase().startsWith("zh") ? "zh" : "en";
}

export const lang = () => language;
export const theme = () => (dark.matches ? "dark" : "light");
export const onChange = (listener) => listeners.push(listener);

export function setLanguage(wanted) {
  language = wanted;
  localStorage.setItem("lang", wanted);
  translate(document);
  listeners.forEach((listener) => listener("language"));
}

dark.addEventListener("change", () => listeners.forEach((listener) => listener("theme")));

// A text; @ or @1, @2, ... in it are replaced by the values.
export function t(key, ...values) {
  const [en, zh] = WORDS[key] || [key, key];
  let next = 0;
  return (language === "zh" ? zh : en).replace(/@(\d?)/g, (_, number) => String(values[number ? number - 1 : next++] ?? ""));
}

export function translate(root) {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const node of root.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
  for (const node of root.querySelectorAll("[data-hint]")) node.setAttribute("placeholder", t(node.dataset.hint));
}

// An element: el("button", {class: "x", onclick: f}, "text", child, ...)
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// HTML that the model made (pictures, players, reports), with its scripts run: innerHTML alone does not run them.
export function fill(node, html) {
  node.innerHTML = html;
  for (const old of node.querySelectorAll("script")) {
    const script = document.createElement("script");
    script.textContent = old.textContent;
    old.replaceWith(script);
  }
}
