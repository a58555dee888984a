/*
 * A draft stays in this browser alone: what is being written survives a broken line, a locked phone, a restart of the
 * server and a reload. An element says what to keep; of fields that the page hears of only when they are sent, every
 * key stroke is kept here. What was kept goes back through a field that nobody sees.
 */
(function () {
  "use strict";

  if (window.geoKopienasDraft) return; // the page's scripts are asked for again when the language changes
  window.geoKopienasDraft = true;

  const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  const keyOf = ({ name }) => `geo-kopienas-draft-${name}`;
  const fieldOf = (name) => document.querySelector(`.st-key-field_${name} :is(input, textarea)`);
  const fieldsOf = (draft) => JSON.parse(draft.fields);
  const written = (draft) => Object.fromEntries(fieldsOf(draft).map((name) => [name, fieldOf(name)?.value ?? ""]));
  const told = {}; // what was said to the page already, by the draft's name

  function say(draft, text) {
    if (told[draft.name] === text) return;
    const field = document.querySelector(`.st-key-draft_found_${draft.name} input`);
    if (!field) return;
    told[draft.name] = text;
    setValue.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", bubbles: true }));
  }

  function look() {
    document.querySelectorAll(".gk-draft").forEach(({ dataset: draft }) => {
      try {
        if (draft.isDone) {
          localStorage.removeItem(keyOf(draft));
          told[draft.name] = undefined;
        } else if (draft.content) {
          localStorage.setItem(keyOf(draft), draft.content);
        } else {
          const kept = localStorage.getItem(keyOf(draft));
          if (kept && !Object.values(written(draft)).some(Boolean)) say(draft, kept);
        }
      } catch {
        say(draft, "refused"); // storage is switched off, or full
      }
    });
  }

  document.addEventListener("input", ({ target, isTrusted }) => {
    if (!isTrusted) return;
    document.querySelectorAll(".gk-draft").forEach(({ dataset: draft }) => {
      if (!fieldsOf(draft).some((name) => fieldOf(name) === target)) return;
      const now = written(draft);
      if (!Object.values(now).some(Boolean)) return;
      try {
        localStorage.setItem(keyOf(draft), JSON.stringify({ ...JSON.parse(draft.beside), ...now }));
      } catch {
        say(draft, "refused");
      }
    });
  });

  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  look();
})();
