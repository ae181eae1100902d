// Links: #lab=..., #compose=..., #lesson=03, #exercise=two-rooms&seed=anna, #why=web,db:5432, #lang=zh; texts in them are compressed.

const pack = (data) => btoa(String.fromCharCode(...data)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const unpack = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const MOST = 20_000_000; // letters of a lab that a link may grow to

async function through(data, stream) {
  const reader = new Blob([data]).stream().pipeThrough(stream).getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    size += value.length;
    if (size > MOST) throw new Error("too large");
    parts.push(value);
  }
}

export async function deflated(text) {
  const data = await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw"));
  let out = "";
  for (let i = 0; i < data.length; i += 3 * 4096) out += pack(data.subarray(i, i + 3 * 4096));
  return out;
}

export async function inflated(text) {
  return new TextDecoder().decode(await through(unpack(text), new DecompressionStream("deflate-raw")));
}

// What the address says: {lesson: "03", why: ["web", "db:5432"], ...}; a plain word is a view.
export function parsed(hash) {
  const found = {};
  for (const part of hash.replace(/^#/, "").split("&")) {
    const at = part.indexOf("=");
    const name = at < 0 ? part : part.slice(0, at);
    if (name) found[name] = at < 0 ? true : decodeURIComponent(part.slice(at + 1));
  }
  return found;
}

export function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
