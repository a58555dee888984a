/*
 * Communities as points, those near one another gathered under their number.
 */
(function () {
  "use strict";

  const { NO_DATA, element, fetchOnce, nameOf, reducedMotion, view, whole } = window.gkView;
  const { SymbolIcon } = window.gkSymbols;
  const { choose } = window.gkChoosing;
  const { drawLabelsSoon } = window.gkAreaLabels;

  let clusters = null;
  let shownKey = null; // which file, states and language are drawn

  const CommunityMarker = window.L.Marker.extend({
    onAdd(map) {
      window.L.Marker.prototype.onAdd.call(this, map);
      const { community, style } = this.options;
      if (!this.getTooltip()) {
        const box = element("div");
        box.append(element("strong", null, nameOf(community)), element("br"), element("span", null, style.label));
        this.bindTooltip(box, { direction: "top", className: "gk-tooltip" });
      }
      this.getElement().setAttribute("aria-label", `${nameOf(community)}, ${style.label}`);
    },
  });

  function chooseCommunity(event) {
    const { community } = event.layer.options;
    if (event.type === "keypress" && event.originalEvent.key !== "Enter") return;
    if (community) choose(community.place_id, community.id);
  }

  function clusterIcon(cluster) {
    const count = cluster.getChildCount();
    const size = count > 999 ? 42 : 30; // room for the digits
    return window.L.divIcon({ html: element("span", null, String(count)), className: "gk-cluster", iconSize: [size, size] });
  }

  function drawPoints() {
    const { ground, paint } = view;
    const key = `${ground.communities}|${JSON.stringify(paint.points)}|${ground.language}`;
    if (key === shownKey) return Promise.resolve();
    shownKey = key;
    return Promise.all([fetchOnce(ground.communities), whole(paint.points)]).then(([file, codes]) => {
      if (key !== shownKey) return;
      if (!clusters) {
        clusters = window.L.markerClusterGroup({
          chunkedLoading: file.communities.length > 2000,
          chunkProgress: (done, all) => { if (done === all) settlePoints(); },
          maxClusterRadius: 34,
          showCoverageOnHover: false,
          animate: !reducedMotion(),
          iconCreateFunction: clusterIcon,
        });
        clusters.addTo(view.map);
        clusters.on("click keypress", chooseCommunity);
        clusters.on("animationend spiderfied unspiderfied", settlePoints);
      }
      const icons = ground.point_styles.map((style) => new SymbolIcon({ className: "gk-point", html: "", iconSize: [24, 24], style }));
      const markers = [];
      file.communities.forEach((community, index) => {
        const code = codes[index];
        if (code === undefined || code === NO_DATA) return;
        const icon = icons[parseInt(code, 36)];
        markers.push(new CommunityMarker([community.lat, community.lon], { icon, community, style: icon.options.style }));
      });
      clusters.clearLayers();
      clusters.addLayers(markers);
      nameClusters();
    }).catch((error) => {
      if (shownKey === key) shownKey = null; // the next paint may try again
      throw error;
    });
  }

  function settlePoints() {
    nameClusters();
    drawLabelsSoon();
  }

  function nameClusters() {
    document.querySelectorAll(".gk-cluster").forEach((node) => {
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", view.ground.texts.cluster.replace("{number}", node.textContent));
    });
  }

  window.gkCommunities = { drawPoints, nameClusters };
})();
