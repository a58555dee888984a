/*
 * Stands in every document of a browser test before its own scripts, and knows when a page is at rest.
 *
 * An act lets Streamlit ask for a run of the script; the run sends what React draws and what the map paints.
 * Requests and runs are counted on the WebSocket, all else is seen in the documents. So a test waits for the end
 * of what is under way and never for a length of time.
 */
(() => {
  "use strict";

  const COMPONENT = "iframe[data-testid='stCustomComponentV1'], iframe.stCustomComponentV1";
  /* Numbers of the fields in Streamlit's messages BackMsg and ForwardMsg. */
  const [ASKED, BEGUN, ENDED] = [11, 4, 6];
  const EARLY_FOR_ANOTHER = 2; // why a run ended: one that was asked for meanwhile takes its place
  /* Streamlit asks for a run 200 ms after a slider was moved; lists close and give the keyboard back later too. */
  const ACT_MILLISECONDS = 250;
  /* Two requests that come between two lines of a script are answered by one run. */
  const SHARED_RUN_MILLISECONDS = 2000;
  const [LOOKS, PAUSE_MILLISECONDS] = [4, 25]; // each look is a turn of the page: what was told before is done

  const state = { hasChanged: true, actedAt: 0, askedCount: 0, isRunning: false, heardAt: 0 };
  window.restState = state;

  const note = () => { state.hasChanged = true; };
  const all = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(note).observe(document, all);
  window.addEventListener("message", note);
  ["pointerdown", "pointerup", "click", "keydown", "keyup", "input", "change", "popstate"].forEach((act) => {
    window.addEventListener(act, () => { state.actedAt = Date.now(); }, true);
  });

  /* The top-level fields of a protobuf message: value by number, of those with a value of their own. */
  function fieldsOf(bytes) {
    let place = 0;
    const number = () => {
      let [value, scale] = [0, 1];
      for (;;) {
        const byte = bytes[place];
        place += 1;
        value += (byte & 127) * scale;
        if (byte < 128) return value;
        scale *= 128;
      }
    };
    const fields = new Map();
    while (place < bytes.length) {
      const key = number();
      const value = number(); // of fields of another kind: the length of what follows
      fields.set(Math.floor(key / 8), value);
      if (key % 8 === 2) place += value;
    }
    return fields;
  }

  function hear(event) {
    state.heardAt = Date.now();
    const fields = fieldsOf(new Uint8Array(event.data));
    if (fields.has(BEGUN)) {
      state.isRunning = true;
      state.askedCount = Math.max(0, state.askedCount - 1);
    }
    if (fields.has(ENDED)) state.isRunning = fields.get(ENDED) === EARLY_FOR_ANOTHER;
  }

  const heard = new WeakSet();
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (message) {
    if (!heard.has(this)) this.addEventListener("message", hear);
    heard.add(this);
    if (message instanceof Uint8Array && fieldsOf(message).has(ASKED)) state.askedCount += 1;
    return send.call(this, message);
  };

  function isRunAwaited() {
    const isShared = Date.now() - state.heardAt > SHARED_RUN_MILLISECONDS;
    return state.isRunning || (state.askedCount > 0 && !isShared);
  }

  /* The script has run, nothing of its former run is left, the page's own script listens, charts are drawn. */
  const isDrawn = () => window.geoKopienasPage === true
    && !document.querySelector("[data-stale='true'], [data-testid='stSkeleton']")
    && [...document.querySelectorAll(".stPlotlyChart")].every((chart) => chart.querySelector(".main-svg"));

  /* The map shows the newest paint that it was sent, with its labels. */
  const isPainted = ({ document: { body } }) => body !== null && "painted" in body.dataset
    && body.querySelector("#map_div[aria-busy='false']") !== null;

  const endsSometime = (animation) => Number.isFinite(animation.effect.getComputedTiming().endTime);
  const moves = (view) => view.document.getAnimations()
    .some((animation) => animation.playState === "running" && endsSometime(animation));

  function isQuiet(view) {
    const seen = view.restState;
    if (!seen) return false; // its document is still to come
    const isChanged = seen.hasChanged;
    seen.hasChanged = false;
    return !isChanged && Date.now() - seen.actedAt > ACT_MILLISECONDS && !moves(view);
  }

  const HAS_RUN = "[data-testid='stApp'][data-test-script-state='notRunning']";

  function isAtRest(isWhole) {
    const frames = [...document.querySelectorAll(COMPONENT)].map((frame) => frame.contentWindow);
    const areQuiet = [window, ...frames].map(isQuiet).every(Boolean); // all are asked, whatever the first says
    return areQuiet && document.querySelector(HAS_RUN) !== null && !isRunAwaited()
      && (!isWhole || (isDrawn() && frames.every(isPainted)));
  }

  /* Resolves once the page is at rest, or with false when it is not in time; `isWhole`: with map and charts. */
  window.untilAtRest = async ([isWhole, milliseconds]) => {
    const end = Date.now() + milliseconds;
    for (let looks = 0; looks < LOOKS;) {
      if (Date.now() > end) return false;
      await new Promise((resolve) => { setTimeout(resolve, PAUSE_MILLISECONDS); });
      looks = isAtRest(isWhole) ? looks + 1 : 0;
    }
    return true;
  };
})();
