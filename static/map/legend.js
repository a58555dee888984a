/*
 * What the colours, patterns and symbols mean, and how many places each stands for.
 */
(function () {
  "use strict";

  const { NO_DATA, element, view } = window.gkView;
  const { NOT_KNOWN, pointSymbol, swatch } = window.gkSymbols;

  function legendItem(symbol, label, count) {
    const item = element("li");
    item.append(symbol, element("span", null, label));
    if (count !== undefined) item.append(element("span", "gk-count", `(${count})`));
    return item;
  }

  function drawLegend() {
    const { ground, paint } = view;
    const legend = document.getElementById("gk-legend");
    const isOpen = Boolean(legend.querySelector("details[open]")); // what a reader unfolded stays so
    legend.replaceChildren();
    legend.setAttribute("aria-label", ground.texts.legend);
    const heading = element("h1", "gk-legend-title"); // the frame is a document of its own
    heading.append(element("strong", null, paint.label), " ", element("span", null, paint.subtitle));
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
      const several = element("span", "gk-several gk-make-up");
      several.setAttribute("aria-hidden", "true");
      several.append(...ground.point_styles.slice(0, 2).map((style) => pointSymbol(style, 12)));
      points.append(legendItem(several, ground.texts.several));
      legend.append(points);
    }
    const quality = element("details", "gk-quality");
    quality.open = isOpen;
    quality.append(element("summary", null, ground.texts.quality), element("p", null, ground.texts.quality_more));
    legend.append(quality);
  }

  window.gkLegend = { drawLegend };
})();
