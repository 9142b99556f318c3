/**
 * The service worker: a second visit works without a network. FILES, VERSION and RUNTIME are put in by the build.
 *
 * The site's own files come from the network where there is one, so that a new version shows at once, and else from the
 * cache; the runtime's files never change, so the cache has the first word.
 */
/* global FILES, VERSION, RUNTIME */
const SITE = `site ${VERSION}`;
const KEPT = `runtime ${RUNTIME}`;
const scope = self.registration.scope;
const runtime = new URL(RUNTIME, scope).href;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(SITE).then((cache) => cache.addAll(FILES.map((name) => new URL(name, scope).href))));
});

self.addEventListener("activate", (event) => {
  const drop = async () => {
    for (const name of await caches.keys()) if (name !== SITE && name !== KEPT) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(drop());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.url.startsWith(runtime)) event.respondWith(fromCacheFirst(request));
  else if (request.url.startsWith(scope)) event.respondWith(fromNetworkFirst(request));
});

async function fromCacheFirst(request) {
  const cache = await caches.open(KEPT);
  const known = request.cache === "reload" ? null : await cache.match(request.url); // a page asks so for what came bad
  if (known) return known;
  const response = await fetch(request);
  if (response.ok) await cache.put(request.url, response.clone());
  return response;
}

async function fromNetworkFirst(request) {
  const cache = await caches.open(SITE);
  try {
    const response = await fetch(request);
    if (response.ok) cache.put(request.url, response.clone());
    return response;
  } catch (error) {
    const known = await cache.match(request.url, { ignoreSearch: true });
    if (known) return known;
    throw error;
  }
}
