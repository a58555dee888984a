/*
 * A place is chosen on the map, in the table or in the page: it is raised, its row marked, and on a phone a
 * way leads to the panel, which stands below the map there.
 */
(function () {
  "use strict";

  const { element, nameOf, reducedMotion, view } = window.gkView;
  const { placeText, styleOf } = window.gkPainting;

  const STACKED_WIDTH = 640; // Streamlit puts columns below one another up to this width of the page

  let choices = 0;

  function choose(placeId, communityId) {
    choices += 1;
    highlight(placeId);
    window.Streamlit.setComponentValue({
      place_id: placeId,
      community_id: communityId || null,
      choice: choices,
    });
  }

  function highlight(placeId) {
    if (!view.paint) return;
    const before = view.paths.get(view.paint.selected);
    view.paint.selected = placeId;
    if (before) before.setStyle(styleOf(before.gkIndex, false));
    const now = view.paths.get(placeId);
    if (now) {
      now.setStyle(styleOf(now.gkIndex, true));
      const shape = now.getElement && now.getElement();
      const hadFocus = shape && shape === document.activeElement;
      now.bringToFront();
      if (hadFocus) shape.focus(); // moving an element within the page takes its focus away
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

  /* ---- the way to the panel, where it stands below the map ---------------------------------- */

  function outerPage() {
    try {
      return window.parent.document;
    } catch (error) { return null; /* a foreign embedder's page */ }
  }

  function wayToPanel() {
    const button = element("button", "gk-way", view.ground.texts.why);
    button.type = "button";
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      const panel = outerPage() && outerPage().getElementById("place-panel");
      if (!panel) return;
      panel.scrollIntoView({ behavior: reducedMotion() ? "auto" : "smooth", block: "start" });
      const heading = panel.querySelector("h2");
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    });
    return button;
  }

  function showWay(cell, isSelected) {
    const former = cell.querySelector(".gk-way");
    if (former && !isSelected) former.remove();
    if (!former && isSelected && view.isStacked) cell.append(wayToPanel());
  }

  // Name and value of the chosen place over the map, on a phone alone: elsewhere the panel is in sight.
  function drawChosen() {
    const card = document.getElementById("gk-chosen");
    if (!card) return;
    const index = view.areas.findIndex((place) => place.id === view.paint.selected);
    card.hidden = !view.isStacked || index < 0;
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

  window.gkChoosing = { choose, drawChosen, highlight, showWay, watchWidth };
})();
