// Runs in the browser when a push comes, also while no page of treem is open. Shows the one sentence; a click opens the desk.
self.addEventListener("push", (event) => {
  const text = event.data ? event.data.json().text : "treem";
  event.waitUntil(self.registration.showNotification("treem", { body: text, tag: "treem" }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow("/"));
});
