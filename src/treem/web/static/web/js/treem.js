// The one script of treem. Every page works without it; it adds what a browser alone does not do:
// focus and words after htmx swaps, the CSRF header, keys in lists, selection, and care for what was typed.
(() => {
  "use strict";

  const words = (name) => document.body.dataset[name] || "";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // ---- Said aloud -------------------------------------------------------------------------------------

  const announce = (text) => {
    const live = document.getElementById("live");
    if (!live) return;
    live.textContent = "";
    if (!text) return; // what was said before holds no more
    // A screen reader hears a change, so the same words twice need a moment of silence between.
    setTimeout(() => { live.textContent = text; }, 60);
  };

  // ---- htmx -------------------------------------------------------------------------------------------

  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector('meta[name="csrf-token"]');
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.content;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    enhance(target);
    const errors = target.querySelector("[data-focus-first]");
    if (errors) {
      errors.focus();
      return;
    }
    if (target.id === "main") {
      // A new page inside the old one: begin where a new page begins.
      target.focus({ preventScroll: true });
      window.scrollTo(0, 0);
      announce(document.title);
    }
    const said = target.closest("[data-announce]") || target.querySelector("[data-announce]");
    if (said) announce(said.dataset.announce);
  });

  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      if (event.target.closest && event.target.closest("[data-keep-box]")) return; // a draft speaks for itself (keep.js)
      const box = document.getElementById("messages");
      if (box) {
        const note = document.createElement("div");
        note.className = "notice notice--danger";
        note.setAttribute("role", "alert");
        const xhr = event.detail && event.detail.xhr;
        note.textContent = words(xhr && xhr.status === 503 ? "outage" : "failed");
        box.replaceChildren(note);
      }
      all("form[data-sent]").forEach(release);
    });
  }

  // ---- Said by us, not by the browser -----------------------------------------------------------------

  // Browsers complain in the language of the machine and block an empty day; the server answers beside the field.
  const speakForOurselves = (root) => all("form", root).forEach((form) => { form.noValidate = true; });

  // ---- Sent once --------------------------------------------------------------------------------------

  const release = (form) => {
    delete form.dataset.sent;
    for (const button of all("button[data-idle]", form)) {
      const span = button.querySelector("span") || button;
      span.textContent = button.dataset.idle;
      delete button.dataset.idle;
      button.removeAttribute("aria-disabled");
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    delete form.dataset.changed;
    const button = event.submitter;
    if (!button || !button.classList.contains("button")) return;
    const span = button.querySelector("span") || button;
    button.dataset.idle = span.textContent;
    // The button is not disabled: its name and value must still be sent.
    setTimeout(() => {
      if (event.defaultPrevented && !form.matches("[hx-post],[data-hx-post]")) return release(form);
      span.textContent = button.dataset.busy || words("busy");
      button.setAttribute("aria-disabled", "true");
    });
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    // A draft that saved itself says nothing about the button that was pressed meanwhile.
    const form = event.target.closest && !event.target.closest("[data-keep-box]") && event.target.closest("form");
    if (form) release(form);
  });
  // A page that comes back from the browser's memory, or a download that leaves it standing, can be used again.
  window.addEventListener("pageshow", (event) => { if (event.persisted) all("form[data-sent]").forEach(release); });

  // ---- Nothing typed is lost --------------------------------------------------------------------------

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) form.dataset.changed = "1";
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-guard][data-changed]")) event.preventDefault();
  });
  // A form that saves itself, and one that asks before it is sent: keep.js.

  // ---- Menus, banners ---------------------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;

    const close = event.target.closest("[data-dismiss]");
    if (close) {
      remember(close.dataset.dismiss);
      const banner = close.closest(".notice");
      const next = banner.nextElementSibling || document.getElementById("main");
      banner.remove();
      if (next) { if (!next.hasAttribute("tabindex")) next.tabIndex = -1; next.focus(); }
    }
  });
  // Only the key of the notice is kept in the browser, never a word of the page.
  const remember = (key) => { try { localStorage.setItem(`treem-closed-${key}`, "1"); } catch { /* private window */ } };
  const closed = (key) => { try { return localStorage.getItem(`treem-closed-${key}`); } catch { return null; } };

  // ---- Keys in lists: j and k move, a letter presses the button that carries it -----------------------

  const typing = (element) => element.closest("input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const open = document.querySelector("details.menu[open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const list = event.target.closest("[data-keys]") || document.querySelector("[data-keys]");
    if (!list) return;
    const items = all("[data-key-item]", list);
    const at = items.findIndex((item) => item.contains(document.activeElement));
    if (event.key === "j" || event.key === "k") {
      const next = items[Math.min(Math.max(at + (event.key === "j" ? 1 : -1), 0), items.length - 1)];
      if (next) { event.preventDefault(); next.focus(); next.scrollIntoView({ block: "nearest" }); }
      return;
    }
    if (at < 0 || event.key.length !== 1) return;
    const button = items[at].querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (button) { event.preventDefault(); button.click(); }
  });

  // ---- Source and finding light up together -----------------------------------------------------------

  // Only the text scrolls in its own frame: were the page to move, a button would slip away under the mouse.
  const reveal = (mark) => {
    const frame = mark.closest(".review-source");
    if (!frame) { mark.scrollIntoView({ block: "nearest" }); return; }
    const [inner, outer] = [mark.getBoundingClientRect(), frame.getBoundingClientRect()];
    const visible = Math.min(outer.bottom, window.innerHeight);
    if (inner.top < outer.top) frame.scrollTop -= outer.top - inner.top + 16;
    else if (inner.bottom > visible) frame.scrollTop += Math.min(inner.bottom - visible + 16, inner.top - outer.top - 16);
  };
  const light = (id, from) => {
    all(".finding.is-current, .finding-card.is-current").forEach((old) => old.classList.remove("is-current"));
    const mark = document.getElementById(id);
    const card = document.querySelector(`[data-mark="${CSS.escape(id)}"]`);
    for (const side of [mark, card]) {
      if (!side) continue;
      side.classList.add("is-current");
      if (side === from) continue;
      if (side === mark) reveal(mark);
      else side.scrollIntoView({ block: "nearest" });
    }
    return card;
  };
  document.addEventListener("focusin", (event) => {
    const card = event.target.closest("[data-mark]");
    if (card) light(card.dataset.mark, card);
  });
  // A link of the error summary goes to the field and into it, not only near it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".error-summary a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (field) { event.preventDefault(); field.focus(); field.scrollIntoView({ block: "center" }); }
  });
  document.addEventListener("click", (event) => {
    const mark = event.target.closest("mark.finding[id]");
    if (mark) { const card = light(mark.id, mark); if (card) card.focus({ preventScroll: true }); }
  });

  // ---- Selection --------------------------------------------------------------------------------------

  const count = (area) => {
    const boxes = all(".pick[name]", area);
    const picked = boxes.filter((box) => box.checked).length;
    all("[data-bulk-count]", area).forEach((line) => { line.textContent = `${words("pickedWords")} ${picked}`; });
    all("[data-pick-all]", area).forEach((box) => {
      box.checked = picked > 0 && picked === boxes.length;
      box.indeterminate = picked > 0 && picked < boxes.length;
    });
  };
  document.addEventListener("change", (event) => {
    const box = event.target.closest(".pick");
    const area = box && box.closest(".pickable");
    if (!area) return;
    if (box.hasAttribute("data-pick-all")) all(".pick[name]", area).forEach((one) => { one.checked = box.checked; });
    count(area);
  });

  // A long list of boxes in a form: all, none, and how many.
  const counted = (group) => {
    const boxes = all("input[type=checkbox]", group);
    const line = group.querySelector("[data-choose-count]");
    line.textContent = `${words("pickedWords")} ${boxes.filter((box) => box.checked).length}/${boxes.length}`;
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-choose-all], [data-choose-none]");
    if (!button) return;
    const group = button.closest("fieldset");
    const wanted = button.hasAttribute("data-choose-all");
    const changed = all("input[type=checkbox]", group).filter((box) => box.checked !== wanted && !box.disabled);
    changed.forEach((box) => { box.checked = wanted; });
    if (changed.length) changed[0].dispatchEvent(new Event("change", { bubbles: true }));
    counted(group);
  });
  document.addEventListener("change", (event) => {
    const group = event.target.closest("fieldset");
    if (group && group.querySelector("[data-choose]")) counted(group);
  });

  // ---- What a new piece of page needs -----------------------------------------------------------------

  const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TFOOT: "rowgroup", TR: "row", TD: "cell" };

  function enhance(root) {
    speakForOurselves(root);
    all("[data-dismiss]", root).forEach((button) => {
      if (closed(button.dataset.dismiss)) button.closest(".notice").remove();
      else button.hidden = false;
    });
    all("[data-pick-all]", root).forEach((box) => { box.hidden = false; });
    all("[data-choose]", root).forEach((row) => { row.hidden = false; counted(row.closest("fieldset")); });
    // Side facts are folded where they stand below the work.
    if (matchMedia("(max-width: 899.98px)").matches) all(".aside-fold", root).forEach((fold) => { fold.open = false; });
    // The part one is in is in sight, also where a phone is narrower than all parts.
    all(".tab[aria-current]", root).forEach((tab) => {
      const row = tab.closest(".tabs");
      row.scrollLeft += tab.getBoundingClientRect().right - row.getBoundingClientRect().right;
    });
    all(".pickable", root).forEach(count);
    // A table drawn as cards loses its meaning for a screen reader unless each part says what it is.
    all(".table--cards", root).forEach((table) => {
      for (const part of [table, ...all("thead,tbody,tfoot,tr,td", table)]) part.setAttribute("role", ROLES[part.tagName]);
      all("th", table).forEach((head) => head.setAttribute("role", head.scope === "row" ? "rowheader" : "columnheader"));
    });
  }

  enhance(document);
  const errors = document.querySelector("[data-focus-first]");
  if (errors) errors.focus();
})();
