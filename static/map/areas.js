/*
 * The areas and points of a level, in the detail that the zoom needs.
 */
(function () {
  "use strict";

  const { element, fetchOnce, nameOf, reducedMotion, view } = window.gkView;
  const { PatternCanvas } = window.gkSymbols;
  const { classOf, placeText, styleOf } = window.gkPainting;
  const { choose, chooseByKey, highlight } = window.gkChoosing;
  const { smallAreaAt } = window.gkTouch;

  // Past this many areas one canvas paints faster than that many SVG paths; the table serves the keyboard.
  const SVG_LIMIT = 1000;

  let layer = null; // what is drawn, and what draws it
  let drawnBy = null;

  function restyle() {
    if (!layer) return;
    view.paths.forEach((path, placeId) => {
      path.setStyle(styleOf(path.gkIndex, placeId === view.paint.selected));
      nameForReaders(path);
    });
    highlight(view.paint.selected);
  }

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
    shape.setAttribute("aria-pressed", String(view.areas[path.gkIndex].id === view.paint.selected));
    shape.setAttribute("aria-label", `${nameOf(view.areas[path.gkIndex])}, ${placeText(path.gkIndex)}`);
    shape.dataset.place = view.areas[path.gkIndex].id;
    const code = classOf(path.gkIndex);
    shape.dataset.class = code === null ? "no-data" : String(code);
  }

  function takeKey(event) {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    chooseByKey(event.currentTarget.dataset.place);
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
    const [old, oldRenderer] = [layer, drawnBy];
    view.areas = file.places;
    view.paths = new Map();
    const drawn = file.places.filter((place) => place.geometry).length;
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
    group.on("click", (event) => choose(smallAreaAt(event.layerPoint) || view.areas[event.layer.gkIndex].id));
    group.addTo(view.map);
    paths.forEach((path) => {
      const shape = path.getElement && path.getElement();
      if (shape) shape.addEventListener("keydown", takeKey);
    });
    [layer, drawnBy] = [group, renderer];
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

  function showSelected() {
    const path = view.paths.get(view.paint.selected);
    if (!path || !view.paint.focus) return;
    const target = path.getBounds ? path.getBounds() : window.L.latLngBounds([path.getLatLng()]);
    if (!view.map.getBounds().contains(target)) view.map.panInsideBounds(view.map.getBounds().extend(target), { animate: !reducedMotion() });
  }

  window.gkAreas = { drawGeometry, restyle, showSelected };
})();
