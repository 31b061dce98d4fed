// The claim graph as people use it: the text beside it, the pointer and the keys.
Claims.ClaimGraph = class extends Claims.GraphTiles {
  // -- the text beside it -----------------------------------------------------------------

  describe(i, note) {
    const make = Claims.make;
    if (i === null) { this.panel.replaceChildren(make("p", { class: "role" }, note)); return; }
    const node = this.nodes[i];
    if (node.type === "claim") return this.panel.replaceChildren(...this.claimText(i, true));
    const parts = [make("h3", {}, node.name)];
    if (node.role) parts.push(make("p", { class: "role" }, node.role));
    const found = [], beside = [];
    for (const tie of this.ties[i]) {
      const claim = this.edges[tie].a === i ? this.edges[tie].b : this.edges[tie].a;
      if (!this.group.has(claim)) beside.push(claim);
      for (const link of this.ties[claim]) {
        const edge = this.edges[link];
        if (!this.opposing(edge) || (this.speaker[edge.a] === i && this.speaker[edge.b] === i && edge.a !== claim)) continue;
        found.push([edge, claim]);
      }
    }
    found.sort((a, b) => b[0].score - a[0].score);
    const most = 30, against = found.length;
    const list = make("ul", {}, ...found.slice(0, most).map(([edge, claim]) => this.tieText(edge, claim)));
    const surest = against > most ? `, the surest ${most} of them:` : "";
    const links = against ? `, ${against} ${against === 1 ? "link" : "links"} against others${surest}` : "";
    parts.push(make("p", {}, `${node.claims} ${node.claims === 1 ? "claim" : "claims"}${links}`), list);
    if (beside.length) parts.push(this.folded(`${beside.length} ${beside.length === 1 ? "claim" : "claims"} in no dispute`, beside.slice(0, most), !against));
    this.panel.replaceChildren(...parts);
  }

  describeDispute(g) {
    const members = this.members(g);
    const address = this.hooks.dispute && this.hooks.dispute(members.map((i) => this.nodes[i].id));
    const parts = [Claims.make("h3", {}, this.groupName(g)), this.sidesText(g), Claims.make("p", { class: "role" }, this.kindOf(g))];
    if (address) parts.push(Claims.make("p", {}, Claims.make("a", { href: address }, "Read this dispute")));
    if (this.place.size < members.length) parts.push(Claims.make("p", { class: "role" }, `The surest ${this.place.size} of its ${members.length} claims.`));
    const list = Claims.make("ul", {});
    const narrow = this.place.size === 2 && members.length > 2; // one pair is drawn, more are told
    const ties = narrow ? this.pairs(g).slice(0, 6) : this.lines.filter((edge) => this.opposing(edge)).sort((a, b) => b.score - a.score);
    for (const edge of ties) list.append(this.tieText(edge, edge.a));
    this.panel.replaceChildren(...parts, list);
  }

  tieText(edge, own) {
    const make = Claims.make;
    const other = edge.a === own ? edge.b : edge.a;
    const item = make("li", {},
      make("span", { class: `tie ${edge.kind}-ink` }, `${this.data.kinds[edge.kind] || edge.kind} ${edge.score.toFixed(2)}`),
      ...this.claimText(own, false), ...this.claimText(other, false));
    if (edge.read) item.append(make("p", { class: "read" }, edge.read));
    if (this.view.name !== "dispute") item.append(this.link("Show this dispute", () => this.showDispute(this.group.get(own))));
    return item;
  }

  claimText(i, whole) {
    const make = Claims.make;
    const node = this.nodes[i], by = this.nodes[this.speaker[i]];
    const who = this.view && this.view.name === "source" && this.view.title === by.name ? make("b", {}, by.name) : this.link(by.name, () => this.showSource(this.speaker[i]));
    const quote = make("q", {}, Claims.quoted(whole ? node.quote : Claims.short(node.quote, 200)));
    const address = this.hooks.article && this.hooks.article(node.article, node.id);
    const where = [node.day, node.outlet].filter(Boolean).join(", ");
    const parts = [make("p", {}, who, ` · ${node.said}: `, whole ? Claims.help(node) : "", quote), make("p", { class: "role" }, address ? make("a", { href: address }, where || "article") : where)];
    if (whole) {
      if (this.group.has(i)) parts.push(this.link("Show this dispute", () => this.showDispute(this.group.get(i))));
      const list = make("ul", {});
      for (const tie of this.ties[i]) if (this.edges[tie].kind !== "said") list.append(this.tieText(this.edges[tie], i));
      parts.push(list);
    }
    return parts;
  }

  link(text, act) {
    return Claims.make("button", { type: "button", class: "plain", onclick: act }, text);
  }

  told(i) {
    const node = this.nodes[i];
    return node.type === "source" ? [node.name, node.role].filter(Boolean).join(", ") : `${this.nodes[this.speaker[i]].name} · ${node.said}: ${Claims.quoted(Claims.short(node.quote, 300))}`;
  }

  // -- pointer and keys -------------------------------------------------------------------

  at(px, py) {
    let best = null, near = 144;
    for (const item of this.place.values()) {
      const x = item.x * this.scale + this.x, y = item.y * this.scale + this.y;
      if (item.w) { if (Math.abs(px - x) <= item.w * this.scale / 2 && Math.abs(py - y) <= item.h * this.scale / 2) return item.node; continue; }
      const distance = (px - x) ** 2 + (py - y) ** 2;
      if (distance < near) { near = distance; best = item.node; }
    }
    return best;
  }

  choose(i, tile) {
    if (tile !== null) { this.showDispute(tile); return; }
    this.selected = i;
    if (i === null) return;
    if (this.nodes[i].type === "source") this.showSource(i);
    else if (this.view.name === "dispute") this.describe(i);
    else { this.describe(i); this.draw(); }
  }

  listen() {
    const canvas = this.canvas;
    const held = new Map();
    let moved = 0;
    const place = (event) => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
    canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); held.set(event.pointerId, place(event)); moved = 0; });
    canvas.addEventListener("pointermove", (event) => {
      const now = place(event);
      if (!held.has(event.pointerId)) {
        const over = this.at(...now), tile = this.tileAt(...now);
        if (tile !== this.over) { this.over = tile; canvas.classList.toggle("over", tile !== null); this.draw(); }
        if (over !== this.hovered) { this.hovered = over; canvas.title = over === null ? "" : this.told(over); canvas.classList.toggle("over", over !== null); this.draw(); }
        return;
      }
      const before = held.get(event.pointerId);
      if (held.size === 2) {
        const [other] = [...held].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
        const spread = (at) => Math.hypot(at[0] - other[0], at[1] - other[1]) || 1;
        this.zoom(spread(now) / spread(before), [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]);
      } else { this.x += now[0] - before[0]; this.y += now[1] - before[1]; this.draw(); }
      moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
      held.set(event.pointerId, now);
      canvas.classList.add("held");
    });
    const release = (event) => {
      canvas.classList.remove("held");
      if (held.delete(event.pointerId) && event.type === "pointerup" && moved < 5) this.choose(this.at(...place(event)), this.tileAt(...place(event)));
    };
    canvas.addEventListener("pointerup", release);
    canvas.addEventListener("pointercancel", release);
    canvas.addEventListener("pointerleave", () => { if (this.hovered !== null || this.over !== null) { this.hovered = null; this.over = null; this.draw(); } });
    canvas.addEventListener("wheel", (event) => { event.preventDefault(); this.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), place(event)); }, { passive: false });
    canvas.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (step) { this.x += step[0]; this.y += step[1]; this.draw(); }
      else if (event.key === "+" || event.key === "=") this.zoom(1.4);
      else if (event.key === "-") this.zoom(1 / 1.4);
      else if (event.key === "0") this.fit();
      else if (event.key === "Escape") this.showDisputes();
      else return;
      event.preventDefault();
    });
    new ResizeObserver(() => { if (this.lastWidth !== this.stage.clientWidth) { this.lastWidth = this.stage.clientWidth; if (this.view.name === "dispute") this.showDispute(this.view.g); else this.fit(); } else this.draw(); }).observe(this.stage);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }
};
