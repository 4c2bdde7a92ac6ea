// The service worker: what a page has loaded is shown again where there is no network, in the language that was chosen
// last. What is read is never kept.
// @ts-check

/// <reference lib="webworker" />

const CACHE = "digitink";
const PAGES = /^(?!\/(api|healthz|readyz|metrics)\b)/;

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

// A page tells what it has loaded before there was a worker: { keep: [address, ...] }.
worker.addEventListener("message", (event) => {
  event.waitUntil(keepAll(event.data.keep).then(() => event.source?.postMessage("kept")));
});

worker.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== worker.location.origin || !PAGES.test(pathname)) return;
  event.respondWith(newest(event));
});

/**
 * From the network; where there is none, as it was last.
 * @param {FetchEvent} event
 */
async function newest(event) {
  const { request } = event;
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) {
      await cache.put(request, response.clone());
      event.waitUntil(renewOthers(cache, response.headers.get("Content-Language")));
    }
    return response;
  } catch (error) {
    // Another language is not to be had without a network: "?language=de" leads to the page as it is.
    const ignoreSearch = request.mode === "navigate";
    const cached = await cache.match(request, { ignoreSearch, ignoreVary: true });
    if (cached) return cached;
    throw error;
  }
}

/**
 * Keep no page in another language than that of the page which was loaded now.
 * @param {Cache} cache
 * @param {string | null} language null of what is no page
 */
async function renewOthers(cache, language) {
  if (!language) return;
  for (const request of await cache.keys()) {
    const cached = await cache.match(request, { ignoreVary: true });
    /** @type {string} */
    const its = cached?.headers.get("Content-Language") ?? language;
    if (its !== language && (await cache.delete(request, { ignoreVary: true })))
      await cache.add(request.url).catch(() => {});
  }
}

/** @param {string[]} addresses */
async function keepAll(addresses) {
  const cache = await caches.open(CACHE);
  await Promise.allSettled(addresses.map((address) => cache.add(address)));
}
