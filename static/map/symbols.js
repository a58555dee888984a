/*
 * What stands for a class and for a community: colours with patterns, shapes, the same on the map and
 * in its legend and table. Nothing here knows what is shown.
 */
(function () {
  "use strict";

  const SVG_NS = "http://www.w3.org/2000/svg";

  /* ---- marks: a colour and a pattern, the same for SVG, canvas and legend ------------------ */

  // Drawn on a tile of `size`; a light edge keeps dots visible on any colour.
  const PATTERNS = {
    hatch: { size: 8, path: "M-2 10L10 -2M-2 2L2 -2M6 10L10 6", stroke: "#8a8f98", width: 1.5 },
    dashes: { size: 8, path: "M1 4L7 4", stroke: "#5c646c", width: 1.5 },
    dots: { size: 9, path: "M4.5 2.6a1.9 1.9 0 1 0 0 3.8a1.9 1.9 0 1 0 0 -3.8z", fill: "#1b2626", stroke: "#ffffff", width: 1.2 },
    few: { size: 8, path: "M-2 -2L10 10M6 -2L10 2M-2 6L2 10", stroke: "#2d3a44", width: 1.1 },
    cross: { size: 8, path: "M0 0L8 8M8 0L0 8", stroke: "#7d858d", width: 1 },
  };
  const NOT_KNOWN = { colour: "#ffffff", pattern: "hatch" };

  function readMark(text) {
    const [colour, pattern] = text.split(" ");
    return { colour, pattern: pattern || null };
  }

  function svgElement(tag, attributes) {
    const node = document.createElementNS(SVG_NS, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  }

  let patternHolder = null;

  // The SVG fill of a mark; a <pattern> of the document serves every SVG in it, map and legend alike.
  function fillOf(mark) {
    if (!mark.pattern) return mark.colour;
    const id = mark === NOT_KNOWN ? "gk-hatch" : `gk-${mark.pattern}-${mark.colour.slice(1)}`;
    if (!document.getElementById(id)) {
      const { size, path, fill, stroke, width } = PATTERNS[mark.pattern];
      const pattern = svgElement("pattern", { id, width: size, height: size, patternUnits: "userSpaceOnUse" });
      pattern.append(
        svgElement("rect", { width: size, height: size, fill: mark.colour }),
        svgElement("path", { d: path, fill: fill || "none", stroke, "stroke-width": width }),
      );
      if (!patternHolder) {
        patternHolder = svgElement("svg", { width: 0, height: 0, "aria-hidden": "true" });
        patternHolder.style.position = "absolute";
        document.body.append(patternHolder);
      }
      patternHolder.append(pattern);
    }
    return `url(#${id})`;
  }

  const tiles = new Map();

  function canvasTile(mark) {
    const key = `${mark.pattern} ${mark.colour}`;
    if (!tiles.has(key)) {
      const { size, path, fill, stroke, width } = PATTERNS[mark.pattern];
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = size;
      const pen = canvas.getContext("2d");
      pen.fillStyle = mark.colour;
      pen.fillRect(0, 0, size, size);
      pen.strokeStyle = stroke;
      pen.lineWidth = width;
      const shape = new Path2D(path);
      if (fill) {
        pen.fillStyle = fill;
        pen.fill(shape);
      }
      pen.stroke(shape);
      tiles.set(key, canvas);
    }
    return tiles.get(key);
  }

  function swatch(mark) {
    const box = svgElement("svg", { class: "gk-swatch", width: 24, height: 16, "aria-hidden": "true" });
    box.append(svgElement("rect", { width: 24, height: 16, fill: fillOf(mark) }));
    return box;
  }

  const PatternCanvas = window.L.Canvas.extend({
    _fillStroke(context, layer) {
      const options = layer.options;
      if (!options.mark || !options.mark.pattern) {
        window.L.Canvas.prototype._fillStroke.call(this, context, layer);
        return;
      }
      context.globalAlpha = options.fillOpacity;
      context.fillStyle = context.createPattern(canvasTile(options.mark), "repeat");
      context.fill("evenodd");
      context.globalAlpha = 1;
      window.L.Canvas.prototype._fillStroke.call(this, context, {
        options: Object.assign({}, options, { fill: false }),
      });
    },
  });

  /* ---- symbols of communities --------------------------------------------------------------- */

  function pointSymbol(style, size = 20) {
    const svg = svgElement("svg", { class: "gk-symbol", viewBox: "0 0 20 20", width: size, height: size, "aria-hidden": "true" });
    svg.append(svgElement("path", { d: style.path, fill: style.fill, stroke: "#111111", "stroke-width": 1.6 }));
    return svg;
  }

  // Symbol, words and name for readers are made when a marker is first seen: of 50,000 few ever are.
  const SymbolIcon = window.L.DivIcon.extend({
    createIcon(former) {
      const node = window.L.DivIcon.prototype.createIcon.call(this, former);
      node.append(pointSymbol(this.options.style));
      return node;
    },
  });

  window.gkSymbols = { NOT_KNOWN, PatternCanvas, SymbolIcon, fillOf, pointSymbol, readMark, swatch };
})();
