/*
 * The painted map inside the frame of streamlit-folium.
 *
 * Geometry, names, words and symbols come once from static files whose names carry a content hash:
 * the ground names the files of a level in a language. A paint then only says, in the order of the
 * geometry file, which class and value each place has. All text from data is set with textContent,
 * never as markup.
 */
(function () {
  "use strict";

  const { element, fetchOnce, reducedMotion, view, whole } = window.gkView;
  const { readMark } = window.gkSymbols;
  const { choose, drawChosen, drawSkips, keepInSight, listenToPage, watchWidth } = window.gkChoosing;
  const { smallAreaAt, watchFingers } = window.gkTouch;
  const { drawGeometry, restyle, showSelected } = window.gkAreas;
  const { drawContext, hideCutNames } = window.gkContext;
  const { drawLabels, drawLabelsSoon } = window.gkAreaLabels;
  const { drawPoints, nameClusters } = window.gkCommunities;
  const { drawLegend } = window.gkLegend;
  const { drawTable } = window.gkTable;

  // streamlit-folium asks for the style after this script: until it has come, or failed, nothing is shown.
  const styled = new Promise((resolve) => {
    const told = (event) => { if (event.target.rel === "stylesheet") resolve(); };
    ["load", "error"].forEach((kind) => document.addEventListener(kind, told, true));
    setTimeout(resolve, 60000); // a map without its style is better than none
  });
  const [frame, body] = [document.documentElement.style, document.body.style];
  [frame.overflow, body.visibility] = ["hidden", "hidden"];
  styled.then(() => { [frame.overflow, body.visibility] = ["", ""]; });

  function setWords() {
    const { language, texts } = view.ground;
    document.documentElement.lang = language;
    document.title = texts.title;
    try {
      if (window.frameElement) window.frameElement.title = texts.title;
    } catch (error) { /* a foreign embedder's page: its frame keeps its own title */ }
    const words = { ".leaflet-control-zoom-in": texts.zoom_in, ".leaflet-control-zoom-out": texts.zoom_out };
    for (const [selector, text] of Object.entries(words)) {
      const button = document.querySelector(selector);
      if (!button) continue;
      button.title = text;
      button.setAttribute("aria-label", text);
    }
    document.querySelector(".gk-whole button").textContent = texts.whole;
    const box = view.map.getContainer();
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", texts.title);
    // The page around the frame has a main part too: each needs a name.
    document.getElementById("root").setAttribute("aria-label", texts.title);
  }

  let shownAttribution = null;

  function drawAttribution() {
    const { attribution, tiles } = view.ground;
    const key = JSON.stringify(attribution);
    if (key === shownAttribution) return;
    shownAttribution = key;
    const box = document.querySelector(".gk-attribution");
    box.replaceChildren();
    attribution.forEach((source, index) => {
      if (index) box.append(" · ");
      if (source.url) {
        const link = element("a", null, source.text);
        link.href = source.url;
        link.target = "_blank";
        link.rel = "noopener noreferrer";
        box.append(link);
      } else box.append(source.text);
      if (source.licence) box.append(` (${source.licence})`);
    });
    if (!tiles || view.hasTiles) return;
    view.hasTiles = true;
    document.body.classList.add("gk-tiles");
    window.L.tileLayer(tiles, { maxZoom: 19 }).addTo(view.map);
  }

  function attributionControl() {
    const control = window.L.control({ position: "bottomright" });
    control.onAdd = () => element("div", "gk-attribution leaflet-control-attribution");
    return control;
  }

  function layOut(settings) {
    document.body.classList.add("gk-body");
    document.body.classList.toggle("gk-embed", settings.embed);
    document.getElementById("root").setAttribute("role", "main");
    // No inherited ban on zooming the page: the folium default forbids it.
    const legend = element("section", "gk-legend");
    legend.id = "gk-legend";
    document.body.append(legend);
    if (!settings.embed) {
      const card = element("div", "gk-chosen");
      card.id = "gk-chosen";
      card.hidden = true;
      document.getElementById("root").append(card);
      const table = element("section", "gk-table-holder");
      table.id = "gk-table";
      table.tabIndex = 0;
      document.body.append(table);
    }
  }

  /*
   * Shows all of it, and sets the limits: the map cannot be dragged into nothing, nor made so small that it is lost.
   */
  function wholeView(map, bounds) {
    const ROOM = 0.5; // of the whole view, on every side
    const SMALLER = 0.75; // zoom steps
    map.gkWhole = window.L.latLngBounds(bounds);
    let least = 0; // Leaflet's own minimum must not change: gathered symbols are kept by it
    map.on("zoomend", () => { if (map.getZoom() < least) map.setZoom(least, { animate: false }); });
    return (isAnimated) => {
      least = 0;
      map.setMaxBounds(null);
      map.fitBounds(bounds, { padding: [6, 6], animate: false });
      const [zoom, seen] = [map.getZoom(), map.getBounds()];
      least = zoom - SMALLER;
      map.setMaxBounds(seen.pad(ROOM));
      if (isAnimated) drawLabelsSoon();
    };
  }

  function wholeControl(showWhole) {
    const control = window.L.control({ position: "topright" });
    control.onAdd = () => {
      const box = element("div", "leaflet-bar gk-whole");
      const button = element("button");
      button.type = "button";
      button.addEventListener("click", () => showWhole(true));
      box.append(button);
      window.L.DomEvent.disableClickPropagation(box);
      return box;
    };
    return control;
  }

  function createMap(elementId, settings) {
    const L = window.L;
    layOut(settings);
    const map = L.map(elementId, {
      attributionControl: false, zoomSnap: 0.25, zoomDelta: 0.5, scrollWheelZoom: false,
      fadeAnimation: !reducedMotion(), zoomAnimation: !reducedMotion(), inertia: !reducedMotion(), minZoom: 6, maxZoom: 18, maxBoundsViscosity: 1,
    });
    view.map = map;
    // An arrow key, or a marker that takes the focus, moves the map: at once where less motion is asked for.
    const panBy = map.panBy.bind(map);
    map.panBy = (offset, options) => panBy(offset, reducedMotion() ? Object.assign({}, options, { animate: false }) : options);
    // Leaflet takes the focus at the first press: the page must not scroll away below the pointer,
    // or the press is no click.
    const box = map.getContainer();
    box.focus = () => window.HTMLElement.prototype.focus.call(box, { preventScroll: true });
    watchWidth();
    listenToPage();
    [["gk-context", 250], ["gk-areas", 400], ["gk-outline", 420], ["gk-labels", 450]].forEach(([name, order]) => {
      map.createPane(name).style.zIndex = order;
    });
    // What only surrounds the places is nothing to press or to read.
    ["gk-outline", "gk-labels", "gk-context"].forEach((name) => {
      map.getPane(name).style.pointerEvents = "none";
      map.getPane(name).setAttribute("aria-hidden", "true");
    });
    const showWhole = wholeView(map, settings.bounds);
    showWhole(false);
    wholeControl(showWhole).addTo(map);
    watchFingers(map);
    // The wheel scrolls the page until the map was clicked or focused.
    map.on("click focus", () => map.scrollWheelZoom.enable());
    map.on("mouseout blur", () => map.scrollWheelZoom.disable());
    attributionControl().addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    map.on("zoomend", () => { if (view.paint) drawGeometry().then((drawn) => { if (drawn) drawTable(); }); });
    map.on("zoomend", drawLabelsSoon);
    map.on("moveend", () => {
      hideCutNames();
      nameClusters();
      if (view.labelZoom === map.getZoom()) drawLabelsSoon(); // a zoom has said so already
    });
    map.on("click", ({ layerPoint }) => { // beside all areas, perhaps of one that is too small to hit
      const placeId = view.paint && smallAreaAt(layerPoint);
      if (placeId) choose(placeId);
    });
    let fitted = true;
    map.on("dragstart zoomstart", () => { fitted = false; });
    new ResizeObserver(() => {
      map.invalidateSize({ pan: false });
      if (fitted) { showWhole(false); fitted = true; }
    }).observe(map.getContainer());
    return map;
  }

  // What a paint says in few bytes, unpacked.
  function unpack(next, places) {
    return Object.assign({}, next, {
      marks: next.marks.map(readMark),
      classes: places.classes,
      notes: next.notes || {},
      values: places.values.split(",").map((value) => (value === "" ? null : Number(value))),
    });
  }

  let newest = null; // stamp of the paint that was asked for last

  function paint(next) {
    newest = next.stamp;
    setBusy(true);
    Promise.all([fetchOnce(next.ground), whole(next.places), styled]).then(([ground, places]) => {
      if (newest !== next.stamp) return undefined; // painted over meanwhile
      view.ground = ground;
      view.paint = unpack(next, places);
      setWords();
      drawSkips();
      drawAttribution();
      drawLegend();
      const context = drawContext();
      return drawGeometry().then((drawn) => {
        if (!drawn && view.geometryFile) restyle();
        drawTable();
        drawChosen();
        keepInSight();
        showSelected();
        document.body.dataset.painted = next.stamp;
        return Promise.all([context, drawPoints()]).then(drawLabels); // names keep clear of both
      });
    }).catch(fail).then(() => { if (newest === next.stamp) setBusy(false); });
  }

  // Said to screen readers, and to whoever waits until the map is whole.
  const setBusy = (isBusy) => view.map.getContainer().setAttribute("aria-busy", String(isBusy));

  function fail() {
    // Without the ground there are no words in either language yet: both are said.
    const sentence = view.ground
      ? view.ground.texts.failed
      : "Kartes datus neizdevās ielādēt. Pārlādējiet lapu. / The map's data could not be loaded. Reload the page.";
    const legend = document.getElementById("gk-legend");
    legend.querySelectorAll(".gk-failed").forEach((former) => former.remove());
    legend.append(element("p", "gk-failed", sentence));
  }

  // streamlit-folium would run what the server sends as a script. A paint is read as data instead:
  // nothing in it can run, and a host may forbid eval and inline scripts (docs/hosting.md). Where
  // there is a map already, streamlit-folium writes no script to make one.
  const run = window.eval;
  window.eval = (sent) => {
    const told = /<paint>(.*)<\/paint>/s.exec(sent);
    return told ? paint(JSON.parse(told[1])) : run(sent);
  };
  const settings = new URL(document.currentScript.src).hash.slice(1);
  window.map = createMap("map_div", JSON.parse(decodeURIComponent(settings)));
})();
