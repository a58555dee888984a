/*
 * What a page needs beside what Streamlit draws: the language of the document, the print button and the size of
 * pictures on paper, rows and headings of ranked lists (place_list.html), and roles that Streamlit gives wrongly.
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

  /* Where an earlier day's knowledge is shown (zinams), every way to another page keeps the day. */
  document.addEventListener("click", (event) => {
    const day = document.querySelector("[data-known]")?.dataset.known;
    const way = event.target.closest?.("a[href*='valoda=']");
    if (!day || !way || way.origin !== window.location.origin || way.closest("[data-known]")) return;
    const address = new URL(way.href);
    address.searchParams.set("zinams", day);
    way.href = address.href;
  }, true);

  /* An address may end in the name of a part (#section-…), which Streamlit draws only later. */
  /* The page may have written its choices into the address, and dropped the name, before this script runs. */
  const opened = performance.getEntriesByType("navigation")[0]?.name ?? "";
  let sought = (window.location.hash || (URL.canParse(opened) ? new URL(opened).hash : "")).slice(1);
  function findSought() {
    if (!sought || !partOf(sought)) return;
    holdInView(sought);
    sought = "";
  }

  /* A fact (#section-fact-…) stands in the story of a place, in the fold of its year. */
  function partOf(id) {
    const fact = id.startsWith("section-fact-") ? id.slice("section-fact-".length) : "";
    const facts = fact ? document.querySelectorAll(`#section-timeline ~ details [data-evidence="${CSS.escape(fact)}"]`) : [];
    return document.getElementById(id) ?? facts[0] ?? null;
  }

  /* What is drawn above it later would push it away; whoever moves meanwhile is let go. */
  const HOLD = 5000; // milliseconds
  function holdInView(id) {
    const end = performance.now() + HOLD;
    let isLetGo = false;
    let top = Infinity;
    for (const move of ["wheel", "touchmove", "pointerdown", "keydown"]) {
      window.addEventListener(move, () => { isLetGo = true; }, { once: true, passive: true, capture: true });
    }
    const hold = () => {
      if (isLetGo || performance.now() > end) return;
      const part = partOf(id);
      // A run that draws the part anew folds it again.
      for (let fold = part?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
      if (part && Math.abs(part.getBoundingClientRect().top - top) > 1) {
        part.scrollIntoView({ block: "start" });
        top = part.getBoundingClientRect().top;
      }
      requestAnimationFrame(hold);
    };
    hold();
  }

  const look = () => {
    pressTwin();
    holdKeyboard();
    findSought();
    mendRoles();
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  look(); // what was there before this script

  function toggleRow(button) {
    const isOpen = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(isOpen));
    document.getElementById(button.getAttribute("aria-controls")).hidden = !isOpen;
  }
})();
