// Reviewing a directive: after a decision the next open finding takes the focus, g goes to the next group, the picture
// of the page follows the finding, a selected passage becomes a duty, and a file can be dropped on the upload form.
// The pages work without it.
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
  let choosing = false; // c was pressed: the form that comes is for choosing bodies
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
      const field = (choosing && card.querySelector("input[name=bodies]")) || card.querySelector("textarea,input:not([type=hidden]),select");
      choosing = false;
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

  // ---- c: choose who has to do it; in the card where that is open, else in the form that corrects it ------

  document.addEventListener("keydown", (event) => {
    if (event.key !== "c" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const card = document.activeElement.closest("[data-key-item]");
    if (!card) return;
    const picker = card.querySelector(".picker");
    const edit = card.querySelector("[data-key=e]");
    if (!picker && !edit) return;
    event.preventDefault();
    if (!picker) { choosing = true; edit.click(); return; }
    const folded = picker.closest("details");
    if (folded) folded.open = true;
    picker.querySelector("input").focus();
  });

  // Back from a page of its own (a cut, a join): the finding that came of it.
  const named = location.hash.startsWith("#item-") && document.getElementById(location.hash.slice(1));
  if (named) go(named);

  // ---- The picture of the page ---------------------------------------------------------------------------

  const picture = document.getElementById("page-picture");
  const showPage = (number) => {
    const count = Number(picture.dataset.pageCount);
    if (!(number >= 1 && number <= count) || number === Number(picture.dataset.pageNow)) return;
    picture.dataset.pageNow = number;
    const url = picture.dataset.pageUrl.replace(/0\/$/, `${number}/`);
    const image = picture.querySelector("img");
    image.src = url;
    image.alt = `${image.alt.replace(/\d+/, number)}`;
    picture.querySelector("[data-page-whole]").href = url;
    const label = picture.querySelector("[data-page-words]");
    label.textContent = `${label.dataset.pageWords} ${number} / ${count}`;
    picture.querySelector("[rel=prev]").hidden = number === 1;
    picture.querySelector("[rel=next]").hidden = number === count;
  };
  document.addEventListener("click", (event) => {
    const link = picture && event.target.closest("[data-page-link], [data-page-step]");
    if (!link) return;
    const step = link.dataset.pageStep;
    const number = step ? Number(picture.dataset.pageNow) + Number(step) : Number(link.dataset.pageLink);
    event.preventDefault();
    showPage(number);
    if (!step) picture.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("focusin", (event) => {
    const card = picture && event.target.closest("[data-page]");
    if (card) showPage(Number(card.dataset.page));
  });
  const togglePicture = () => {
    const card = document.activeElement.closest("[data-key-item]");
    const tabs = all(".review-source-side a[href^='?view=']");
    if (!tabs.length) return;
    const page = (card && card.dataset.page) || "1";
    location.assign(`${picture ? "?view=text" : `?view=both&page=${page}`}${card ? `#${card.id}` : ""}`);
  };

  // ---- A passage selected in the text becomes a duty -----------------------------------------------------

  const source = document.querySelector("[data-source-add]");
  const adding = source && document.getElementById(source.dataset.sourceAdd);
  const SHORTEST = 8;
  const letters = (text) => [...text].length; // as the server counts: a letter beyond the first plane is one
  const selectPassage = () => {
    const selection = document.getSelection();
    const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    const inside = range && source.contains(range.startContainer) && source.contains(range.endContainer);
    const words = inside ? range.toString() : "";
    const enough = words.trim().length >= SHORTEST;
    adding.querySelector("[data-add-selected]").hidden = !enough;
    adding.querySelector("[data-add-plain]").hidden = enough;
    if (!enough) return;
    const before = document.createRange();
    before.setStart(source, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const start = letters(before.toString());
    adding.elements.start.value = start;
    adding.elements.end.value = start + letters(words);
  };
  if (adding) document.addEventListener("selectionchange", selectPassage);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "p") { event.preventDefault(); togglePicture(); }
    if (event.key === "n" && adding) {
      event.preventDefault();
      const selected = adding.querySelector("[data-add-selected]");
      (selected.hidden ? adding.querySelector("[data-add-plain]") : selected).click();
    }
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
