// The service worker: what a page has loaded is shown again where there is no network. What is read is never kept.

const CACHE = "digitink";
const PAGES = /^(?!\/(api|healthz|readyz|metrics)\b)/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// A page tells what it has loaded before there was a worker: { keep: [address, ...] }.
self.addEventListener("message", (event) => {
  event.waitUntil(keepAll(event.data.keep).then(() => event.source.postMessage("kept")));
});

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin || !PAGES.test(pathname)) return;
  event.respondWith(newest(event.request));
});

// From the network; where there is none, as it was last.
async function newest(request) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(request);
    if (kept) return kept;
    throw error;
  }
}

async function keepAll(addresses) {
  const cache = await caches.open(CACHE);
  await Promise.allSettled(addresses.map((address) => cache.add(address)));
}
