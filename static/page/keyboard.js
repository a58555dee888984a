/*
 * Where the keyboard is: it goes along with what a step, a link or a button leads to, and stays where it was when
 * Streamlit draws that anew.
 */
(function () {
  "use strict";

  if (window.geoKopienasKeyboard) return; // the page's scripts are asked for again when the language changes
  window.geoKopienasKeyboard = true;

  /*
   * Streamlit takes the keyboard away from a button that it draws anew (the switch of languages), hides (the list
   * of pages on a phone) or switches off for a moment (a download): it goes on there, unless somebody went on.
   */
  const keyOf = (one) => {
    const box = one.closest("[class*='st-key-']");
    return box && /st-key-[^\s]+?(?=_lv\b|_en\b|\s|$)/.exec(box.className)[0]; // the same in both languages
  };
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

  // Chromium goes on from the part that a link leads to, but nothing has the keyboard until the next Tab.
  document.addEventListener("click", ({ target }) => {
    const link = target.closest(".gk a[href^='#']");
    const part = link && document.getElementById(link.hash.slice(1));
    if (!part) return;
    part.tabIndex = -1;
    setTimeout(() => part.focus({ preventScroll: true }));
  });

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

  const look = () => {
    if (last) setTimeout(giveKeyboardBack); // while the keyboard goes from one to the next, nothing has it
    follow();
  };
  new MutationObserver(look).observe(document.body, {
    childList: true, subtree: true, attributeFilter: ["data-stale", "data-test-script-state", "disabled", "data-collapsed"],
  });
  look(); // what was there before this script
})();
