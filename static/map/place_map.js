/*
 * The painted map inside the frame of streamlit-folium.
 *
 * Geometry and names come once from a static address whose name carries a content hash. A paint
 * then only says, in the order of that file, which class and value each place has. All text
 * from data is set with textContent, never as markup.
 */
(function () {
  "use strict";

  const NO_DATA = "-";
  // Past this many areas one canvas paints faster than that many SVG paths; the table serves the keyboard.
  const SVG_LIMIT = 1000;
  const LABEL_LIMIT = 400;
  const TABLE_PAGE = 200;
  const SVG_NS = "http://www.w3.org/2000/svg";

  const view = {
    map: null,
    paint: null,
    files: new Map(), // address -> promise of the parsed file
    geometryUrl: null, // what is drawn now
    areaLayer: null,
    renderer: null,
    hasTiles: false, // the context then lets the base map show through
    paths: new Map(), // place id -> Leaflet layer
    labels: null,
    context: null,
    contextUrl: null,
    cluster: null,
    pointsKey: null,
    choice: 0,
    sort: { column: "name", ascending: true },
    shownRows: TABLE_PAGE,
    areas: [],
  };

  const reducedMotion = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  function element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = text;
    return node;
  }

  function fetchOnce(url) {
    if (!view.files.has(url)) {
      const request = fetch(url).then((response) => {
        if (!response.ok) throw new Error(`${url}: ${response.status}`);
        return response.json();
      });
      request.catch(() => view.files.delete(url)); // the next paint may try again
      view.files.set(url, request);
    }
    return view.files.get(url);
  }

  const nameOf = (place) => (view.paint.language === "en" && place.en) || place.name;

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

  function valueText(index) {
    const paint = view.paint;
    const value = paint.values[index];
    if (value === null || value === undefined) return paint.texts.no_data;
    if (paint.states) return paint.states[value];
    return new Intl.NumberFormat(paint.language === "en" ? "en-GB" : "lv", {
      minimumFractionDigits: paint.decimals,
      maximumFractionDigits: paint.decimals,
    }).format(value);
  }

  /* ---- styles ---------------------------------------------------------------------------- */

  const HatchedCanvas = window.L.Canvas.extend({
    _fillStroke(context, layer) {
      const options = layer.options;
      if (!options.hatched) {
        window.L.Canvas.prototype._fillStroke.call(this, context, layer);
        return;
      }
      context.globalAlpha = 1;
      context.fillStyle = context.createPattern(hatchTile(), "repeat");
      context.fill("evenodd");
      window.L.Canvas.prototype._fillStroke.call(this, context, {
        options: Object.assign({}, options, { fill: false }),
      });
    },
  });

  let hatchCanvas = null;
  function hatchTile() {
    if (!hatchCanvas) {
      hatchCanvas = document.createElement("canvas");
      hatchCanvas.width = hatchCanvas.height = 8;
      const pen = hatchCanvas.getContext("2d");
      pen.fillStyle = "#ffffff";
      pen.fillRect(0, 0, 8, 8);
      pen.strokeStyle = "#8a8f98";
      pen.lineWidth = 1.5;
      pen.beginPath();
      pen.moveTo(-2, 10); pen.lineTo(10, -2);
      pen.moveTo(-2, 2); pen.lineTo(2, -2);
      pen.moveTo(6, 10); pen.lineTo(10, 6);
      pen.stroke();
    }
    return hatchCanvas;
  }

  function addHatchPattern() {
    // A <pattern> of the document serves every SVG in it, the map's panes and the legend alike.
    const svg = document.createElementNS(SVG_NS, "svg");
    svg.setAttribute("width", "0");
    svg.setAttribute("height", "0");
    svg.setAttribute("aria-hidden", "true");
    svg.style.position = "absolute";
    const pattern = document.createElementNS(SVG_NS, "pattern");
    const attributes = { id: "gk-hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" };
    for (const [name, value] of Object.entries(attributes)) pattern.setAttribute(name, value);
    const ground = document.createElementNS(SVG_NS, "rect");
    ground.setAttribute("width", "7");
    ground.setAttribute("height", "7");
    ground.setAttribute("fill", "#ffffff");
    const stroke = document.createElementNS(SVG_NS, "rect");
    stroke.setAttribute("width", "1.1");
    stroke.setAttribute("height", "7");
    stroke.setAttribute("fill", "#9aa2aa");
    pattern.append(ground, stroke);
    svg.append(pattern);
    document.body.append(svg);
  }

  function styleOf(index, isSelected) {
    const code = classOf(index);
    const style = {
      color: isSelected ? "#111111" : "#4a5058",
      weight: isSelected ? 4 : 1.2,
      opacity: 1,
      fillOpacity: view.hasTiles ? 0.65 : code === null ? 1 : 0.9,
      hatched: code === null,
      fillColor: code === null ? "url(#gk-hatch)" : view.paint.colours[code],
    };
    return style;
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
    });
  }

  /* ---- areas ----------------------------------------------------------------------------- */

  function tooltipContent(path) {
    const box = element("div");
    const place = view.areas[path.gkIndex];
    box.append(element("strong", null, nameOf(place)), element("br"));
    box.append(element("span", null, `${view.paint.label}: ${valueText(path.gkIndex)}`));
    return box;
  }

  function nameForReaders(path) {
    const shape = path.getElement && path.getElement();
    if (!shape) return;
    shape.setAttribute("role", "button");
    shape.setAttribute("tabindex", "0");
    shape.setAttribute("aria-label", `${nameOf(view.areas[path.gkIndex])}, ${view.paint.label}: ${valueText(path.gkIndex)}`);
    shape.dataset.place = view.areas[path.gkIndex].id;
    const code = classOf(path.gkIndex);
    shape.dataset.class = code === null ? "no-data" : String(code);
  }

  function prepare(path, index) {
    const place = view.areas[index];
    path.gkIndex = index;
    view.paths.set(place.id, path);
    path.bindTooltip(() => tooltipContent(path), { sticky: true, direction: "top", className: "gk-tooltip" });
    path.on("click", (event) => {
      window.L.DomEvent.stop(event);
      choose(place.id);
    });
    path.on("add", () => {
      nameForReaders(path);
      const shape = path.getElement && path.getElement();
      if (!shape || shape.gkKeys) return;
      shape.gkKeys = true;
      shape.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        choose(place.id);
      });
    });
  }

  function drawAreas(file) {
    const L = window.L;
    const old = view.areaLayer;
    view.areas = file.places;
    view.paths = new Map();
    const drawn = file.places.filter((place) => place.geometry).length;
    const oldRenderer = view.renderer;
    const renderer = drawn > SVG_LIMIT ? new HatchedCanvas({ padding: 0.3, pane: "gk-areas" }) : L.svg({ padding: 0.5, pane: "gk-areas" });
    const group = L.featureGroup();
    const points = [];
    file.places.forEach((place, index) => {
      if (!place.geometry) return;
      const options = Object.assign({ renderer, pane: "gk-areas", bubblingMouseEvents: false, smoothFactor: 0.5 }, styleOf(index, false));
      if (place.geometry.type === "Point") {
        const [lon, lat] = place.geometry.coordinates;
        const dot = L.circleMarker([lat, lon], Object.assign({ radius: 6 }, options));
        dot.gkIsPoint = true;
        prepare(dot, index);
        points.push(dot);
        return;
      }
      const path = L.geoJSON(place.geometry, options).getLayers()[0];
      prepare(path, index);
      group.addLayer(path);
    });
    points.forEach((dot) => group.addLayer(dot));
    group.addTo(view.map);
    view.areaLayer = group;
    view.renderer = renderer;
    if (old) old.remove();
    if (oldRenderer) oldRenderer.remove();
    restyle();
    drawLabels();
  }

  function stepFor(files) {
    const zoom = view.map.getZoom();
    return files.find((file) => file.max_zoom === null || zoom <= file.max_zoom) || files[files.length - 1];
  }

  function drawGeometry() {
    const url = stepFor(view.paint.files).url;
    if (url === view.geometryUrl) return Promise.resolve(false);
    return fetchOnce(url).then((file) => {
      if (url !== stepFor(view.paint.files).url) return false; // zoomed on meanwhile
      view.geometryUrl = url;
      drawAreas(file);
      return true;
    });
  }

  /* ---- labels: names and values, so that colour is never the only carrier ----------------- */

  function drawLabels() {
    const L = window.L;
    if (!view.labels) view.labels = L.layerGroup().addTo(view.map);
    view.labels.clearLayers();
    if (view.areas.length > LABEL_LIMIT) return;
    const taken = [];
    const bounds = view.map.getBounds();
    const candidates = [];
    view.paths.forEach((path) => {
      if (path.gkIsPoint) return;
      const box = path.getBounds();
      if (!bounds.intersects(box)) return;
      const size = view.map.latLngToLayerPoint(box.getSouthEast()).subtract(view.map.latLngToLayerPoint(box.getNorthWest()));
      candidates.push({ path, width: size.x, height: size.y, area: size.x * size.y });
    });
    candidates.sort((a, b) => b.area - a.area);
    for (const { path, width, height } of candidates) {
      const place = view.areas[path.gkIndex];
      const name = nameOf(place);
      const labelWidth = Math.min(name.length * 6.6 + 8, 130);
      const lines = name.length * 6.6 + 8 > 130 ? 3 : 2;
      const labelHeight = lines * 14;
      if (width < labelWidth * 0.55 || height < labelHeight * 0.6) continue;
      const centre = view.map.latLngToLayerPoint(place.label);
      const box = [centre.x - labelWidth / 2, centre.y - labelHeight / 2, centre.x + labelWidth / 2, centre.y + labelHeight / 2];
      if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
      taken.push(box);
      const content = element("div");
      content.append(element("span", "gk-label-name", name));
      content.append(element("span", "gk-label-value", view.paint.values[path.gkIndex] === null ? "?" : valueText(path.gkIndex)));
      const icon = L.divIcon({ className: "gk-label", html: content, iconSize: [labelWidth, labelHeight] });
      const marker = L.marker(place.label, { icon, interactive: false, keyboard: false, pane: "gk-labels" });
      view.labels.addLayer(marker);
      marker.getElement().setAttribute("aria-hidden", "true"); // the shape itself carries the name
    }
  }

  /* ---- context: neighbours and the outline ------------------------------------------------ */

  function drawContext() {
    const url = view.paint.context;
    if (!url || url === view.contextUrl) return;
    view.contextUrl = url;
    fetchOnce(url).then((file) => {
      const L = window.L;
      if (view.context) view.context.remove();
      view.context = L.layerGroup().addTo(view.map);
      const renderer = L.svg({ padding: 1, pane: "gk-context" });
      file.neighbours.forEach((neighbour) => {
        const shape = L.geoJSON(neighbour.geometry, { renderer, pane: "gk-context", interactive: false, className: "gk-neighbour" });
        view.context.addLayer(shape);
        const icon = L.divIcon({ className: "gk-label gk-label-context", html: element("span", null, neighbour.name), iconSize: [120, 14] });
        view.context.addLayer(L.marker(neighbour.label, { icon, interactive: false, keyboard: false, pane: "gk-labels" }));
      });
      file.outlines.forEach((outline) => {
        view.context.addLayer(L.geoJSON(outline, { renderer, pane: "gk-context", interactive: false, className: "gk-ground" }));
        view.context.addLayer(L.geoJSON(outline, {
          renderer: L.svg({ padding: 1, pane: "gk-outline" }), pane: "gk-outline", interactive: false, className: "gk-outline",
        }));
      });
    });
  }

  /* ---- communities as points --------------------------------------------------------------- */

  function pointSymbol(stateIndex) {
    const style = view.paint.points.styles[stateIndex];
    const svg = document.createElementNS(SVG_NS, "svg");
    svg.setAttribute("viewBox", "0 0 20 20");
    svg.setAttribute("width", "20");
    svg.setAttribute("height", "20");
    svg.setAttribute("aria-hidden", "true");
    const shapes = {
      circle: "M10 3a7 7 0 1 0 0 14a7 7 0 1 0 0-14z",
      diamond: "M10 1.5L18.5 10L10 18.5L1.5 10z",
      triangle: "M10 2L18.5 17.5H1.5z",
    };
    const path = document.createElementNS(SVG_NS, "path");
    path.setAttribute("d", shapes[style.shape]);
    path.setAttribute("fill", style.fill);
    path.setAttribute("stroke", "#111111");
    path.setAttribute("stroke-width", "1.6");
    svg.append(path);
    return svg;
  }

  function communityMarker(community, stateIndex) {
    const L = window.L;
    const icon = L.divIcon({ className: "gk-point", html: pointSymbol(stateIndex), iconSize: [24, 24] });
    const marker = L.marker([community.lat, community.lon], { icon, keyboard: true });
    const describe = () => {
      const box = element("div");
      box.append(element("strong", null, nameOf(community)), element("br"));
      box.append(element("span", null, view.paint.points.styles[stateIndex].label));
      return box;
    };
    marker.bindTooltip(describe, { direction: "top", className: "gk-tooltip" });
    marker.on("add", () => {
      const node = marker.getElement();
      if (node) node.setAttribute("aria-label", `${nameOf(community)}, ${view.paint.points.styles[stateIndex].label}`);
    });
    marker.on("click keypress", (event) => {
      if (event.type === "keypress" && event.originalEvent.key !== "Enter") return;
      choose(community.place_id, community.id);
    });
    return marker;
  }

  function clusterIcon(cluster) {
    const label = element("span", null, String(cluster.getChildCount()));
    return window.L.divIcon({ html: label, className: "gk-cluster", iconSize: [30, 30] });
  }

  function drawPoints() {
    const points = view.paint.points;
    const key = points ? `${points.url}|${points.states}|${view.paint.language}` : "";
    if (key === view.pointsKey) return;
    view.pointsKey = key;
    if (!points) {
      if (view.cluster) view.cluster.clearLayers();
      return;
    }
    fetchOnce(points.url).then((file) => {
      if (key !== view.pointsKey) return;
      if (!view.cluster) {
        view.cluster = window.L.markerClusterGroup({
          chunkedLoading: file.communities.length > 2000,
          maxClusterRadius: 34,
          showCoverageOnHover: false,
          animate: !reducedMotion(),
          iconCreateFunction: clusterIcon,
        });
        view.cluster.addTo(view.map);
        view.cluster.on("animationend", nameClusters);
        view.map.on("zoomend moveend", () => setTimeout(nameClusters, 300));
      }
      const markers = [];
      file.communities.forEach((community, index) => {
        const code = points.states[index];
        if (code !== undefined && code !== NO_DATA) markers.push(communityMarker(community, parseInt(code, 36)));
      });
      view.cluster.clearLayers();
      view.cluster.addLayers(markers);
      nameClusters();
    });
  }

  function nameClusters() {
    document.querySelectorAll(".gk-cluster").forEach((node) => {
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", view.paint.texts.cluster.replace("{number}", node.textContent));
    });
  }

  /* ---- legend ------------------------------------------------------------------------------ */

  function swatch(colour) {
    const box = element("span", "gk-swatch");
    if (colour) box.style.backgroundColor = colour;
    else box.classList.add("gk-hatched");
    return box;
  }

  function drawLegend() {
    const paint = view.paint;
    const legend = document.getElementById("gk-legend");
    legend.replaceChildren();
    legend.setAttribute("aria-label", paint.texts.legend);
    const heading = element("h1", "gk-legend-title"); // the frame is a document of its own
    heading.append(element("strong", null, paint.label), element("span", null, paint.subtitle));
    const classes = element("ul", "gk-legend-classes");
    paint.legend.forEach((entry, index) => {
      const item = element("li");
      item.append(swatch(paint.colours[index]), element("span", null, entry.label), element("span", "gk-count", `(${entry.count})`));
      classes.append(item);
    });
    if (paint.no_data_count > 0) {
      const item = element("li");
      item.append(swatch(null), element("span", null, paint.texts.no_data), element("span", "gk-count", `(${paint.no_data_count})`));
      classes.append(item);
    }
    legend.append(heading, classes);
    if (paint.points) {
      const points = element("ul", "gk-legend-classes");
      const title = element("li", null, paint.texts.points);
      title.classList.add("gk-legend-lead");
      points.append(title);
      paint.points.styles.forEach((style, index) => {
        const item = element("li");
        item.append(pointSymbol(index), element("span", null, style.label));
        points.append(item);
      });
      legend.append(points);
    }
    if (paint.texts.quality) legend.append(element("p", "gk-quality", paint.texts.quality));
  }

  /* ---- table twin --------------------------------------------------------------------------- */

  function sortedIndexes() {
    const collator = new Intl.Collator(view.paint.language === "en" ? "en" : "lv");
    const indexes = view.areas.map((_, index) => index);
    const byName = (a, b) => collator.compare(nameOf(view.areas[a]), nameOf(view.areas[b]));
    const sign = view.sort.ascending ? 1 : -1;
    if (view.sort.column === "name") return indexes.sort((a, b) => sign * byName(a, b));
    const values = view.paint.values;
    return indexes.sort((a, b) => {
      // What is not known stands last in either direction.
      const [x, y] = [values[a], values[b]];
      if (x === null || y === null) return (x === null) - (y === null) || byName(a, b);
      return sign * (x - y) || byName(a, b);
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
    if (!place.geometry) nameCell.append(element("span", "gk-nowhere", view.paint.texts.nowhere));
    const valueCell = element("td");
    const code = classOf(index);
    valueCell.append(swatch(code === null ? null : view.paint.colours[code]), element("span", null, valueText(index)));
    row.addEventListener("click", () => choose(place.id));
    row.append(nameCell, valueCell);
    return row;
  }

  function drawTable() {
    const holder = document.getElementById("gk-table");
    if (!holder || !view.areas.length) return;
    const texts = view.paint.texts;
    const focused = document.activeElement && document.activeElement.closest && document.activeElement.closest(".gk-table tr[data-place]");
    const table = element("table", "gk-table");
    table.append(element("caption", null, `${texts.table}: ${view.paint.label}, ${view.paint.subtitle}`));
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
      more.addEventListener("click", () => { view.shownRows = Infinity; drawTable(); });
      holder.append(more);
    }
    if (focused) {
      const again = holder.querySelector(`tr[data-place="${window.CSS.escape(focused.dataset.place)}"] button`);
      if (again) again.focus({ preventScroll: true });
    }
  }

  /* ---- frame --------------------------------------------------------------------------------- */

  function setWords() {
    const { language, texts } = view.paint;
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
  }

  function attributionControl(sources) {
    const control = window.L.control({ position: "bottomright" });
    control.onAdd = () => {
      const box = element("div", "gk-attribution leaflet-control-attribution");
      sources.forEach((source, index) => {
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
      return box;
    };
    return control;
  }

  function layOut(settings) {
    document.body.classList.add("gk-body");
    document.body.classList.toggle("gk-embed", settings.embed);
    document.getElementById("root").setAttribute("role", "main");
    const box = document.getElementById("map_div");
    // No inherited ban on zooming the page: the folium default forbids it.
    const legend = element("section", "gk-legend");
    legend.id = "gk-legend";
    document.body.append(legend);
    if (!settings.embed) {
      const table = element("section", "gk-table-holder");
      table.id = "gk-table";
      table.tabIndex = 0;
      document.body.append(table);
    }
    addHatchPattern();
    return box;
  }

  function createMap(elementId, settings) {
    const L = window.L;
    layOut(settings);
    const map = L.map(elementId, {
      attributionControl: false, zoomSnap: 0.25, zoomDelta: 0.5, scrollWheelZoom: false,
      fadeAnimation: !reducedMotion(), zoomAnimation: !reducedMotion(), minZoom: 6, maxZoom: 18,
    });
    view.map = map;
    [["gk-context", 250], ["gk-areas", 400], ["gk-outline", 420], ["gk-labels", 450]].forEach(([name, order]) => {
      map.createPane(name).style.zIndex = order;
    });
    ["gk-outline", "gk-labels", "gk-context"].forEach((name) => { map.getPane(name).style.pointerEvents = "none"; });
    map.fitBounds(settings.bounds, { padding: [6, 6] });
    // The wheel scrolls the page until the map was clicked or focused.
    map.on("click focus", () => map.scrollWheelZoom.enable());
    map.on("mouseout blur", () => map.scrollWheelZoom.disable());
    view.hasTiles = Boolean(settings.tiles);
    document.body.classList.toggle("gk-tiles", view.hasTiles);
    if (settings.tiles) L.tileLayer(settings.tiles, { maxZoom: 19 }).addTo(map);
    attributionControl(settings.attribution).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    map.on("zoomend", () => { if (view.paint) drawGeometry(); });
    map.on("zoomend moveend", () => { if (view.paint) drawLabels(); });
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

  function paint(map, next) {
    view.paint = next;
    setWords();
    drawContext();
    drawLegend();
    drawGeometry().then((drawn) => {
      if (!drawn && view.geometryUrl) { restyle(); drawLabels(); }
      drawTable();
      showSelected();
      document.body.dataset.painted = next.stamp;
    }).catch(() => {
      document.getElementById("gk-legend").append(element("p", "gk-failed", next.texts.failed));
    });
    drawPoints();
    return window.L.featureGroup();
  }

  window.geoKopienas = { createMap, paint };
})();
