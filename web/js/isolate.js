// The service worker: registered before all else. The page is loaded again once, so that its answer has the isolation headers.

export async function isolated() {
  if (!("serviceWorker" in navigator)) return true;
  try {
    await navigator.serviceWorker.register("sw.js");
    if (self.crossOriginIsolated || sessionStorage.getItem("isolating")) {
      sessionStorage.removeItem("isolating");
      return true;
    }
    if (!navigator.serviceWorker.controller) {
      await new Promise((resolve) => {
        navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
        setTimeout(resolve, 3000);
      });
    }
    if (!navigator.serviceWorker.controller) return true;
    sessionStorage.setItem("isolating", "1");
    location.reload();
    return false;
  } catch {
    return true; // private windows, file servers without https: it works, without stopping in place and without offline
  }
}

// Fills the cache with what the first start did not need.
export function keepAll(onKept) {
  const worker = navigator.serviceWorker?.controller;
  if (!worker) return;
  navigator.serviceWorker.addEventListener("message", (event) => event.data === "kept" && onKept());
  worker.postMessage("keep");
}
