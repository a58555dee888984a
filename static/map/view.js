/*
 * What the map's frame shows at the moment, and what every part of it needs: files fetched once, elements.
 */
(function () {
  "use strict";

  const NO_DATA = "-"; // the class of a place of which nothing is known
  const STATIC = new URL("./", document.currentScript.src).href;

  const view = {
    map: null,
    paint: null,
    ground: null, // words, symbols and addresses of the level and language that are shown
    geometryFile: null, // what is drawn now
    hasTiles: false, // the context then lets the base map show through
    isStacked: false, // whether the page's columns stand below one another
    paths: new Map(), // place id -> Leaflet layer
    labelZoom: null, // for which the labels were placed
    areas: [],
  };

  const reducedMotion = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  function element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = text;
    return node;
  }

  const files = new Map(); // name -> promise of the parsed file

  function fetchOnce(name) {
    if (!files.has(name)) {
      const request = fetch(STATIC + name).then((response) => {
        if (!response.ok) throw new Error(`${name}: ${response.status}`);
        return response.json();
      });
      request.catch(() => files.delete(name)); // the next paint may try again
      files.set(name, request);
    }
    return files.get(name);
  }

  // Long parts of a paint stand in a file of their own.
  const whole = (part) => (part && part.file ? fetchOnce(part.file) : Promise.resolve(part));

  const nameOf = (place) => (view.ground.language === "en" && place.en) || place.name;

  window.gkView = { NO_DATA, element, fetchOnce, nameOf, reducedMotion, view, whole };
})();
