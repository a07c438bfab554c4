// Nothing typed is lost to a session that ended or a line that broke: before a form with data-keep is sent, ask whether
// this person is still signed in. If so, send it with a fresh token; if not, say what to do and leave everything as it is.
(() => {
  "use strict";

  const show = (form, which) => {
    form.querySelectorAll("[data-keep-said]").forEach((note) => { note.hidden = note.dataset.keepSaid !== which; });
    const note = form.querySelector(`[data-keep-said="${which}"]`);
    if (note) { note.setAttribute("role", "alert"); note.scrollIntoView({ block: "center" }); }
  };

  const ask = async (form) => {
    try {
      const answer = await fetch(form.dataset.keep, { credentials: "same-origin", cache: "no-store", headers: { Accept: "application/json" } });
      if (answer.redirected || answer.status === 401 || answer.status === 403) return "out";
      if (!answer.ok) return "line";
      form.querySelector("[name=csrfmiddlewaretoken]").value = (await answer.json()).token;
      return "";
    } catch {
      return "line";
    }
  };

  // On the window, in the capture phase: earlier than the page's own listener, which marks a form as sent.
  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-keep]")) return;
    if (form.dataset.kept) { delete form.dataset.kept; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.asking) return;
    form.dataset.asking = "1";
    const button = event.submitter;
    ask(form).then((trouble) => {
      delete form.dataset.asking;
      show(form, trouble);
      if (trouble) return;
      form.dataset.kept = "1";
      form.requestSubmit(button);
    });
  }, true);
})();
