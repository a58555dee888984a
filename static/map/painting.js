/*
 * How a place looks and what is said of it: its class, its mark, its value in words.
 */
(function () {
  "use strict";

  const { NO_DATA, view } = window.gkView;
  const { NOT_KNOWN, fillOf } = window.gkSymbols;

  function classOf(index) {
    const code = view.paint.classes[index];
    return code === undefined || code === NO_DATA ? null : parseInt(code, 36);
  }

  const markOf = (index) => {
    const code = classOf(index);
    return code === null ? NOT_KNOWN : view.paint.marks[code];
  };

  const numberFormats = new Map(); // making one costs more than a hundred numbers written with it

  // Money without cents where it is whole, and four digits grouped like five: as the pages write it.
  function numberText(value, language, most) {
    const decimals = most > 1 && Number(value.toFixed(most)) === Math.round(value) ? 0 : most;
    const key = `${language} ${decimals}`;
    if (!numberFormats.has(key)) {
      const locale = language === "en" ? "en-GB" : "lv";
      numberFormats.set(key, new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: "always" }));
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

  window.gkPainting = { classOf, fullValue, markOf, placeText, saysSomething, shortValue, styleOf };
})();
