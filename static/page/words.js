/*
 * Streamlit's own words (skip link, calendar, "no results") in the language of the page.
 *
 * Streamlit writes English alone. The pairs "what it writes, what stands there instead" come with the
 * element that loads this script, from texts/<language>/streamlit.toml.
 */
(function () {
  "use strict";

  const script = document.currentScript;
  const language = new URL(script.src).hash.slice(1);
  const GAP = "…"; // what changes in a sentence
  const ATTRIBUTES = ["aria-label", "aria-valuetext", "title", "placeholder", "alt"];
  const known = new Map();
  const sentences = [];
  for (const [from, to] of JSON.parse(script.dataset.words)) {
    if (!from.includes(GAP)) { known.set(from, to); continue; }
    const parts = from.split(GAP).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    sentences.push([new RegExp(`^${parts.join("(.+)")}$`), to]);
  }

  // A day in Streamlit's English, "June 14, 2022", as the page's language writes it.
  const day = (text) => (/^[A-Z][a-z]+ \d{1,2}, \d{4}$/.test(text)
    ? new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date(text)) : text);

  function translated(text) {
    const whole = known.get(text);
    if (whole !== undefined) return whole;
    for (const [sentence, to] of sentences) {
      const found = sentence.exec(text);
      if (found) return to.split(GAP).reduce((told, part, gap) => told + day(found[gap]) + part);
    }
    const month = /^(\d+) – ([A-Z][a-z]+)$/.exec(text); // "11 – November" of a day's field
    return month && `${month[1]} – ${new Intl.DateTimeFormat(language, { month: "long" }).format(new Date(`${month[2]} 1, 2000`))}`;
  }

  function visit(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      const words = node.nodeValue && translated(node.nodeValue.trim());
      if (words && words !== node.nodeValue.trim() && !(node.parentElement && node.parentElement.closest(".gk"))) node.nodeValue = words;
      return;
    }
    // What the product wrote itself is in the right language; figures are large and have no such words.
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(".gk, .js-plotly-plot, script, style")) return;
    ATTRIBUTES.forEach((name) => nameAnew(node, name));
    // The head of a calendar is no banner of the page, which Streamlit's element makes it to a screen reader.
    if (node.matches("[data-testid='stDateInputCalendar'] header")) node.setAttribute("role", "presentation");
    node.childNodes.forEach(visit);
  }

  function nameAnew(node, attribute) {
    const words = node.hasAttribute(attribute) && translated(node.getAttribute(attribute));
    // What is written is seen as a change again: the same words once more would never end.
    if (words && words !== node.getAttribute(attribute)) node.setAttribute(attribute, words);
  }

  if (window.geoKopienasWords) window.geoKopienasWords.disconnect();
  window.geoKopienasWords = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(visit);
      else if (change.type === "attributes") nameAnew(change.target, change.attributeName);
      else visit(change.target);
    }
  });
  window.geoKopienasWords.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
  visit(document.body);
})();
