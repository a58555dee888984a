/*
 * The browser's way back. A page completes the address that it was asked for (/ becomes
 * /?limenis=apkaime&…), and Streamlit makes a step of the history of that: who went back from it
 * came to the incomplete address, which was completed again, and never further. So what is
 * written before anybody acts on the page replaces the address that it completes.
 */
(function () {
  "use strict";

  if (window.geoKopienasHistory) return;
  window.geoKopienasHistory = true;

  let isArriving = true; // somebody came to this page and has done nothing on it yet
  window.addEventListener("popstate", () => { isArriving = true; }, true);
  // The blur: somebody went into the map's frame.
  ["pointerdown", "keydown", "change", "blur"].forEach((act) => {
    window.addEventListener(act, () => { isArriving = false; }, true);
  });

  const push = window.history.pushState.bind(window.history);
  window.history.pushState = (state, title, address) => {
    const isSamePage = new URL(address, document.baseURI).pathname === window.location.pathname;
    if (isSamePage && isArriving) {
      window.history.replaceState(state, title, address);
      return;
    }
    if (!isSamePage) isArriving = true;
    push(state, title, address);
  };
})();
