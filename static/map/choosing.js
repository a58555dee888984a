/*
 * A place is chosen on the map, in the table or in the page: it is raised, its row marked. Ways lead on: on a
 * phone to the panel, which stands below the map there; with the keyboard to the panel and past map and table.
 */
(function () {
  "use strict";

  const { element, nameOf, reducedMotion, view } = window.gkView;
  const { placeText, styleOf } = window.gkPainting;

  const STACKED_WIDTH = 640; // Streamlit puts columns below one another up to this width of the page

  let choices = 0;

  // A place, a community or nothing; `isFound`: not pressed on the map, which then moves to show it.
  function choose(placeId, communityId = null, isFound = false) {
    choices += 1;
    closeTooltips();
    highlight(placeId);
    lightCommunity(communityId);
    window.Streamlit.setComponentValue({ place_id: placeId, community_id: communityId, is_found: isFound, choice: choices });
  }

  // What is chosen is told elsewhere: nothing that hung over it stays. Leaflet opens one at the press itself.
  function closeTooltips() {
    setTimeout(() => view.map.eachLayer((layer) => { if (layer instanceof window.L.Tooltip) layer.remove(); }));
  }

  function lightCommunity(communityId) {
    view.paint.community = communityId;
    window.gkCommunities.light();
  }

  // Raises an area or lets it go; its element, where it has one.
  function setPressed(path, isPressed) {
    path.setStyle(styleOf(path.gkIndex, isPressed));
    const shape = path.getElement && path.getElement();
    if (shape) shape.setAttribute("aria-pressed", String(isPressed));
    return shape;
  }

  // Enter chooses a place; once more it leads to what is said of it.
  function chooseByKey(placeId) {
    if (placeId === view.paint.selected) toPanelOf(placeId);
    else choose(placeId);
  }

  function highlight(placeId) {
    if (!view.paint) return;
    const before = view.paths.get(view.paint.selected);
    view.paint.selected = placeId;
    if (before) setPressed(before, false);
    const now = view.paths.get(placeId);
    if (now) {
      const shape = setPressed(now, true);
      const hadFocus = shape && shape === document.activeElement;
      now.bringToFront();
      if (hadFocus) shape.focus({ preventScroll: true }); // moving an element within the page takes its focus away
      // Places that are a point would vanish below the area that was just raised.
      view.paths.forEach((path) => { if (path.gkIsPoint) path.bringToFront(); });
    }
    document.querySelectorAll(".gk-table tr[data-place]").forEach((row) => {
      const isSelected = row.dataset.place === placeId;
      row.classList.toggle("gk-selected", isSelected);
      row.querySelector("button").setAttribute("aria-pressed", String(isSelected));
      showWay(row.querySelector("th"), isSelected);
    });
    drawChosen();
  }

  /* ---- ways to the panel and past the map ----------------------------------------------------- */

  function outerPage() {
    try {
      return window.parent.document;
    } catch (error) { return null; /* a foreign embedder's page */ }
  }

  const panelHeading = () => outerPage() && outerPage().querySelector("#place-panel h2, #inactive-place h2");

  function toPanel() {
    const heading = panelHeading();
    if (!heading) return;
    wasInTable = Boolean(document.activeElement.closest("tr"));
    heading.scrollIntoView({ behavior: reducedMotion() ? "auto" : "smooth", block: view.isStacked ? "start" : "nearest" });
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    heading.addEventListener("keydown", backToPlace);
  }

  let wasInTable = false; // whether the place was chosen there, or on the map

  // Back from the panel to the place, not to the end of the table.
  function backToPlace(event) {
    if (event.key !== "Tab" || !event.shiftKey || event.target !== event.currentTarget) return;
    const place = `[data-place="${window.CSS.escape(view.paint.selected)}"]`;
    const back = document.querySelector(wasInTable ? `tr${place} button` : `path${place}`);
    if (!back) return;
    event.preventDefault();
    back.focus();
  }

  const PATIENCE = 5000; // milliseconds; then the panel is as it will be

  // A quick hand asks before the panel speaks of the place: it waits, unless the keyboard went on meanwhile.
  function toPanelOf(placeId) {
    const name = nameOf(view.areas.find((place) => place.id === placeId));
    const asked = performance.now();
    const look = () => {
      const holder = document.activeElement.closest("[data-place]"); // drawn anew meanwhile, or left
      if (!holder || holder.dataset.place !== placeId) return;
      const heading = panelHeading();
      if ((heading && heading.textContent === name) || performance.now() - asked > PATIENCE) toPanel();
      else setTimeout(look, 100);
    };
    look();
  }

  function wayToPanel() {
    const button = element("button", "gk-way", view.ground.texts.why);
    button.type = "button";
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      toPanel();
    });
    return button;
  }

  // Past the frame: to what the keyboard would come to after its last part.
  function toWhatFollows() {
    const frame = window.frameElement;
    const all = [...outerPage().querySelectorAll("iframe, a[href], button:not([disabled]), input:not([disabled]), summary, [tabindex='0']")];
    const next = all.slice(all.indexOf(frame) + 1).find((one) => one.tabIndex >= 0 && one.getClientRects().length);
    if (next) next.focus();
  }

  // Each place is a step of the keyboard: two ways past them, seen when the keyboard is on them.
  function drawSkips() {
    const { texts } = view.ground;
    const table = document.getElementById("gk-table");
    const ways = table ? [[texts.skip_to_table, () => table.focus()], [texts.skip_both, toWhatFollows]] : [[texts.skip_map, toWhatFollows]];
    const isAlone = !outerPage() || new URLSearchParams(window.parent.location.search).has("iegult"); // nothing follows
    const root = document.getElementById("root");
    const known = root.querySelectorAll(".gk-skip");
    ways.slice(0, isAlone ? 0 : 2).forEach(([text, go], index) => {
      if (known[index]) { known[index].textContent = text; return; } // perhaps in another language now
      const button = element("button", "gk-skip", text);
      button.type = "button";
      button.addEventListener("click", go);
      root.insertBefore(button, root.children[index]);
    });
  }

  function showWay(cell, isSelected) {
    const former = cell.querySelector(".gk-way");
    if (former && !isSelected) former.remove();
    if (!former && isSelected && view.isStacked) cell.append(wayToPanel());
  }

  // On a phone the answer of the start page is a sheet from below, in sight with the map.
  const hasSheet = () => Boolean(outerPage() && outerPage().querySelector(".st-key-start-panel"));

  // Where the sheet would hide the map, the page moves up to it, once for each choice.
  let shownChoice = "";
  function keepInSight() {
    const choice = `${view.paint.selected} ${view.paint.community}`;
    const isNew = choice !== shownChoice;
    shownChoice = choice;
    if (!isNew || choice === "null null" || !view.isStacked || !hasSheet()) return;
    const { top } = window.frameElement.getBoundingClientRect();
    if (top > window.parent.innerHeight * 0.25) window.frameElement.scrollIntoView({ block: "start", behavior: reducedMotion() ? "auto" : "smooth" });
  }

  // Name and value of the chosen place over the map, on a phone alone: elsewhere the panel is in sight.
  function drawChosen() {
    const card = document.getElementById("gk-chosen");
    if (!card) return;
    const index = view.areas.findIndex((place) => place.id === view.paint.selected);
    card.hidden = !view.isStacked || index < 0 || hasSheet();
    if (card.hidden) return;
    card.replaceChildren(element("strong", null, nameOf(view.areas[index])), element("span", null, placeText(index)), wayToPanel());
  }

  function watchWidth() {
    const page = outerPage();
    const look = () => {
      const isStacked = Boolean(page) && page.documentElement.clientWidth <= STACKED_WIDTH;
      if (isStacked === view.isStacked) return;
      view.isStacked = isStacked;
      if (view.paint) highlight(view.paint.selected);
    };
    look();
    window.addEventListener("resize", look);
  }

  /* ---- links and cards of the page ------------------------------------------------------------- */

  // A link of the page names what it chooses ("place:…", "community:…" or nothing): its page need not be loaded anew.
  function followLink(event) {
    const link = event.target.closest && event.target.closest("a[data-choose]");
    if (!link || !view.paint || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const [kind, id] = link.dataset.choose.split(/:(.*)/s);
    choose(kind === "place" ? id : null, kind === "community" ? id : null, true);
  }

  function listenToPage() {
    const page = outerPage();
    if (!page) return;
    page.addEventListener("click", followLink);
    // This frame may be taken away while the page stays.
    window.addEventListener("pagehide", () => page.removeEventListener("click", followLink));
    ["pointerover", "focusin"].forEach((act) => page.addEventListener(act, (event) => {
      const card = event.target.closest && event.target.closest("[data-community]");
      window.gkCommunities.point(card ? card.dataset.community : null);
    }));
  }

  // The cards of what is pointed at on the map.
  function lightCards(communityIds) {
    const page = outerPage();
    if (!page) return;
    page.querySelectorAll(".card").forEach((card) => card.classList.toggle("is-lit", communityIds.includes(card.dataset.community)));
  }

  window.gkChoosing = { choose, chooseByKey, closeTooltips, drawChosen, drawSkips, highlight, keepInSight, lightCards, listenToPage, showWay, watchWidth };
})();
