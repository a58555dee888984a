/*
 * Where names and values stand on the map: pixels in, pixels out, no map in between.
 *
 * A label never covers the symbol of a community, a small area or another label, and stands on an area
 * that it does not name only with a line to its own. What finds no room even so, on a small screen, is
 * left out; hovering and the table say it.
 */
(function () {
  "use strict";

  const LINE = 14; // pixels; the line height of .gk-label
  const GAP = 2;
  const SMALL = 60; // an area below this size is an object of its own, not a ground for other names
  const WIDEST_LINE = 130;
  const [LONGEST_LINE, TURNS] = [240, 20]; // pixels, directions
  const [NEAR, LED, BARE] = [0, 1, 2]; // in this order every label gets its turn
  const STEPS = [0, 1, -1, 2, -2, 3, -3, 4, -4];

  const pen = document.createElement("canvas").getContext("2d");
  const widths = new Map();

  function widthOf(text, isBold) {
    const key = (isBold ? "!" : "") + text;
    if (!widths.has(key)) {
      pen.font = `${isBold ? 700 : 400} 11.5px ${getComputedStyle(document.body).fontFamily}`;
      widths.set(key, pen.measureText(text).width + 6);
    }
    return widths.get(key);
  }

  function wrapped(text) {
    const lines = [];
    for (const word of text.split(" ")) {
      const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
      if (lines.length && widthOf(longer) <= WIDEST_LINE) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  }

  function sized(names, value) {
    const told = value === null ? [] : [widthOf(value, true)];
    return { names, value, width: Math.max(...names.map((line) => widthOf(line)), ...told), height: LINE * (names.length + told.length) };
  }

  // What a label may say and where: in its area or beside it; if there is no room, at the end of a line; then, of a
  // number, without the name. What is not known is hatched; beside a small area the name alone is enough.
  function variants(area) {
    const names = wrapped(area.name);
    const full = sized(names, area.value);
    const brief = area.isKnown ? full : sized(names, null);
    const told = [[full, inside, NEAR], [brief, beside, NEAR], [brief, afar, LED], [sized(names, null), afar, LED]];
    return area.isNumber ? [...told, [sized([], area.value), inside, BARE]] : told;
  }

  const boxAround = (x, y, size) => [x - size.width / 2, y - size.height / 2, x + size.width / 2, y + size.height / 2];
  const meet = (a, b) => a[0] < b[2] + GAP && a[2] + GAP > b[0] && a[1] < b[3] + GAP && a[3] + GAP > b[1];
  const within = (box, x, y) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];

  function inRings(rings, x, y) {
    let inside = false;
    for (const ring of rings) {
      for (let now = 0, before = ring.length - 1; now < ring.length; before = now, now += 1) {
        const [a, b] = [ring[now], ring[before]];
        if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
      }
    }
    return inside;
  }

  const contains = (area, x, y) => within(area.box, x, y) && inRings(area.rings, x, y);

  // Positions near the middle first.
  function* inside(area, size) {
    const [left, top, right, bottom] = area.box;
    if (size.width > (right - left) * 1.6 || size.height > (bottom - top) * 1.4) return;
    const steps = [];
    for (const column of STEPS) for (const row of STEPS) steps.push([column * Math.max(size.width / 3, 8), row * 12]);
    steps.sort((a, b) => Math.hypot(a[0] * 0.6, a[1]) - Math.hypot(b[0] * 0.6, b[1]));
    for (const [across, down] of steps) {
      const [x, y] = [area.x + across, area.y + down];
      if ([-0.3, 0, 0.3].every((side) => contains(area, x + side * size.width, y))) yield [x, y];
    }
  }

  function* beside(area, size) {
    const [left, top, right, bottom] = area.box;
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const [east, west] = [right + GAP + size.width / 2, left - GAP - size.width / 2];
    const [north, south] = [top - GAP - size.height / 2, bottom + GAP + size.height / 2];
    yield* [[east, y], [west, y], [x, north], [x, south]];
    const shift = (bottom - top) / 3;
    yield* [[east, y - shift], [east, y + shift], [west, y - shift], [west, y + shift]];
    const aside = size.width / 2;
    yield* [[x + aside, north], [x + aside, south], [x - aside, north], [x - aside, south]];
  }

  // Rings around it, the nearest first: a line leads to the area.
  function* afar(area, size) {
    const longest = Math.min(LONGEST_LINE, area.room / 3);
    for (let reach = 26; reach <= longest; reach += 12) {
      for (let turn = 0; turn < TURNS; turn += 1) {
        const angle = (turn / TURNS) * 2 * Math.PI;
        yield [area.x + Math.cos(angle) * (reach + size.width / 2), area.y + Math.sin(angle) * (reach + size.height / 2)];
      }
    }
  }

  // The end of the line: the point of the label that is nearest to its area.
  const lineEnd = ([left, top, right, bottom], x, y) => [Math.min(Math.max(x, left), right), Math.min(Math.max(y, top), bottom)];

  function crosses([left, top, right, bottom], from, to) {
    for (let step = 1; step < 8; step += 1) {
      const [x, y] = [from[0] + ((to[0] - from[0]) * step) / 8, from[1] + ((to[1] - from[1]) * step) / 8];
      if (x > left && x < right && y > top && y < bottom) return true;
    }
    return false;
  }

  /*
   * Choose a place for as many labels as fit.
   *
   * areas: { id, name, value, isKnown, isNumber, isChosen, x, y, box, rings, weight, room (the map's width) }; the heaviest is
   * placed first, and what is chosen may cover small areas. obstacles: boxes that no label may cover.
   * former: what this returned before, by id; a label that can stay where it was stays, so that nothing
   * jumps when the map is moved. view: the box that is seen; a label at its edge is whole or not there.
   */
  function place(areas, obstacles, former, view) {
    const small = areas.filter(({ box }) => box[2] - box[0] < SMALL && box[3] - box[1] < SMALL);
    const taken = [...obstacles];
    const placed = new Map();
    let now = NEAR;

    function isFree(area, box, mayCover, hasLine = false) {
      if (box[0] < view[0] || box[1] < view[1] || box[2] > view[2] || box[3] > view[3]) return false;
      if (taken.some((other) => meet(box, other))) return false;
      if (mayCover) return true;
      if (small.some((other) => other !== area && meet(box, other.box))) return false;
      if (hasLine) return true;
      const [middle, half] = [(box[1] + box[3]) / 2, (box[2] - box[0]) / 2];
      if (contains(area, box[0] + half, middle)) return true; // its ends may reach over the border
      return !areas.some((other) => other !== area && meet(box, other.box)
        && [box[0], box[0] + half, box[2]].some((x) => contains(other, x, middle)));
    }

    function* choices(area) {
      const told = variants(area);
      const before = former.get(area.id);
      if (before && told[before.variant]) yield [before.variant, told[before.variant][0], [area.x + before.dx, area.y + before.dy]];
      for (const [variant, [size, positions, turn]] of told.entries()) {
        if (turn === now) for (const spot of positions(area, size)) yield [variant, size, spot];
      }
    }

    function settle(area, mayCover) {
      const told = variants(area);
      for (const [variant, size, [x, y]] of choices(area)) {
        const box = boxAround(x, y, size);
        const line = told[variant][2] === LED ? [[area.x, area.y], lineEnd(box, area.x, area.y)] : null;
        if (line && (taken.slice(obstacles.length).some((other) => crosses(other, ...line)) || !isFree(area, box, mayCover, true))) continue;
        if (!line && !isFree(area, box, mayCover)) continue;
        taken.push(box);
        placed.set(area.id, { variant, dx: x - area.x, dy: y - area.y, x, y, size, line });
        return true;
      }
      return false;
    }

    const heaviestFirst = [...areas].sort((a, b) => b.weight - a.weight);
    for (const area of heaviestFirst) if (!settle(area, false) && area.isChosen) settle(area, true);
    // What stands in or beside its area has its place by now; the rest goes where a line leads to it.
    for (now = LED; now <= BARE; now += 1) for (const area of heaviestFirst) if (!placed.has(area.id)) settle(area, false);
    return placed;
  }

  window.gkLabels = { place };
})();
