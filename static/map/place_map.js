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

  const NO_DATA = "-";
  // Past this many areas one canvas paints faster than that many SVG paths; the table serves the keyboard.
  const SVG_LIMIT = 1000;
  const LABEL_LIMIT = 400;
  const TABLE_PAGE = 200;
  const STACKED_WIDTH = 640; // Streamlit puts columns below one another up to this width of the page
  const STATIC = new URL("./", document.currentScript.src).href;
  const { NOT_KNOWN, PatternCanvas, SymbolIcon, fillOf, pointSymbol, readMark, swatch } = window.gkSymbols;

  const view = {
    map: null,
    paint: null,
    ground: null, // words, symbols and addresses of the level and language that are shown
    files: new Map(), // name -> promise of the parsed file
    geometryFile: null, // what is drawn now
    areaLayer: null,
    renderer: null,
    hasTiles: false, // the context then lets the base map show through
    isStacked: false, // whether the page's columns stand below one another
    paths: new Map(), // place id -> Leaflet layer
    labels: null,
    context: null,
    contextFile: null,
    contextNames: [],
    placed: new Map(), // place id -> where its label stands
    attribution: null,
    cluster: null,
    pointsKey: null,
    choice: 0,
    sort: { column: "name", ascending: true },
    shownRows: TABLE_PAGE,
    areas: [],
    order: null, // of the areas by name
  };

  // streamlit-folium asks for the style after this script: until it has come, or failed, nothing is shown.
  const styled = new Promise((resolve) => {
    const told = (event) => { if (event.target.rel === "stylesheet") resolve(); };
    ["load", "error"].forEach((kind) => document.addEventListener(kind, told, true));
  });
  const [frame, body] = [document.documentElement.style, document.body.style];
  [frame.overflow, body.visibility] = ["hidden", "hidden"];
  styled.then(() => { [frame.overflow, body.visibility] = ["", ""]; });

  const reducedMotion = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  function element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = text;
    return node;
  }

  function fetchOnce(name) {
    if (!view.files.has(name)) {
      const request = fetch(STATIC + name).then((response) => {
        if (!response.ok) throw new Error(`${name}: ${response.status}`);
        return response.json();
      });
      request.catch(() => view.files.delete(name)); // the next paint may try again
      view.files.set(name, request);
    }
    return view.files.get(name);
  }

  // Long parts of a paint stand in a file of their own.
  const whole = (part) => (part && part.file ? fetchOnce(part.file) : Promise.resolve(part));

  const nameOf = (place) => (view.ground.language === "en" && place.en) || place.name;

  function choose(placeId, communityId) {
    view.choice += 1;
    highlight(placeId);
    window.Streamlit.setComponentValue({
      place_id: placeId,
      community_id: communityId || null,
      choice: view.choice,
    });
  }

  /* ---- values and classes ---------------------------------------------------------------- */

  function classOf(index) {
    const code = view.paint.classes[index];
    return code === undefined || code === NO_DATA ? null : parseInt(code, 36);
  }

  const markOf = (index) => {
    const code = classOf(index);
    return code === null ? NOT_KNOWN : view.paint.marks[code];
  };

  const numberFormats = new Map(); // making one costs more than a hundred numbers written with it

  function numberText(value, language, decimals) {
    const key = `${language} ${decimals}`;
    if (!numberFormats.has(key)) {
      const locale = language === "en" ? "en-GB" : "lv";
      numberFormats.set(key, new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));
    }
    return numberFormats.get(key).format(value);
  }

  function valueText(index) {
    const { ground, paint } = view;
    const value = paint.values[index];
    if (value === null || value === undefined) {
      const code = classOf(index);
      return code === null ? ground.texts.no_data : paint.labels[code]; // a class without a value says why
    }
    if (paint.states) return paint.labels[value];
    return numberText(value, ground.language, paint.decimals);
  }

  // The value with what is said beside it: how many answers it rests on.
  function fullValue(index) {
    const note = view.paint.notes[index];
    return note ? `${valueText(index)} (${note})` : valueText(index);
  }

  // Whether the class is an answer to what the map asks; what is hidden is one.
  function saysSomething(index) {
    const code = classOf(index);
    return code !== null && !(code in view.paint.signs);
  }

  // For the label on the map, which has little room.
  function shortValue(index) {
    if (view.paint.values[index] !== null) return valueText(index);
    const code = classOf(index);
    return code === null ? "?" : view.paint.signs[code] || view.ground.texts.not_shown;
  }

  function placeText(index) {
    return `${view.paint.label}: ${fullValue(index)}`;
  }

  /* ---- styles ---------------------------------------------------------------------------- */

  function styleOf(index, isSelected) {
    const mark = markOf(index);
    return {
      color: isSelected ? "#111111" : "#4a5058",
      weight: isSelected ? 4 : 1.2,
      opacity: 1,
      fillOpacity: view.hasTiles ? 0.65 : mark === NOT_KNOWN ? 1 : 0.9,
      mark,
      fillColor: fillOf(mark),
    };
  }

  function restyle() {
    if (!view.areaLayer) return;
    view.paths.forEach((path, placeId) => {
      path.setStyle(styleOf(path.gkIndex, placeId === view.paint.selected));
      nameForReaders(path);
    });
    highlight(view.paint.selected);
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

  /* ---- areas ----------------------------------------------------------------------------- */

  function tooltipContent(path) {
    const box = element("div");
    const place = view.areas[path.gkIndex];
    box.append(element("strong", null, nameOf(place)), element("br"));
    box.append(element("span", null, placeText(path.gkIndex)));
    return box;
  }

  function nameForReaders(path) {
    const shape = path.getElement && path.getElement();
    if (!shape) return;
    shape.setAttribute("role", "button");
    shape.setAttribute("tabindex", "0");
    shape.setAttribute("aria-label", `${nameOf(view.areas[path.gkIndex])}, ${placeText(path.gkIndex)}`);
    shape.dataset.place = view.areas[path.gkIndex].id;
    const code = classOf(path.gkIndex);
    shape.dataset.class = code === null ? "no-data" : String(code);
  }

  function chooseByKey(event) {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose(event.currentTarget.dataset.place);
  }

  // Polygon, MultiPolygon or Point as the layer that draws it.
  function pathOf({ type, coordinates }, options) {
    const L = window.L;
    if (type !== "Point") return L.polygon(L.GeoJSON.coordsToLatLngs(coordinates, type === "Polygon" ? 1 : 2), options);
    const dot = L.circleMarker(L.GeoJSON.coordsToLatLng(coordinates), Object.assign({ radius: 6 }, options));
    dot.gkIsPoint = true;
    return dot;
  }

  function drawAreas(file) {
    const L = window.L;
    const old = view.areaLayer;
    view.areas = file.places;
    view.paths = new Map();
    const drawn = file.places.filter((place) => place.geometry).length;
    const oldRenderer = view.renderer;
    const renderer = drawn > SVG_LIMIT ? new PatternCanvas({ padding: 0.3, pane: "gk-areas" }) : L.svg({ padding: 0.5, pane: "gk-areas" });
    const group = L.featureGroup();
    const paths = [];
    file.places.forEach((place, index) => {
      if (!place.geometry) return;
      const path = pathOf(place.geometry, Object.assign({ renderer, pane: "gk-areas", bubblingMouseEvents: false, smoothFactor: 0.5 }, styleOf(index, false)));
      path.gkIndex = index;
      view.paths.set(place.id, path);
      paths.push(path);
    });
    // Points last, so that no area lies over them.
    paths.filter((path) => !path.gkIsPoint).concat(paths.filter((path) => path.gkIsPoint)).forEach((path) => group.addLayer(path));
    // One tooltip and one listener for all: of 6,500 areas each with its own, most are never touched.
    group.bindTooltip(tooltipContent, { sticky: true, direction: "top", className: "gk-tooltip" });
    group.on("click", (event) => choose(view.areas[event.layer.gkIndex].id));
    group.addTo(view.map);
    paths.forEach((path) => {
      const shape = path.getElement && path.getElement();
      if (shape) shape.addEventListener("keydown", chooseByKey);
    });
    view.areaLayer = group;
    view.renderer = renderer;
    if (old) old.remove();
    if (oldRenderer) oldRenderer.remove();
    restyle();
  }

  function stepFor(steps) {
    const zoom = view.map.getZoom();
    return (steps.find((step) => step.max_zoom === null || zoom <= step.max_zoom) || steps[steps.length - 1]).file;
  }

  function drawGeometry() {
    const name = stepFor(view.ground.areas);
    if (name === view.geometryFile) return Promise.resolve(false);
    return fetchOnce(name).then((file) => {
      if (name !== stepFor(view.ground.areas)) return false; // zoomed on meanwhile
      view.geometryFile = name;
      drawAreas(file);
      return true;
    });
  }

  /* ---- labels: names and values, so that colour is never the only carrier ----------------- */

  function ringsOf(path) {
    if (path.gkIsPoint) return [];
    const rings = [];
    const collect = (part) => (part.length && part[0].lat !== undefined ? rings.push(part.map((one) => view.map.latLngToLayerPoint(one))) : part.forEach(collect));
    collect(path.getLatLngs());
    return rings;
  }

  function labelled(path) {
    const place = view.areas[path.gkIndex];
    const centre = view.map.latLngToLayerPoint(place.label);
    const value = view.paint.values[path.gkIndex];
    const isKnown = value !== null && value !== undefined; // what is hidden is known and has no number
    let box = [centre.x - 7, centre.y - 7, centre.x + 7, centre.y + 7];
    if (!path.gkIsPoint) {
      const bounds = path.getBounds();
      const [low, high] = [view.map.latLngToLayerPoint(bounds.getNorthWest()), view.map.latLngToLayerPoint(bounds.getSouthEast())];
      box = [low.x, low.y, high.x, high.y];
    }
    return {
      id: place.id, name: nameOf(place), value: shortValue(path.gkIndex),
      isKnown: saysSomething(path.gkIndex), isNumber: isKnown && !view.paint.states, isChosen: place.id === view.paint.selected,
      x: centre.x, y: centre.y, box, rings: ringsOf(path),
      weight: (place.id === view.paint.selected ? 1e9 : 0) + (isKnown ? 1e4 : 0) + (box[2] - box[0]) * (box[3] - box[1]),
    };
  }

  // The symbols of communities, and the names of neighbours, as they stand now.
  function symbolBoxes() {
    const boxes = [];
    document.querySelectorAll(".gk-point, .gk-cluster").forEach((node) => {
      const { x, y } = window.L.DomUtil.getPosition(node);
      // Its border and a little room beside its own width; asking the page for it would lay it out once more.
      const half = node.classList.contains("gk-cluster") ? parseFloat(node.style.width) / 2 + 3.5 : 10;
      boxes.push([x - half, y - half, x + half, y + half]);
    });
    return boxes.concat(contextBoxes());
  }

  function labelIcon(label) {
    const content = element("div");
    const { names, value, width, height } = label.size;
    names.forEach((line) => content.append(element("span", "gk-label-name", line)));
    if (value !== null) content.append(element("span", "gk-label-value", value));
    return window.L.divIcon({ className: "gk-label", html: content, iconSize: [Math.ceil(width), height] });
  }

  function drawLabels() {
    const { map } = view;
    if (!view.labels) view.labels = window.L.layerGroup().addTo(map);
    const seen = map.getBounds();
    const corners = [map.containerPointToLayerPoint([0, 0]), map.containerPointToLayerPoint(map.getSize())];
    const box = [corners[0].x, corners[0].y, corners[1].x, corners[1].y];
    const told = new Map();
    for (const path of view.paths.values()) {
      if (!(path.gkIsPoint ? seen.contains(path.getLatLng()) : seen.intersects(path.getBounds()))) continue;
      if (told.size === LABEL_LIMIT) { told.clear(); break; } // zoomed out too far for names
      const one = labelled(path);
      told.set(one.id, one);
    }
    if (view.labelZoom !== map.getZoom() || view.labelFile !== view.geometryFile) view.placed = new Map();
    [view.labelZoom, view.labelFile] = [map.getZoom(), view.geometryFile];
    view.placed = window.gkLabels.place([...told.values()], symbolBoxes(), view.placed, box);
    view.labels.clearLayers();
    view.placed.forEach((label) => {
      const at = map.layerPointToLatLng([label.x, label.y]);
      const marker = window.L.marker(at, { icon: labelIcon(label), interactive: false, keyboard: false, pane: "gk-labels" });
      view.labels.addLayer(marker);
      marker.getElement().setAttribute("aria-hidden", "true"); // the shape itself carries the name
    });
  }

  let labelTimer = null;

  // Clusters move for a moment after a zoom: names are placed when they have come to rest.
  function drawLabelsSoon() {
    clearTimeout(labelTimer);
    labelTimer = setTimeout(() => { if (view.paint) drawLabels(); }, reducedMotion() ? 0 : 260);
  }

  /* ---- context: neighbours and the outline ------------------------------------------------ */

  function drawContext() {
    const name = view.ground.context;
    if (name === view.contextFile) return Promise.resolve();
    view.contextFile = name;
    return fetchOnce(name).then((file) => {
      const L = window.L;
      if (view.context) view.context.remove();
      view.contextNames = [];
      view.context = L.layerGroup().addTo(view.map);
      const renderer = L.svg({ padding: 1, pane: "gk-context" });
      file.neighbours.forEach((neighbour) => {
        const shape = L.geoJSON(neighbour.geometry, { renderer, pane: "gk-context", interactive: false, className: "gk-neighbour" });
        view.context.addLayer(shape);
        const icon = L.divIcon({ className: "gk-label gk-label-context", html: element("span", null, neighbour.name), iconSize: [120, 14] });
        const name = L.marker(neighbour.label, { icon, interactive: false, keyboard: false, pane: "gk-labels" });
        view.context.addLayer(name);
        view.contextNames.push(name);
      });
      hideCutNames();
      file.outlines.forEach((outline) => {
        view.context.addLayer(L.geoJSON(outline, { renderer, pane: "gk-context", interactive: false, className: "gk-ground" }));
        view.context.addLayer(L.geoJSON(outline, {
          renderer: L.svg({ padding: 1, pane: "gk-outline" }), pane: "gk-outline", interactive: false, className: "gk-outline",
        }));
      });
    });
  }

  function contextBoxes() {
    return view.contextNames.filter((name) => !name.getElement().hidden).map((name) => {
      const { x, y } = view.map.latLngToLayerPoint(name.getLatLng());
      return [x - name.gkHalf, y - 7, x + name.gkHalf, y + 7];
    });
  }

  // The name of a neighbour that the map's edge would cut is not shown.
  function hideCutNames() {
    const width = view.map.getSize().x;
    view.contextNames.forEach((name) => {
      const node = name.getElement();
      node.hidden = false;
      name.gkHalf = node.firstChild.offsetWidth / 2; // measured here alone: it makes the page lay itself out
      const { x } = view.map.latLngToContainerPoint(name.getLatLng());
      node.hidden = x - name.gkHalf < 0 || x + name.gkHalf > width;
    });
  }

  /* ---- communities as points --------------------------------------------------------------- */

  const CommunityMarker = window.L.Marker.extend({
    onAdd(map) {
      window.L.Marker.prototype.onAdd.call(this, map);
      const { community, style } = this.options;
      if (!this.getTooltip()) {
        const box = element("div");
        box.append(element("strong", null, nameOf(community)), element("br"), element("span", null, style.label));
        this.bindTooltip(box, { direction: "top", className: "gk-tooltip" });
      }
      this.getElement().setAttribute("aria-label", `${nameOf(community)}, ${style.label}`);
    },
  });

  function chooseCommunity(event) {
    const { community } = event.layer.options;
    if (event.type === "keypress" && event.originalEvent.key !== "Enter") return;
    if (community) choose(community.place_id, community.id);
  }

  function clusterIcon(cluster) {
    const count = cluster.getChildCount();
    const size = count > 999 ? 42 : 30; // room for the digits
    return window.L.divIcon({ html: element("span", null, String(count)), className: "gk-cluster", iconSize: [size, size] });
  }

  function drawPoints() {
    const { ground, paint } = view;
    const key = `${ground.communities}|${JSON.stringify(paint.points)}|${ground.language}`;
    if (key === view.pointsKey) return Promise.resolve();
    view.pointsKey = key;
    return Promise.all([fetchOnce(ground.communities), whole(paint.points)]).then(([file, codes]) => {
      if (key !== view.pointsKey) return;
      if (!view.cluster) {
        view.cluster = window.L.markerClusterGroup({
          chunkedLoading: file.communities.length > 2000,
          chunkProgress: (done, all) => { if (done === all) settlePoints(); },
          maxClusterRadius: 34,
          showCoverageOnHover: false,
          animate: !reducedMotion(),
          iconCreateFunction: clusterIcon,
        });
        view.cluster.addTo(view.map);
        view.cluster.on("click keypress", chooseCommunity);
        view.cluster.on("animationend spiderfied unspiderfied", settlePoints);
      }
      const icons = ground.point_styles.map((style) => new SymbolIcon({ className: "gk-point", html: "", iconSize: [24, 24], style }));
      const markers = [];
      file.communities.forEach((community, index) => {
        const code = codes[index];
        if (code === undefined || code === NO_DATA) return;
        const icon = icons[parseInt(code, 36)];
        markers.push(new CommunityMarker([community.lat, community.lon], { icon, community, style: icon.options.style }));
      });
      view.cluster.clearLayers();
      view.cluster.addLayers(markers);
      nameClusters();
    });
  }

  function settlePoints() {
    nameClusters();
    drawLabelsSoon();
  }

  function nameClusters() {
    document.querySelectorAll(".gk-cluster").forEach((node) => {
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", view.ground.texts.cluster.replace("{number}", node.textContent));
    });
  }

  /* ---- legend ------------------------------------------------------------------------------ */

  function legendItem(symbol, label, count) {
    const item = element("li");
    item.append(symbol, element("span", null, label));
    if (count !== undefined) item.append(element("span", "gk-count", `(${count})`));
    return item;
  }

  function drawLegend() {
    const { ground, paint } = view;
    const legend = document.getElementById("gk-legend");
    legend.replaceChildren();
    legend.setAttribute("aria-label", ground.texts.legend);
    const heading = element("h1", "gk-legend-title"); // the frame is a document of its own
    heading.append(element("strong", null, paint.label), element("span", null, paint.subtitle));
    const counts = new Map();
    for (const code of paint.classes) counts.set(code, (counts.get(code) || 0) + 1);
    const classes = element("ul", "gk-legend-classes");
    paint.labels.forEach((label, index) => {
      classes.append(legendItem(swatch(paint.marks[index]), label, counts.get(index.toString(36)) || 0));
    });
    if (counts.has(NO_DATA)) classes.append(legendItem(swatch(NOT_KNOWN), ground.texts.no_data, counts.get(NO_DATA)));
    legend.append(heading, classes);
    if (paint.points) {
      const points = element("ul", "gk-legend-classes");
      points.append(element("li", "gk-legend-lead", ground.texts.points));
      ground.point_styles.forEach((style) => points.append(legendItem(pointSymbol(style), style.label)));
      legend.append(points);
    }
    legend.append(element("p", "gk-quality", ground.texts.quality));
  }

  /* ---- table twin --------------------------------------------------------------------------- */

  // Positions of the places in the order of the alphabet; a country's names are compared once and not at every switch.
  function nameOrder() {
    const { areas, ground, order } = view;
    if (order && order.areas === areas && order.language === ground.language) return order.indexes;
    const collator = new Intl.Collator(ground.language);
    const indexes = areas.map((_, index) => index);
    indexes.sort((a, b) => collator.compare(nameOf(areas[a]), nameOf(areas[b])));
    view.order = { areas, language: ground.language, indexes };
    return indexes;
  }

  function sortedIndexes() {
    const indexes = [...nameOrder()];
    const { ascending, column } = view.sort;
    if (column === "name") return ascending ? indexes : indexes.reverse();
    const sign = ascending ? 1 : -1;
    const values = view.paint.values;
    return indexes.sort((a, b) => { // places with the same value stay in the order of their names
      // What is not known stands last in either direction.
      const [x, y] = [values[a], values[b]];
      if (x === null || y === null) return (x === null) - (y === null) || classOf(a) - classOf(b);
      return sign * (x - y);
    });
  }

  function headerCell(column, text) {
    const cell = element("th");
    cell.scope = "col";
    const isSorted = view.sort.column === column;
    cell.setAttribute("aria-sort", isSorted ? (view.sort.ascending ? "ascending" : "descending") : "none");
    const button = element("button", null, text);
    button.type = "button";
    button.append(element("span", "gk-arrow", isSorted ? (view.sort.ascending ? " ▲" : " ▼") : " ↕"));
    button.lastChild.setAttribute("aria-hidden", "true");
    button.addEventListener("click", () => {
      view.sort = { column, ascending: isSorted ? !view.sort.ascending : column === "name" };
      drawTable();
      document.querySelector(`.gk-table th[data-column="${column}"] button`).focus();
    });
    cell.dataset.column = column;
    cell.append(button);
    return cell;
  }

  function tableRow(index) {
    const place = view.areas[index];
    const row = element("tr");
    row.dataset.place = place.id;
    const isSelected = place.id === view.paint.selected;
    row.classList.toggle("gk-selected", isSelected);
    const nameCell = element("th");
    nameCell.scope = "row";
    const button = element("button", null, nameOf(place));
    button.type = "button";
    button.setAttribute("aria-pressed", String(isSelected));
    nameCell.append(button);
    if (!place.geometry) nameCell.append(element("span", "gk-nowhere", view.ground.texts.nowhere));
    showWay(nameCell, isSelected);
    const valueCell = element("td");
    valueCell.append(swatch(markOf(index)), element("span", null, fullValue(index)));
    row.addEventListener("click", () => choose(place.id));
    row.append(nameCell, valueCell);
    return row;
  }

  function drawTable() {
    const holder = document.getElementById("gk-table");
    if (!holder || !view.areas.length) return;
    const texts = view.ground.texts;
    const focused = document.activeElement && document.activeElement.closest && document.activeElement.closest(".gk-table tr[data-place]");
    const table = element("table", "gk-table");
    table.append(element("caption", null, `${texts.table}: ${view.paint.label}, ${view.paint.subtitle} (${view.areas.length})`));
    const head = element("thead");
    const headRow = element("tr");
    headRow.append(headerCell("name", texts.place), headerCell("value", view.paint.label));
    head.append(headRow);
    const body = element("tbody");
    const indexes = sortedIndexes();
    indexes.slice(0, view.shownRows).forEach((index) => body.append(tableRow(index)));
    table.append(head, body);
    holder.replaceChildren(table);
    holder.setAttribute("aria-label", texts.table);
    if (indexes.length > view.shownRows) {
      const more = element("button", "gk-more", texts.more.replace("{number}", String(indexes.length - view.shownRows)));
      more.type = "button";
      more.addEventListener("click", () => {
        const first = view.shownRows;
        view.shownRows += TABLE_PAGE;
        drawTable();
        holder.querySelectorAll("tbody button")[first].focus();
      });
      holder.append(more);
    }
    if (focused) {
      const again = holder.querySelector(`tr[data-place="${window.CSS.escape(focused.dataset.place)}"] button`);
      if (again) again.focus({ preventScroll: true });
    }
  }

  /* ---- frame --------------------------------------------------------------------------------- */

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
    const box = view.map.getContainer();
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", texts.title);
    // The page around the frame has a main part too: each needs a name.
    document.getElementById("root").setAttribute("aria-label", texts.title);
  }

  function drawAttribution() {
    const { attribution, tiles } = view.ground;
    const key = JSON.stringify(attribution);
    if (key === view.attribution) return;
    view.attribution = key;
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

  function createMap(elementId, settings) {
    const L = window.L;
    layOut(settings);
    const map = L.map(elementId, {
      attributionControl: false, zoomSnap: 0.25, zoomDelta: 0.5, scrollWheelZoom: false,
      fadeAnimation: !reducedMotion(), zoomAnimation: !reducedMotion(), minZoom: 6, maxZoom: 18,
    });
    view.map = map;
    // Leaflet takes the focus at the first press: the page must not scroll away below the pointer,
    // or the press is no click.
    const box = map.getContainer();
    box.focus = () => window.HTMLElement.prototype.focus.call(box, { preventScroll: true });
    watchWidth();
    [["gk-context", 250], ["gk-areas", 400], ["gk-outline", 420], ["gk-labels", 450]].forEach(([name, order]) => {
      map.createPane(name).style.zIndex = order;
    });
    ["gk-outline", "gk-labels", "gk-context"].forEach((name) => { map.getPane(name).style.pointerEvents = "none"; });
    map.fitBounds(settings.bounds, { padding: [6, 6] });
    // The wheel scrolls the page until the map was clicked or focused.
    map.on("click focus", () => map.scrollWheelZoom.enable());
    map.on("mouseout blur", () => map.scrollWheelZoom.disable());
    attributionControl().addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    map.on("zoomend", () => { if (view.paint) drawGeometry(); });
    map.on("zoomend", drawLabelsSoon);
    map.on("moveend", () => {
      hideCutNames();
      nameClusters();
      if (view.labelZoom === map.getZoom()) drawLabelsSoon(); // a zoom has said so already
    });
    let fitted = true;
    map.on("dragstart zoomstart", () => { fitted = false; });
    new ResizeObserver(() => {
      map.invalidateSize({ pan: false });
      if (fitted) { map.fitBounds(settings.bounds, { padding: [6, 6], animate: false }); fitted = true; }
    }).observe(map.getContainer());
    return map;
  }

  function showSelected() {
    const path = view.paths.get(view.paint.selected);
    if (!path || !view.paint.focus) return;
    const target = path.getBounds ? path.getBounds() : window.L.latLngBounds([path.getLatLng()]);
    if (!view.map.getBounds().contains(target)) view.map.panInsideBounds(view.map.getBounds().extend(target), { animate: !reducedMotion() });
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

  function paint(next) {
    view.newest = next.stamp;
    setBusy(true);
    Promise.all([fetchOnce(next.ground), whole(next.places), styled]).then(([ground, places]) => {
      if (view.newest !== next.stamp) return undefined; // painted over meanwhile
      view.ground = ground;
      view.paint = unpack(next, places);
      setWords();
      drawAttribution();
      drawLegend();
      const context = drawContext();
      return drawGeometry().then((drawn) => {
        if (!drawn && view.geometryFile) restyle();
        drawTable();
        drawChosen();
        showSelected();
        document.body.dataset.painted = next.stamp;
        return Promise.all([context, drawPoints()]).then(drawLabels); // names keep clear of both
      });
    }).catch(fail).then(() => { if (view.newest === next.stamp) setBusy(false); });
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
