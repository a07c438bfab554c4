// Reviewing a directive: after a decision the next open finding takes the focus, g goes to the next group, and a
// file can be dropped on the upload form. The pages work without it.
(() => {
  "use strict";

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (element) => element.closest("input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable]");
  const go = (card) => {
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  };

  // ---- After a decision: the next one that is still open ------------------------------------------------

  let decided = "";
  document.addEventListener("htmx:beforeRequest", (event) => {
    const card = event.target.closest("[data-key-item]");
    decided = card ? card.id : "";
  });
  document.addEventListener("htmx:afterSettle", () => {
    const list = document.querySelector("[data-advance]");
    const card = decided && document.getElementById(decided);
    decided = "";
    if (!list || !card) return;
    if (card.querySelector("[data-focus-first]")) return;
    if (card.hasAttribute("data-editing")) {
      const field = card.querySelector("textarea,input:not([type=hidden]),select");
      if (field) field.focus();
      return;
    }
    const cards = all("[data-key-item]", list);
    const after = cards.slice(cards.indexOf(card) + 1);
    go(card.dataset.decided ? after.find((one) => !one.dataset.decided) || card : card);
  });

  // ---- g: the next group --------------------------------------------------------------------------------

  document.addEventListener("keydown", (event) => {
    if (event.key !== "g" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const groups = all(".finding-group");
    if (!groups.length) return;
    const at = groups.findIndex((group) => group.contains(document.activeElement));
    const next = groups[(at + 1) % groups.length].querySelector("[data-key-item]");
    if (next) { event.preventDefault(); go(next); }
  });

  // ---- A file dropped on the form -----------------------------------------------------------------------

  for (const zone of all("[data-drop]")) {
    const input = zone.querySelector("input[type=file]");
    const name = zone.querySelector("[data-drop-name]");
    if (!input) continue;
    const say = () => { if (name) name.textContent = input.files.length ? input.files[0].name : ""; };
    input.addEventListener("change", say);
    for (const kind of ["dragenter", "dragover"]) {
      zone.addEventListener(kind, (event) => { event.preventDefault(); zone.classList.add("is-over"); });
    }
    for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("is-over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      say();
    });
  }
})();
