/*
 * Communities as symbols of their state; those near one another are gathered in a box of their symbols.
 */
(function () {
  "use strict";

  const { NO_DATA, element, fetchOnce, nameOf, reducedMotion, view, whole } = window.gkView;
  const { SymbolIcon, pointSymbol } = window.gkSymbols;
  const { choose, lightCards } = window.gkChoosing;
  const { drawLabelsSoon } = window.gkAreaLabels;

  const SHOWN_SYMBOLS = 9; // in a box, of as many communities as there may be
  const SMALL = 13; // pixels of a symbol in it, with the gap
  const FINGER = 28; // no symbol is smaller to press
  const SHOWN_NAMES = 8;

  let clusters = null;
  let shownKey = null; // which file, states and language are drawn
  let markers = new Map(); // community id -> its marker
  let pointed = null; // id of the community whose card is pointed at

  const styleOf = (marker) => view.ground.point_styles[marker.options.code];

  const CommunityMarker = window.L.Marker.extend({
    onAdd(map) {
      window.L.Marker.prototype.onAdd.call(this, map);
      const { community } = this.options;
      const { label } = styleOf(this);
      if (!this.getTooltip()) {
        const box = element("div");
        box.append(element("strong", null, nameOf(community)), element("br"), element("span", null, label));
        this.bindTooltip(box, { direction: "top", className: "gk-tooltip" });
      }
      this.getElement().setAttribute("aria-label", `${nameOf(community)}, ${label}`);
      light();
    },
  });

  function chooseCommunity(event) {
    const { community } = event.layer.options;
    if (event.type === "keypress" && event.originalEvent.key !== "Enter") return;
    if (community) choose(null, community.id);
  }

  /* ---- gathered ones: their make-up and no number, which would read like a value ------------------ */

  // How many of each state there are, by its code, as the legend orders them.
  function makeUp(cluster) {
    const counts = new Map(view.ground.point_styles.map((_, code) => [code, 0]));
    cluster.getAllChildMarkers().forEach(({ options: { code } }) => counts.set(code, counts.get(code) + 1));
    return [...counts].filter(([, count]) => count);
  }

  // A symbol for each; of more than there is room for, by their share.
  function clusterIcon(cluster) {
    const total = cluster.getChildCount();
    const codes = makeUp(cluster).flatMap(([code, count]) => {
      const share = total > SHOWN_SYMBOLS ? Math.max(1, Math.round((count / total) * SHOWN_SYMBOLS)) : count;
      return Array(share).fill(code);
    }).slice(0, SHOWN_SYMBOLS);
    const columns = Math.ceil(Math.sqrt(codes.length));
    const box = element("div", "gk-make-up");
    box.style.gridTemplateColumns = `repeat(${columns}, ${SMALL}px)`;
    box.append(...codes.map((code) => pointSymbol(view.ground.point_styles[code], SMALL - 1)));
    const size = [columns, Math.ceil(codes.length / columns)].map((count) => Math.max(FINGER, count * SMALL + 8));
    return window.L.divIcon({ html: box, className: "gk-cluster", iconSize: size });
  }

  function clusterTooltip(cluster) {
    const box = element("div");
    const names = cluster.getAllChildMarkers().slice(0, SHOWN_NAMES);
    names.forEach((marker) => box.append(element("div", null, `${nameOf(marker.options.community)} – ${styleOf(marker).label}`)));
    if (cluster.getChildCount() > SHOWN_NAMES) box.append(element("div", null, "…"));
    return box;
  }

  function nameClusters() {
    view.map.eachLayer((cluster) => {
      if (!(cluster instanceof window.L.MarkerCluster) || !cluster.getElement()) return;
      const kinds = makeUp(cluster).map(([code, count]) => `${view.ground.point_styles[code].label} – ${count}`);
      const lead = view.ground.texts.cluster.replace("{number}", String(cluster.getChildCount()));
      cluster.getElement().setAttribute("role", "button");
      cluster.getElement().setAttribute("aria-label", `${lead}. ${kinds.join("; ")}`);
      if (!cluster.getTooltip()) cluster.bindTooltip(clusterTooltip, { direction: "top", className: "gk-tooltip" });
    });
    light();
  }

  /* ---- which one is chosen, and which one is pointed at ------------------------------------------- */

  // A community's own symbol, or the box that it is gathered in.
  function symbolOf(communityId) {
    const marker = markers.get(communityId);
    const seen = marker && clusters.getVisibleParent(marker);
    return (seen && seen.getElement && seen.getElement()) || null;
  }

  function light() {
    if (!clusters) return;
    const lit = { "gk-lit": symbolOf(pointed), "gk-picked": symbolOf(view.paint.community) };
    for (const [name, symbol] of Object.entries(lit)) {
      document.querySelectorAll(`.${name}`).forEach((former) => { if (former !== symbol) former.classList.remove(name); });
      if (symbol) symbol.classList.add(name);
    }
  }

  function point(communityId) {
    if (communityId === pointed) return;
    pointed = communityId;
    light();
  }

  // The chosen community comes into view, where the map was not where it was chosen.
  function showPicked() {
    const marker = markers.get(view.paint.community);
    if (!marker || !view.paint.focus || view.map.getBounds().contains(marker.getLatLng())) return;
    view.map.panTo(marker.getLatLng(), { animate: !reducedMotion() });
  }

  function pointAtCards(event) {
    const { layer } = event;
    const all = layer.getAllChildMarkers ? layer.getAllChildMarkers().slice(0, 100) : [layer];
    lightCards(event.type.endsWith("over") ? all.map((marker) => marker.options.community.id) : []);
  }

  /* ---- drawing ------------------------------------------------------------------------------------ */

  function createClusters(isLarge) {
    clusters = window.L.markerClusterGroup({
      chunkedLoading: isLarge,
      chunkProgress: (done, all) => { if (done === all) settlePoints(); },
      maxClusterRadius: 34,
      showCoverageOnHover: false,
      animate: !reducedMotion(),
      iconCreateFunction: clusterIcon,
    });
    clusters.addTo(view.map);
    clusters.on("click keypress", chooseCommunity);
    clusters.on("mouseover mouseout clustermouseover clustermouseout", pointAtCards);
    clusters.on("animationend spiderfied unspiderfied", settlePoints);
  }

  function drawPoints() {
    const { ground, paint } = view;
    const key = `${ground.communities}|${JSON.stringify(paint.points)}|${ground.language}`;
    if (key === shownKey) { light(); showPicked(); return Promise.resolve(); }
    shownKey = key;
    return Promise.all([fetchOnce(ground.communities), whole(paint.points)]).then(([file, codes]) => {
      if (key !== shownKey) return;
      if (!clusters) createClusters(file.communities.length > 2000);
      const icons = ground.point_styles.map((style) => new SymbolIcon({ className: "gk-point", html: "", iconSize: [FINGER, FINGER], style }));
      markers = new Map();
      file.communities.forEach((community, index) => {
        if (codes[index] === undefined || codes[index] === NO_DATA) return;
        const code = parseInt(codes[index], 36);
        markers.set(community.id, new CommunityMarker([community.lat, community.lon], { icon: icons[code], community, code }));
      });
      clusters.clearLayers();
      clusters.addLayers([...markers.values()]);
      nameClusters();
      showPicked();
    }).catch((error) => {
      if (shownKey === key) shownKey = null; // the next paint may try again
      throw error;
    });
  }

  function settlePoints() {
    nameClusters();
    drawLabelsSoon();
  }

  window.gkCommunities = { drawPoints, light, nameClusters, point };
})();
