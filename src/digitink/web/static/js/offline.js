// Have a service worker keep the page, so that it opens without a network too.
// @ts-check

// What is loaded when it is used.
const LATER = ["answer/annotated.js", "history/exporting.js", "history/zip.js", "pictures/csv.js", "pictures/table.js"];

async function keepPage() {
  const container = navigator.serviceWorker;
  if (!container) return; // not without TLS, but on one's own machine
  await container.register(document.documentElement.dataset.worker ?? "", { updateViaCache: "none" });
  const { active } = await container.ready;
  const loaded = performance.getEntriesByType("resource").map(({ name }) => new URL(name));
  const own = loaded.filter(({ origin, pathname }) => origin === location.origin && !pathname.includes("/api/"));
  const later = LATER.map((name) => new URL(name, import.meta.url).href);
  container.addEventListener("message", () => {
    document.documentElement.dataset.kept = "yes";
  });
  active?.postMessage({ keep: [location.href, ...own.map(({ href }) => href), ...later] });
}

window.addEventListener("load", () => {
  keepPage().catch(() => {}); // then the page needs the network, as any page does
});
