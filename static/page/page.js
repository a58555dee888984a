/*
 * What a page needs beside what Streamlit draws: the language of the document, and the print button.
 *
 * The language stands in this script's address (page.js#lv). A script of the page's own, written into
 * it, would have to be allowed by every host's content security policy; a file of the same host is.
 */
(function () {
  "use strict";

  // Streamlit says English whatever the page speaks; screen readers need the page's own language.
  document.documentElement.lang = new URL(document.currentScript.src).hash.slice(1);

  if (window.geoKopienasPage) return; // the page's script is asked for again when the language changes
  window.geoKopienasPage = true;
  document.addEventListener("click", (event) => {
    if (event.target.closest(".gk-print")) window.print();
  });
})();
