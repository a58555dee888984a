/*
 * The ground beneath the areas: neighbours with their names, and the outline.
 */
(function () {
  "use strict";

  const { element, fetchOnce, nameOf, view } = window.gkView;

  let layer = null;
  let shown = null; // file and language
  let names = []; // markers of the neighbours

  function drawContext() {
    const name = view.ground.context;
    const wanted = `${name} ${view.ground.language}`; // another language has other names
    if (wanted === shown) return Promise.resolve();
    shown = wanted;
    return fetchOnce(name).then((file) => {
      const L = window.L;
      if (layer) layer.remove();
      names = [];
      layer = L.layerGroup().addTo(view.map);
      const renderer = L.svg({ padding: 1, pane: "gk-context" });
      file.neighbours.forEach((neighbour) => {
        const shape = L.geoJSON(neighbour.geometry, { renderer, pane: "gk-context", interactive: false, className: "gk-neighbour" });
        layer.addLayer(shape);
        const icon = L.divIcon({ className: "gk-label gk-label-context", html: element("span", null, nameOf(neighbour)), iconSize: [120, 14] });
        const name = L.marker(neighbour.label, { icon, interactive: false, keyboard: false, pane: "gk-labels" });
        layer.addLayer(name);
        names.push(name);
      });
      hideCutNames();
      file.outlines.forEach((outline) => {
        layer.addLayer(L.geoJSON(outline, { renderer, pane: "gk-context", interactive: false, className: "gk-ground" }));
        layer.addLayer(L.geoJSON(outline, {
          renderer: L.svg({ padding: 1, pane: "gk-outline" }), pane: "gk-outline", interactive: false, className: "gk-outline",
        }));
      });
    }).catch((error) => {
      if (shown === wanted) shown = null; // the next paint may try again
      throw error;
    });
  }

  function contextBoxes() {
    return names.filter((name) => !name.getElement().hidden).map((name) => {
      const { x, y } = view.map.latLngToLayerPoint(name.getLatLng());
      return [x - name.gkHalf, y - 7, x + name.gkHalf, y + 7];
    });
  }

  // The name of a neighbour that the map's edge would cut is not shown.
  function hideCutNames() {
    const width = view.map.getSize().x;
    names.forEach((name) => {
      const node = name.getElement();
      node.hidden = false;
      name.gkHalf = node.firstChild.offsetWidth / 2; // measured here alone: it makes the page lay itself out
      const { x } = view.map.latLngToContainerPoint(name.getLatLng());
      node.hidden = x - name.gkHalf < 0 || x + name.gkHalf > width;
    });
  }

  window.gkContext = { contextBoxes, drawContext, hideCutNames };
})();
