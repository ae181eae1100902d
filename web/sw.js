// Caches the site for use without a network, and adds the two headers that SharedArrayBuffer (Ctrl-C) needs and plain file servers do not send.
const BUILD = "@BUILD@";
const FILES = "@FILES@";
const CACHE = `dockernet-sim-${BUILD}`;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("dockernet-sim-") && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

function isolated(response) {
  if (response.type === "opaque" || response.status === 0) return response;
  const headers = new Headers(response.headers);
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Embedder-Policy", "require-corp");
  headers.set("Cross-Origin-Resource-Policy", "same-origin");
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

// What is kept has the headers already: an answer that goes out as it lies in the cache lets the browser keep compiled code beside it.
async function fetched(cache, request) {
  const response = isolated(await fetch(request, { cache: "no-cache" }));
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

async function answer(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request, { ignoreSearch: true })) || fetched(cache, request);
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  event.respondWith(answer(event.request));
});

// Once the lab runs, the page asks for the rest, so that the first start does not wait for what it does not need.
self.addEventListener("message", (event) => {
  if (event.data !== "keep") return;
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    for (const name of ["./", ...FILES]) {
      const url = new URL(name, self.registration.scope);
      if (!(await cache.match(url))) await fetched(cache, new Request(url));
    }
    event.source.postMessage("kept");
  })());
});
