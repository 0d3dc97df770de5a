/* Dangol's tracking script for landing pages: <script src="/t.js" data-account="slug" async></script>
   It sends one page view a load, and what the page hands to dangol.track(kind, data). It reads and sets no cookies itself;
   the visitor's id is a cookie that only the server sees. Calls made before it loaded: (window.dangol=window.dangol||[]).push([kind,data]) */
(function () {
  "use strict";
  var script = document.currentScript || document.querySelector("script[data-account]");
  var account = script && script.getAttribute("data-account");
  var early = window.dangol;
  if (!account || (early && early.track)) return;

  var BATCH = 20; // events in one request, the most the server takes
  var KEPT = 200; // events kept while the network is away
  var address = new URL("/t/" + encodeURIComponent(account), script.src || location.href).href;
  var queue = [];
  var again = {}; // ids of events that were given back
  var timer = 0;

  function id() {
    if (window.crypto && crypto.randomUUID) return crypto.randomUUID(); // absent on plain http
    var bytes = new Uint8Array(16);
    if (window.crypto && crypto.getRandomValues) crypto.getRandomValues(bytes);
    else for (var i = 0; i < 16; i++) bytes[i] = Math.random() * 256;
    return Array.prototype.map.call(bytes, function (b) { return (b + 256).toString(16).slice(1); }).join("");
  }

  function track(kind, data) {
    var event = { id: id(), kind: String(kind), url: location.href.slice(0, 2000), at: new Date().toISOString() };
    if (document.referrer) event.referrer = document.referrer.slice(0, 2000);
    if (data && typeof data === "object") event.data = data;
    queue.push(event);
    if (queue.length > KEPT) queue.shift();
    clearTimeout(timer);
    timer = setTimeout(flush, 50); // calls of one moment travel together
  }

  // An event that may not have arrived is sent again, once; the server counts an id once.
  function giveBack(events) {
    events = events.filter(function (event) { return !again[event.id] && (again[event.id] = true); });
    queue = events.concat(queue).slice(0, KEPT);
  }

  function flush() {
    clearTimeout(timer);
    for (var rounds = Math.ceil(queue.length / BATCH); rounds > 0; rounds--) send(queue.splice(0, BATCH));
  }

  function send(events) {
    var text = JSON.stringify({ events: events });
    try {
      // text/plain needs no preflight request
      if (navigator.sendBeacon && navigator.sendBeacon(address, new Blob([text], { type: "text/plain" }))) return;
      fetch(address, { method: "POST", body: text, keepalive: true, credentials: "include", headers: { "Content-Type": "text/plain" } })
        .then(function (answer) { if (answer.status >= 500) giveBack(events); })
        .catch(function () { giveBack(events); });
    } catch (e) {
      giveBack(events);
    }
  }

  window.dangol = { track: track, push: function (call) { track(call[0], call[1]); } };

  function start() {
    track("page_view");
    if (Array.isArray(early)) early.forEach(window.dangol.push);
    flush();
  }
  // A page that a browser loads in advance may never be seen.
  if (document.prerendering) document.addEventListener("prerenderingchange", start, { once: true });
  else start();

  addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") flush(); });
})();
