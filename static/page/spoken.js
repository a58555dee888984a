/*
 * What is said to who does not see the page change: a sentence on what an act did elsewhere, and what is wrong in
 * a field.
 */
(function () {
  "use strict";

  if (window.geoKopienasSpoken) return; // the page's scripts are asked for again when the language changes
  window.geoKopienasSpoken = true;

  /*
   * What somebody's act changed elsewhere on the page (data-say: a place chosen on the map) is said in one
   * sentence to who does not see it. Screen readers hear only changes inside an element that was there
   * before, and Streamlit draws its own anew: so this one stands beside them. What a page opens with is
   * read as it stands.
   */
  const status = document.createElement("p");
  status.className = "gk";
  status.setAttribute("role", "status");
  status.style.cssText = "position: fixed; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%);";
  document.body.append(status);
  let hasActed = false;
  // The blur: somebody went into the map's frame.
  ["click", "keydown", "blur"].forEach((act) => window.addEventListener(act, () => { hasActed = true; }, true));
  let heard = "";
  function say() {
    const mark = document.querySelector("[data-say]");
    if (!mark || mark.dataset.say === heard) return;
    heard = mark.dataset.say;
    if (hasActed) status.textContent = heard;
  }

  /*
   * A message about a field (ui/field_messages.py) is tied to it: whoever comes to the field hears what is
   * wrong in it, not only that something on the page is. Streamlit draws fields and messages anew when it
   * likes and tells neither of the other; so the ties are looked at after every change.
   */
  const MESSAGES = "[class*='st-key-error-in-'], [class*='st-key-note-on-']";
  const FIELDS = "input:not([type='file'], [type='radio']), textarea, [role='spinbutton'], [role='radiogroup'], "
    + "[data-testid='stFileUploaderDropzone'] button, canvas[tabindex]";
  function tieMessages() {
    const told = new Map(); // field -> ids of its messages, and whether one of them is an error
    document.querySelectorAll(MESSAGES).forEach((message) => {
      const [, kind, key] = /st-key-(error-in|note-on)-(\S+)/.exec(message.className);
      if (!message.textContent.trim()) return;
      message.id = `${kind}-${key}`;
      document.querySelectorAll(`.st-key-${CSS.escape(key)}`).forEach((box) => box.querySelectorAll(FIELDS).forEach((field) => {
        const known = told.get(field) || { ids: [], isWrong: false };
        told.set(field, { ids: [...known.ids, message.id], isWrong: known.isWrong || kind === "error-in" });
      }));
      if (kind === "note-on" && !message.querySelector("[role='alert']")) sayNote(message);
    });
    document.querySelectorAll("[data-told]").forEach((field) => { if (!told.has(field)) tie(field, [], false); });
    told.forEach(({ ids, isWrong }, field) => tie(field, ids, isWrong));
  }

  /* Streamlit's own descriptions of a field stay; ours come and go. Nothing is written that is there already. */
  function tie(field, ids, isWrong) {
    const ours = (field.dataset.told || "").split(" ");
    const others = (field.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && !ours.includes(id) && !ids.includes(id));
    set(field, "aria-describedby", [...ids, ...others].join(" "));
    set(field, "data-told", ids.join(" "));
    if (field.matches("button, canvas") || (!isWrong && !field.dataset.wrong)) return; // these have no such state
    set(field, "aria-invalid", isWrong ? "true" : "");
    set(field, "data-wrong", isWrong ? "true" : "");
  }
  function set(field, name, value) {
    if ((field.getAttribute(name) || "") === value) return;
    if (value) field.setAttribute(name, value);
    else field.removeAttribute(name);
  }

  /* An error is an alert of Streamlit's and said by itself; what a search offers is said here. */
  const notes = new WeakMap();
  function sayNote(message) {
    const words = message.textContent.trim();
    if (notes.get(message) === words) return;
    notes.set(message, words);
    if (hasActed) status.textContent = words;
  }

  const look = () => {
    say();
    tieMessages();
  };
  new MutationObserver(look).observe(document.body, {
    childList: true, subtree: true, attributeFilter: ["data-stale", "data-test-script-state", "aria-describedby", "aria-invalid"],
  });
  look(); // what was there before this script
})();
