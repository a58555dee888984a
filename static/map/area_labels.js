/*
 * Names and values on the map, so that colour is never the only carrier; labels.js says where they stand.
 */
(function () {
  "use strict";

  const { element, nameOf, reducedMotion, view } = window.gkView;
  const { saysSomething, shortValue } = window.gkPainting;
  const { contextBoxes } = window.gkContext;

  const LABEL_LIMIT = 400;

  let layer = null;
  let lines = null; // what draws the lines from labels to areas
  let placed = new Map(); // place id -> where its label stands
  let placedFile = null;

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
      x: centre.x, y: centre.y, room: view.map.getSize().x, box, rings: ringsOf(path),
      weight: (place.id === view.paint.selected ? 1e9 : 0) + (isKnown ? 1e4 : 0) + (box[2] - box[0]) * (box[3] - box[1]),
    };
  }

  // The symbols of communities, and the names of neighbours, as they stand now.
  function symbolBoxes() {
    const boxes = [];
    document.querySelectorAll(".gk-point, .gk-cluster").forEach((node) => {
      const { x, y } = window.L.DomUtil.getPosition(node);
      // Its own size and border; asking the page for it would lay it out once more.
      const isCluster = node.classList.contains("gk-cluster");
      const [across, down] = isCluster ? [parseFloat(node.style.width) / 2 + 1, parseFloat(node.style.height) / 2 + 1] : [10, 10];
      boxes.push([x - across, y - down, x + across, y + down]);
    });
    return boxes.concat(contextBoxes(), controlBoxes());
  }

  // What stands over the map at its edges would hide a label.
  function controlBoxes() {
    const frame = view.map.getContainer().getBoundingClientRect();
    return [...document.querySelectorAll(".leaflet-control")].map((control) => {
      const { left, top, right, bottom } = control.getBoundingClientRect();
      const low = view.map.containerPointToLayerPoint([left - frame.left, top - frame.top]);
      return [low.x, low.y, low.x + right - left, low.y + bottom - top];
    });
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
    if (!layer) layer = window.L.layerGroup().addTo(map);
    if (!lines) lines = window.L.svg({ padding: 0.3, pane: "gk-labels" });
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
    if (view.labelZoom !== map.getZoom() || placedFile !== view.geometryFile) placed = new Map();
    [view.labelZoom, placedFile] = [map.getZoom(), view.geometryFile];
    placed = window.gkLabels.place([...told.values()], symbolBoxes(), placed, box);
    layer.clearLayers();
    placed.forEach((label) => {
      if (label.line) {
        const ends = label.line.map((end) => map.layerPointToLatLng(end));
        layer.addLayer(window.L.polyline(ends, { renderer: lines, pane: "gk-labels", interactive: false, className: "gk-leader" }));
      }
      const at = map.layerPointToLatLng([label.x, label.y]);
      const marker = window.L.marker(at, { icon: labelIcon(label), interactive: false, keyboard: false, pane: "gk-labels" });
      layer.addLayer(marker);
      marker.getElement().setAttribute("aria-hidden", "true"); // the shape itself carries the name
    });
  }

  let labelTimer = null;

  // Clusters move for a moment after a zoom: names are placed when they have come to rest.
  function drawLabelsSoon() {
    clearTimeout(labelTimer);
    labelTimer = setTimeout(() => { if (view.paint) drawLabels(); }, reducedMotion() ? 0 : 260);
  }

  window.gkAreaLabels = { drawLabels, drawLabelsSoon };
})();
