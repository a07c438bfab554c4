// «Bật trên trình duyệt này»: asks the browser for leave, registers the worker, and tells the server where to push.
(() => {
  "use strict";

  const button = document.querySelector("[data-push]");
  const said = document.querySelector("[data-push-said]");
  if (!button || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  button.hidden = false;
  said.hidden = true;

  const cannot = said.textContent; // «Trình duyệt này không nhận được …»
  const say = (text) => { said.textContent = text; said.hidden = false; };
  const bytes = (key) => Uint8Array.from(atob(key.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

  const subscribe = async () => {
    if (await Notification.requestPermission() !== "granted") return say(button.dataset.pushRefused);
    await navigator.serviceWorker.register(button.dataset.pushWorker);
    const worker = await navigator.serviceWorker.ready;
    const found = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(button.dataset.pushKey) });
    const { endpoint, keys } = found.toJSON();
    const answer = await fetch(button.dataset.pushUrl, {
      method: "POST",
      headers: { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content },
      body: new URLSearchParams({ endpoint, p256dh: keys.p256dh, auth: keys.auth }),
    });
    return answer.ok ? location.reload() : say(await answer.text());
  };

  button.addEventListener("click", () => {
    button.disabled = true;
    subscribe().catch(() => say(cannot)).finally(() => { button.disabled = false; });
  });
})();
