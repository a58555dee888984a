/*
 * What a finger does on the map: one scrolls the page, two move the map, and a small area is as large as the finger.
 */
(function () {
  "use strict";

  const { element, view } = window.gkView;

  const FINGER = 24; // pixels: no area is smaller to press
  const NOTE_MILLISECONDS = 1400;

  // One finger that wanders over the map scrolls the page, and is told what moves the map.
  function watchFingers(map) {
    if (!window.matchMedia("(pointer: coarse)").matches) return;
    map.dragging.disable(); // two fingers move and zoom all the same
    const note = element("p", "gk-fingers");
    note.hidden = true;
    let timer = null;
    const say = (isNeeded) => {
      clearTimeout(timer);
      note.hidden = !isNeeded || !view.ground;
      if (note.hidden) return;
      note.textContent = view.ground.texts.two_fingers;
      timer = setTimeout(() => { note.hidden = true; }, NOTE_MILLISECONDS);
    };
    map.getContainer().append(note);
    map.getContainer().addEventListener("touchmove", ({ touches }) => say(touches.length === 1), { passive: true });
    map.getContainer().addEventListener("touchstart", ({ touches }) => { if (touches.length > 1) say(false); }, { passive: true });
  }

  // Where a small area is drawn; null for one that a finger hits anyway.
  function middleOfSmall(path) {
    if (path.gkIsPoint) return view.map.latLngToLayerPoint(path.getLatLng());
    const bounds = path.getBounds();
    const [low, high] = [bounds.getNorthWest(), bounds.getSouthEast()].map((corner) => view.map.latLngToLayerPoint(corner));
    return high.x - low.x < FINGER && high.y - low.y < FINGER ? low.add(high).divideBy(2) : null;
  }

  // The small area that a press means, though it fell beside it; null where none is near.
  function smallAreaAt(point) {
    let [nearest, distance] = [null, FINGER / 2];
    view.paths.forEach((path, placeId) => {
      const middle = middleOfSmall(path);
      const away = middle === null ? Infinity : middle.distanceTo(point);
      if (away <= distance) [nearest, distance] = [placeId, away];
    });
    return nearest;
  }

  window.gkTouch = { smallAreaAt, watchFingers };
})();
