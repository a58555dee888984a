/*
 * What a page needs beside what Streamlit draws: the language of the document, the print button,
 * rows and headings of ranked lists (place_list.html), and where a step leads the eye (data-follow).
 *
 * The language stands in this script's address (page.js#lv). A script of the page's own, written into
 * it, would have to be allowed by every host's content security policy; a file of the same host is.
 */
(function () {
  "use strict";

  // Streamlit says English whatever the page speaks; screen readers need the page's own language.
  document.documentElement.lang = new URL(document.currentScript.src).hash.slice(1);

  if (window.geoKopienasPage) return; // the page's script is asked for again when the language changes
  window.geoKopienasPage = true;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (event.isTrusted) held = null; // somebody went on
    if (!button) return;
    if (button.matches(".gk-print")) window.print();
    if (button.dataset.press) press(button.dataset.press, button);
    if (button.matches(".place-list tbody th button")) toggleRow(button);
    if (button.dataset.more === "fold") button.closest(".place-list").classList.add("is-whole");
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches(".place-list select")) press(event.target.value);
  });

  /*
   * A button inside a table presses its hidden twin, which Streamlit drew and listens to. Then the
   * table is drawn anew, late and perhaps twice where the server is busy, and the keyboard stays
   * where it was until somebody goes on.
   */
  let awaited = ""; // selector of the twin, which Streamlit may be drawing just now
  let held = null; // the button that has the keyboard: its selector, and it as it was drawn last
  function press(key, pressed) {
    const table = pressed && pressed.closest("table");
    held = table && { selector: `table[data-list="${table.dataset.list}"] [data-press="${key}"]`, button: pressed };
    awaited = `.st-key-${CSS.escape(key)} button`;
    pressTwin();
  }
  function pressTwin() {
    const twin = awaited && document.querySelector(awaited);
    if (!twin) return;
    awaited = "";
    twin.click();
  }
  function holdKeyboard() {
    const holder = document.activeElement;
    if (held && holder && holder !== document.body && holder !== held.button) held = null;
    const drawn = held && document.querySelector(held.selector);
    if (!drawn || drawn === held.button) return;
    held.button = drawn;
    drawn.focus({ preventScroll: true });
  }

  /*
   * Streamlit takes the keyboard away from a button that it draws anew (the switch of languages), hides (the list
   * of pages on a phone) or switches off for a moment (a download): it goes on there, unless somebody went on.
   */
  const keyOf = (one) => { const box = one.closest("[class*='st-key-']"); return box && /st-key-[^\s]+?(?=_lv\b|_en\b|\s|$)/.exec(box.className)[0]; };
  const release = () => { last = null; };
  let last = null; // the button that has the keyboard: it, and how to know it again
  document.addEventListener("focusin", ({ target }) => {
    last = target.matches("button") && { button: target, key: keyOf(target), words: target.textContent };
  });
  document.addEventListener("pointerdown", release, true);
  document.addEventListener("keydown", ({ key }) => { if (key === "Tab" || key === "Escape") release(); }, true);
  /* The list of pages lies over a narrow page: who chose one by a key wants to see it. */
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-testid='stSidebarNavLink']")) setTimeout(closeList, 100); // Streamlit may do it itself
  });
  function closeList() {
    const close = document.querySelector("[data-testid='stSidebar'][data-collapsed='false'] [data-testid='stSidebarCollapseButton'] button");
    if (!close) return;
    close.click();
    document.getElementById("stMain").focus();
  }
  function sameButton({ button, key, words }) {
    if (button.matches("[data-testid='stExpandSidebarButton']")) return document.querySelector("[data-testid='stSidebar'][data-collapsed='false'] a");
    if (button.isConnected || !key) return button;
    const all = [...document.querySelectorAll(`[class*='${key}'] button`)];
    return all.find((one) => (button.matches("[role='radio']") ? one.getAttribute("aria-checked") === "true" : one.textContent === words));
  }
  function giveKeyboardBack() {
    const again = last && document.activeElement === document.body && sameButton(last);
    if (again && again.isConnected && !again.disabled) again.focus({ preventScroll: true });
  }

  /*
   * What a step or a link leads to comes into view, and the keyboard with it, once for each stamp: when all of
   * it is drawn, for until then what stood there before (the answers of another question) can still be pressed.
   */
  let followed = "";
  const UNDRAWN = "[data-testid='stApp'][data-test-script-state='running'], [data-stale='true']";
  function follow() {
    const mark = document.querySelector("[data-follow]");
    if (!mark || mark.dataset.stamp === followed || document.querySelector(UNDRAWN)) return;
    const target = document.getElementById(mark.dataset.follow);
    if (!target) return;
    followed = mark.dataset.stamp;
    target.scrollIntoView({ block: "start" });
    target.focus({ preventScroll: true });
  }
  /*
   * Streamlit's field for files calls itself presentation and has a tabindex: one of them is wrong. A chart is
   * one picture with a name, not the pieces that plotly draws it of; what plotly measures its letters with is none.
   */
  function mendRoles() {
    const fields = document.querySelectorAll("[data-testid='stFileUploaderDropzone'][role='presentation']");
    fields.forEach((one) => one.removeAttribute("role"));
    document.querySelectorAll(".stPlotlyChart[role='figure']").forEach((one) => one.setAttribute("role", "img"));
    document.querySelectorAll(".stPlotlyChart[aria-label] > *:not([aria-hidden])").forEach((one) => one.setAttribute("aria-hidden", "true"));
    const tester = document.getElementById("js-plotly-tester");
    if (tester) tester.setAttribute("aria-hidden", "true");
  }
  /*
   * What a button opens (classes, weights) stands at the end of the page: the keyboard would reach it after
   * everything else. So Tab goes from the button into it and from either end of it back; past its end it closes.
   */
  const TAKES_KEYBOARD = "a[href], button:not([disabled]), input:not([disabled]), [tabindex]";
  document.addEventListener("keydown", (event) => {
    const box = event.key === "Tab" && document.querySelector("[data-testid='stPopoverBody']");
    const opener = box && document.querySelector("[data-testid='stPopoverButton'][aria-expanded='true']");
    if (!opener) return;
    const inside = [...box.querySelectorAll(TAKES_KEYBOARD)].filter((one) => one.tabIndex >= 0 && one.getClientRects().length);
    const [isInto, isOut] = [!event.shiftKey && event.target === opener, event.target === inside[event.shiftKey ? 0 : inside.length - 1]];
    if (!inside.length || !(isInto || isOut)) return;
    event.preventDefault();
    (isInto ? inside[0] : opener).focus();
    if (isOut && !event.shiftKey) opener.click();
  }, true);

  /* Paper is narrower than a screen, and what is drawn as a picture is not drawn anew for it. */
  const PAPER_WIDTH = 690; // pixels between the margins of an upright A4 sheet, and a little less
  const MAP_HEIGHT = 680; // pixels that remain of a sheet below a page's title and what was chosen
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll(".stPlotlyChart, iframe").forEach((one) => {
      const { width, height } = one.getBoundingClientRect();
      if (width === 0) return;
      const isMap = one.matches("iframe");
      const zoom = Math.min(1, PAPER_WIDTH / width, isMap ? MAP_HEIGHT / height : 1).toFixed(3);
      one.style.setProperty("--gk-print-zoom", zoom);
      if (!isMap) return;
      // What is in a frame is not made smaller with the frame.
      one.style.setProperty("--gk-print-width", `${Math.floor(width * zoom)}px`);
      one.style.setProperty("--gk-print-height", `${Math.floor(height * zoom)}px`);
      one.contentDocument?.documentElement.style.setProperty("--gk-print-zoom", zoom);
    });
  });

  // Chromium goes on from the part that a link leads to, but nothing has the keyboard until the next Tab.
  document.addEventListener("click", ({ target }) => {
    const link = target.closest(".gk a[href^='#']");
    const part = link && document.getElementById(link.hash.slice(1));
    if (!part) return;
    part.tabIndex = -1;
    setTimeout(() => part.focus({ preventScroll: true }));
  });

  /* An address may end in the name of a part (#section-…), which Streamlit draws only later. */
  let sought = window.location.hash.slice(1);
  function findSought() {
    const part = sought && document.getElementById(sought);
    if (!part) return;
    sought = "";
    part.scrollIntoView({ block: "start" });
  }
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
    pressTwin();
    holdKeyboard();
    if (last) setTimeout(giveKeyboardBack); // while the keyboard goes from one to the next, nothing has it
    follow();
    say();
    findSought();
    mendRoles();
    tieMessages();
  };
  new MutationObserver(look).observe(document.body, {
    childList: true, subtree: true,
    attributeFilter: ["data-stale", "data-test-script-state", "aria-describedby", "aria-invalid", "disabled", "data-collapsed"],
  });
  look(); // what was there before this script

  function toggleRow(button) {
    const isOpen = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(isOpen));
    document.getElementById(button.getAttribute("aria-controls")).hidden = !isOpen;
  }
})();
