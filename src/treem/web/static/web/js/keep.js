// Nothing typed is lost to a session that ended or a line that broke.
//
// A form with data-keep (the address that tells who is signed in) asks before it is sent whether this person still is. If
// so, it goes with a fresh token; if not, it says what to do and leaves everything as it is.
//
// A form that also holds a [data-keep-box] saves itself: after a pause, on leaving a field, on leaving the page. The
// answer is a part of a page with [data-kept]; what could not be sent is sent again when the line or the person is back.
(() => {
  "use strict";

  const PAUSE = 2500;
  const all = (selector, root) => [...root.querySelectorAll(selector)];
  const later = [5, 10, 20, 30, 60]; // seconds until the next try

  // ---- Who is signed in -------------------------------------------------------------------------------

  const ask = async (form) => {
    try {
      const answer = await fetch(form.dataset.keep, { credentials: "same-origin", cache: "no-store", headers: { Accept: "application/json" } });
      if (answer.redirected || answer.status === 401 || answer.status === 403) return "out";
      if (!answer.ok) return "fail";
      const { token, who } = await answer.json();
      if (form.dataset.keepWho && who !== form.dataset.keepWho) return "other";
      all("[name=csrfmiddlewaretoken]", document).forEach((field) => { field.value = token; });
      const meta = document.querySelector('meta[name="csrf-token"]');
      if (meta) meta.content = token;
      return "";
    } catch {
      return "line";
    }
  };

  // ---- Sent by a person -------------------------------------------------------------------------------

  const show = (form, which) => {
    all("[data-keep-said]", form).forEach((note) => { note.hidden = note.dataset.keepSaid !== which; });
    const note = form.querySelector(`[data-keep-said="${which}"]`);
    if (note) { note.setAttribute("role", "alert"); note.scrollIntoView({ block: "center" }); }
  };

  // On the window, in the capture phase: earlier than the page's own listener, which marks a form as sent.
  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-keep]")) return;
    if (form.dataset.asked) { delete form.dataset.asked; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.asking) return;
    form.dataset.asking = "1";
    const button = event.submitter;
    // What is on its way comes home first: it brings the version to go on with.
    settled(form).then(() => (over(form) ? "over" : ask(form))).then((trouble) => {
      delete form.dataset.asking;
      show(form, trouble);
      if (trouble) { if (boxOf(form) && draftOf(form).dirty) plan(form, later[0] * 1000); return; }
      form.dataset.asked = "1";
      form.requestSubmit(button);
    });
  }, true);

  // ---- Saved by itself --------------------------------------------------------------------------------

  const drafts = new Map();
  const boxOf = (form) => form.querySelector("[data-keep-box]");
  const formOf = (node) => { const form = node.closest && node.closest("form[data-keep]"); return form && boxOf(form) ? form : null; };
  const draftOf = (form) => {
    if (!drafts.has(form)) drafts.set(form, { timer: 0, busy: false, dirty: false, over: false, sent: null, lost: [], tries: 0, renewed: false, home: [] });
    return drafts.get(form);
  };
  const over = (form) => drafts.has(form) && drafts.get(form).over;
  const home = (form) => new Promise((done) => {
    const draft = drafts.get(form);
    if (draft && draft.busy) draft.home.push(done); else done();
  });
  const settled = (form) => {
    if (!drafts.has(form)) return Promise.resolve();
    return home(form).then(() => { save(form, true); return home(form); });
  };

  const note = (form, which) => all("[data-keep-note]", form).forEach((line) => {
    const on = line.dataset.keepNote === which;
    if (on && line.hidden && which !== "wait") line.setAttribute("role", "alert");
    line.hidden = !on;
  });

  const plan = (form, wait) => {
    const draft = draftOf(form);
    clearTimeout(draft.timer);
    draft.timer = setTimeout(() => save(form), wait);
  };

  const save = (form, pressed = false) => {
    const draft = draftOf(form);
    clearTimeout(draft.timer);
    if (!draft.dirty || draft.busy || draft.over || form.dataset.sent || !form.isConnected) return;
    if (form.dataset.asking && !pressed) return;
    draft.dirty = false;
    draft.busy = true;
    draft.sent = new FormData(form);
    if (!draft.tries) note(form, "wait");
    htmx.trigger(boxOf(form), "treem:keep");
  };

  const trouble = (form, which) => {
    const draft = draftOf(form);
    draft.dirty = true;
    note(form, which);
    const wait = later[Math.min(draft.tries, later.length - 1)];
    draft.tries += 1;
    plan(form, wait * 1000);
  };

  document.addEventListener("input", (event) => {
    const form = formOf(event.target);
    if (!form || !event.target.name) return;
    // Pasted from a damaged file, and refused by every server: the one sign that nobody can see or mend.
    if ((event.target.value || "").includes("\0")) event.target.value = event.target.value.replaceAll("\0", "");
    draftOf(form).dirty = true;
    plan(form, PAUSE);
  });
  for (const name of ["change", "focusout"]) {
    document.addEventListener(name, (event) => {
      const form = formOf(event.target);
      if (form && draftOf(form).dirty && !draftOf(form).tries) plan(form, 400);
    });
  }
  const again = () => { for (const form of drafts.keys()) if (form.isConnected) save(form); };
  window.addEventListener("online", again);
  window.addEventListener("focus", again);
  document.addEventListener("visibilitychange", again);

  const value = (data, name) => (name === "as_of"
    ? ["as_of_day", "as_of_month", "as_of_year"].map((part) => data.get(part) || "").join("/")
    : data.get(name) || "");

  const put = (form, name, text) => {
    if (name === "as_of") {
      const parts = text.split("/");
      ["as_of_day", "as_of_month", "as_of_year"].forEach((part, at) => { if (form.elements[part]) form.elements[part].value = parts[at] || ""; });
      return;
    }
    const field = form.elements[name];
    if (!field) return;
    if (field.type === "checkbox") field.checked = Boolean(text);
    else field.value = text; // also of a group of choices
  };

  const opened = (form, name, text) => { const field = form.elements[`opened_${name}`]; if (field) field.value = text; };

  // What the server said of each field is carried to the field; what somebody typed meanwhile is never touched.
  const take = (form, said) => {
    const draft = draftOf(form), now = new FormData(form);
    all("[data-kept-opened]", said).forEach((part) => opened(form, part.dataset.keptOpened, part.value));
    all("[data-kept-theirs]", said).forEach((part) => {
      const name = part.dataset.keptTheirs;
      if (value(now, name) !== value(draft.sent, name)) return;
      put(form, name, part.dataset.keptValue || part.value);
      opened(form, name, part.value);
    });
    if (said.dataset.version && form.elements.version) form.elements.version.value = said.dataset.version;
    // Errors of a refused save are said anew in their places, or are gone.
    const fields = new Set(all("[data-fault]", form).map((slot) => slot.closest(".field")));
    all(".field > .field-error:not([data-fault])", form).forEach((old) => { fields.add(old.closest(".field")); old.remove(); });
    fields.forEach((field) => {
      if (!field) return;
      const wrong = Boolean(field.querySelector(".field-error:not(:empty)"));
      field.classList.toggle("field--wrong", wrong);
      all(".input", field).forEach((input) => { if (wrong) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid"); });
    });
    if (said.dataset.over) draft.over = true;
    else if (!draft.dirty && !said.dataset.left) delete form.dataset.changed;
  };

  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.target.matches("[data-keep-box]") && formOf(event.target);
    if (!form) return;
    const { parameters } = event.detail, active = document.activeElement;
    if (active && active.form === form && active.name) parameters.typing = active.name;
    // Sent before, and no answer heard: it may be saved or not.
    for (const lost of draftOf(form).lost) {
      for (const [name, text] of lost) if (!/^(opened_|tried_|csrf|version)/.test(name) && text !== parameters[name]) parameters[`tried_${name}`] = text;
    }
  });

  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const form = event.target.matches("[data-keep-box]") && formOf(event.target);
    if (!form || event.detail.xhr.status < 400) return;
    event.preventDefault(); // neither to the page of sign-in nor a page of errors inside the strip
    const draft = draftOf(form), status = event.detail.xhr.status;
    const gone = () => { draft.over = true; note(form, "gone"); };
    if (status === 404) return gone();
    if (status !== 401 && status !== 403) return trouble(form, "fail");
    draft.dirty = true;
    ask(form).then((which) => {
      if (which) return trouble(form, which);
      if (draft.renewed) return gone(); // signed in, with a fresh token, and still not allowed
      draft.renewed = true;
      plan(form, 0);
    });
  });

  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      const form = event.target.matches("[data-keep-box]") && formOf(event.target);
      if (!form) return;
      draftOf(form).lost.push(draftOf(form).sent);
      trouble(form, "line");
    });
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    const box = event.detail.target, form = box.matches("[data-keep-box]") && formOf(box);
    const said = form && box.querySelector("[data-kept]");
    if (!said) return;
    const draft = draftOf(form);
    Object.assign(draft, { lost: [], tries: 0, renewed: false });
    note(form, "");
    show(form, "");
    take(form, said);
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.matches("[data-keep-box]") && formOf(event.target);
    if (!form) return;
    const draft = draftOf(form);
    draft.busy = false;
    draft.home.splice(0).forEach((done) => done());
    if (draft.dirty && !draft.tries) plan(form, PAUSE);
  });
})();
