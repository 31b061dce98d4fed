"use strict";
// The claim graph on a canvas. Places come with the data; the two close-up views (one source,
// one dispute) are placed here, by rule. No library, no network.
const Claims = {};

Claims.make = function (name, properties, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties || {})) {
    if (key === "class") element.className = value;
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  for (const child of children) if (child != null) element.append(child);
  return element;
};

Claims.short = function (text, length) {
  if (text.length <= length) return text;
  const cut = text.slice(0, length - 1);
  const space = cut.lastIndexOf(" ");
  return (space > length / 2 ? cut.slice(0, space) : cut).trimEnd() + "…";
};

// A quote in quotation marks, unless it brings its own.
Claims.quoted = function (text) {
  return /^["“«„']/.test(text) ? text : `“${text}”`;
};

// What the article tells before a claim, in brackets, in front of its quote.
Claims.help = function (claim) {
  return claim.help ? `${claim.help} ` : "";
};

// Drawing is in graph_paint.js, the text and the pointer in graph_look.js.
Claims.Graph = class {
  // data: what claims.show.drawing.payload gives; hooks: {article(id), dispute(ids)} give an address or null.
  constructor(root, data, hooks) {
    this.data = data;
    this.hooks = hooks || {};
    this.nodes = data.nodes;
    this.edges = data.edges;
    this.index = new Map(this.nodes.map((node, i) => [node.id, i]));
    this.ties = this.nodes.map(() => []);
    this.edges.forEach((edge, i) => { this.ties[edge.a].push(i); if (edge.b !== edge.a) this.ties[edge.b].push(i); });
    this.speaker = this.nodes.map((node) => (node.type === "claim" ? this.index.get(node.source) : null));
    // How far the claims of a source reach up and down from it: its name stands clear of them.
    this.reach = this.nodes.map(() => [0, 0]);
    this.nodes.forEach((node, i) => {
      if (node.type !== "claim") return;
      if (node.rest) return;
      const by = this.speaker[i], down = node.y - this.nodes[by].y;
      if (Math.abs(node.x - this.nodes[by].x) > 40) return;
      this.reach[by] = [Math.max(this.reach[by][0], -down), Math.max(this.reach[by][1], down)];
    });
    this.groups = data.disputes;
    this.group = new Map(); // of each claim the first, and so the most disputed
    this.groups.forEach((found, g) => found.sides.flat().forEach((i) => { if (!this.group.has(i)) this.group.set(i, g); }));
    this.scale = 1; this.x = 0; this.y = 0;
    this.allowed = null; this.selected = null; this.hovered = null;
    this.view = null;
    this.build(root);
    this.showDisputes();
  }

  opposing(edge) { return edge.kind !== "said" && edge.kind !== "echo"; }

  // -- the page around the canvas ---------------------------------------------------------

  build(root) {
    const make = Claims.make;
    this.canvas = make("canvas", { tabindex: "0", role: "application", "aria-roledescription": "graph", "aria-label": "", "aria-describedby": "graph-help" });
    this.panel = make("div", { class: "panel", role: "region", "aria-label": "Details", "aria-live": "polite" });
    this.bySource = make("select", { name: "graph-source", onchange: () => this.pick(this.bySource) });
    this.byDispute = make("select", { name: "graph-dispute", onchange: () => this.pick(this.byDispute) });
    this.fill();
    const button = (label, text, act) => make("button", { type: "button", "aria-label": label, title: label, onclick: act }, text);
    const tools = make("div", { class: "tools" },
      make("label", {}, "One source", this.bySource), make("label", {}, "One dispute", this.byDispute),
      make("div", { class: "which" }, button("Disputes, the most disputed first", "Disputes", () => this.showDisputes()), button("Who against whom, in one picture", "Who against whom", () => this.showAll()), this.data.rest.length ? button("The rest: what nothing here stands against", "The rest", () => this.showRest()) : null),
      make("div", { class: "zoom" }, button("Zoom in", "+", () => this.zoom(1.4)), button("Zoom out", "−", () => this.zoom(1 / 1.4)), button("Fit to the window", "Fit", () => this.fit())));
    const help = make("p", { class: "quiet", id: "graph-help" }, "Arrow keys move the picture, plus and minus zoom, 0 fits it to the window, Escape shows the disputes. What is chosen in the two lists is described beside the picture.");
    const legend = make("ul", { class: "legend" });
    const entry = (mark, text) => legend.append(make("li", {}, make("span", { class: mark, "aria-hidden": "true" }), text));
    entry("dot round source-ink", "source");
    const stances = new Set(this.nodes.map((node) => node.stance)), kinds = new Set(this.edges.map((edge) => edge.kind));
    for (const [stance, label] of Object.entries(this.data.stances)) if (stances.has(stance)) entry(`dot ${stance}-ink`, label);
    for (const [kind, label] of Object.entries(this.data.kinds)) if (kinds.has(kind)) entry(`line ${kind}-ink`, label.toLowerCase());
    this.stage = make("div", { class: "stage" }, this.canvas);
    this.views = [...tools.querySelectorAll(".which button")];
    this.root = make("div", { class: "graph" }, tools, this.stage, this.panel, legend, help);
    root.append(this.root);
    this.listen();
  }

  fill() {
    const make = Claims.make;
    const keep = [this.bySource.value, this.byDispute.value];
    const visible = (i) => !this.allowed || this.allowed.has(i);
    const sources = this.nodes.map((node, i) => i).filter((i) => this.nodes[i].type === "source" && !this.nodes[i].rest && visible(i));
    sources.sort((a, b) => this.nodes[a].name.localeCompare(this.nodes[b].name));
    this.bySource.replaceChildren(make("option", { value: "" }, "Choose a source"), ...sources.map((i) => make("option", { value: i }, this.nodes[i].name)));
    const groups = this.shown();
    this.byDispute.replaceChildren(make("option", { value: "" }, "Choose a dispute"), ...groups.map((g) => make("option", { value: g }, this.groupName(g))));
    this.bySource.value = keep[0]; this.byDispute.value = keep[1];
    if (this.bySource.selectedIndex < 0) this.bySource.value = "";
    if (this.byDispute.selectedIndex < 0) this.byDispute.value = "";
  }

  // The numbers of the disputes that are let through, the most disputed first.
  shown() {
    return this.groups.map((_, g) => g).filter((g) => !this.allowed || this.groups[g].sides.every((side) => side.some((i) => this.allowed.has(i))));
  }

  groupName(g, length = 80) {
    const named = this.hooks.topic && this.hooks.topic(this.members(g).map((i) => this.nodes[i].id));
    const words = (named || this.groups[g].title).replace(/^that /, "").replace(/[,;:]+$/, "");
    return Claims.short(words.charAt(0).toUpperCase() + words.slice(1), length);
  }

  members(g) { return this.groups[g].sides.flat(); }

  // Who is on a side, each name once.
  names(g, side) { return [...new Set(this.groups[g].who[side].map((i) => this.nodes[i].name))]; }

  kindOf(g) {
    const found = this.groups[g];
    return [`${this.data.kinds[found.kind]} ${found.score.toFixed(2)}`, found.pairs > 1 ? `${found.pairs} pairs` : "", found.status === "open" ? "" : found.status].filter(Boolean).join(" · ");
  }

  pick(select) {
    if (select.value === "") return this.showDisputes();
    if (select === this.bySource) this.showSource(Number(select.value)); else this.showDispute(Number(select.value));
  }

  // -- views ------------------------------------------------------------------------------

  // Only these claims (ids), or all for null.
  restrict(ids) {
    if (ids === null) this.allowed = null;
    else {
      this.allowed = new Set();
      for (const id of ids) {
        const i = this.index.get(id);
        if (i !== undefined) { this.allowed.add(i); this.allowed.add(this.speaker[i]); }
      }
    }
    this.fill();
    this.showDisputes();
  }

  // Each dispute by itself, the most disputed first.
  showDisputes() {
    this.bySource.value = ""; this.byDispute.value = "";
    this.open({ name: "disputes", items: [], title: "What is disputed" });
    this.describeDisputes();
  }

  // All of them together: who stands against whom.
  showAll() {
    const items = [];
    this.nodes.forEach((node, i) => {
      if (!node.rest && (!this.allowed || this.allowed.has(i))) items.push({ node: i, x: node.x, y: node.y });
    });
    this.bySource.value = ""; this.byDispute.value = "";
    this.open({ name: "all", items, title: "Who stands against whom" });
    const claims = items.filter((item) => this.nodes[item.node].type === "claim").length;
    this.describe(null, !items.length ? "Nothing is in dispute." : `${items.length - claims} sources and ${claims} claims in dispute. Choose a source or a dispute, or click on one in the picture.`);
  }

  // What is in no dispute: claims by their source, and which of them say the same.
  showRest() {
    this.bySource.value = ""; this.byDispute.value = "";
    this.open({ name: "rest", items: this.data.rest.map(([node, x, y]) => ({ node, x, y })), title: "The rest" });
    this.describeRest();
  }

  // One source in the middle, its claims around it, what opposes them, and who said that: of
  // each opponent the surest links, so that a source in hundreds of them can still be read.
  showSource(source) {
    const opponents = new Map();
    for (const tie of this.ties[source]) {
      const claim = this.edges[tie].b === source ? this.edges[tie].a : this.edges[tie].b;
      for (const link of this.ties[claim]) {
        const edge = this.edges[link];
        if (!this.opposing(edge)) continue;
        const other = edge.a === claim ? edge.b : edge.a;
        const by = this.speaker[other];
        if (!opponents.has(by)) opponents.set(by, []);
        opponents.get(by).push([claim, other, edge]);
      }
    }
    const only = new Set();
    for (const [by, pairs] of opponents) {
      pairs.sort((a, b) => b[2].score - a[2].score);
      if (by !== source) pairs.splice(opponents.size > 8 ? 1 : 4);
      for (const [, , edge] of pairs) only.add(edge);
    }
    const places = new Map([[source, { node: source, x: 0, y: 0 }]]);
    if (!opponents.size) this.around(source, places);
    const lists = [...opponents].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]);
    const slots = lists.reduce((sum, [by, pairs]) => sum + pairs.length + 0.5, 0);
    const inner = Math.max(70, slots * 4), outer = inner + 70, far = outer + 60;
    let slot = 0;
    const start = lists.length ? (lists[0][1].length - 1) / 2 : 0; // the first one is on the right
    for (const [by, pairs] of lists) {
      const first = slot;
      for (const [claim, other] of pairs) {
        const turn = (2 * Math.PI * (slot - start)) / slots;
        const put = (node, reach) => { if (!places.has(node)) places.set(node, { node, x: reach * Math.cos(turn), y: reach * Math.sin(turn) }); };
        put(claim, inner);
        put(other, outer);
        slot += 1;
      }
      const turn = (2 * Math.PI * ((first + slot - 1) / 2 - start)) / slots;
      if (by !== source) places.set(by, { node: by, x: far * Math.cos(turn), y: far * Math.sin(turn), turn });
      slot += 0.5;
    }
    this.bySource.value = String(source); this.byDispute.value = "";
    this.open({ name: "source", items: [...places.values()], title: this.nodes[source].name, only });
    this.describe(source);
  }

  // The claims of a source that nothing stands against, in a ring.
  around(source, places) {
    const claims = this.ties[source].map((tie) => this.edges[tie]).map((edge) => (edge.a === source ? edge.b : edge.a)).slice(0, 60);
    claims.forEach((node, n) => places.set(node, { node, x: 110 * Math.cos(2 * Math.PI * n / claims.length), y: 110 * Math.sin(2 * Math.PI * n / claims.length) }));
  }

  // The claims of one dispute as two columns of cards, who said them above; where there is no
  // room for two, its surest pair under each other.
  showDispute(g) {
    const items = [];
    const room = this.stage.clientWidth || document.documentElement.clientWidth - 32;
    const stacked = room < 560, narrow = room < 640;
    const wide = stacked ? room - 40 : narrow ? 190 : 290, apart = narrow ? 70 : 150;
    const columns = this.surest(g, stacked ? 1 : narrow ? 5 : 6);
    let under = 0;
    for (const column of [0, 1]) {
      let y = 0;
      const cards = columns[column].map((node) => {
        const lines = this.wrap(this.said(node), wide - 30);
        const card = { node, x: stacked ? 0 : (column ? 1 : -1) * (wide + apart) / 2, y, w: wide, h: lines.length * 17 + 62, lines };
        y += card.h + 24;
        return card;
      });
      for (const card of cards) { card.y += card.h / 2 + (stacked ? under : (24 - y) / 2); items.push(card); }
      under += y + 24;
    }
    this.bySource.value = ""; this.byDispute.value = String(g);
    this.open({ name: "dispute", g, items, title: this.groupName(g), high: stacked ? under : null });
    this.describeDispute(g);
  }

  // Of each side of a dispute the claims of its surest links, as many as can be read at once;
  // what says the same in the same words is there once.
  surest(g, most) {
    const found = this.groups[g], side = new Map(), columns = [[], []], known = new Set();
    found.sides.forEach((claims, column) => claims.forEach((i) => side.set(i, column)));
    const ties = this.pairs(g).map((edge) => [edge.b, edge.a]);
    for (const i of [...found.best.toReversed(), ...ties.flat()]) {
      const words = `${side.get(i)} ${this.nodes[i].quote.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ")}`;
      if (known.has(i) || known.has(words) || columns[side.get(i)].length === most) continue;
      known.add(i).add(words);
      columns[side.get(i)].push(i);
    }
    return columns;
  }

  // The opposing edges within a dispute, the surest first.
  pairs(g) {
    const inside = new Set(this.members(g));
    const ties = [...new Set([...inside].flatMap((i) => this.ties[i]))].map((tie) => this.edges[tie]);
    return ties.filter((edge) => this.opposing(edge) && inside.has(edge.a) && inside.has(edge.b)).sort((a, b) => b.score - a.score);
  }

  said(i) {
    const node = this.nodes[i];
    return Claims.short(Claims.quoted(node.quote), 190);
  }

  // The dispute that has this claim (an id).
  openClaim(id) {
    const i = this.index.get(id);
    if (this.group.has(i)) this.showDispute(this.group.get(i));
  }

  openSource(id) {
    const i = this.index.get(id);
    if (i !== undefined) this.showSource(i);
  }

  open(view) {
    this.view = view;
    this.views.forEach((button, i) => button.setAttribute("aria-pressed", String(view.name === ["disputes", "all", "rest"][i])));
    this.stage.style.height = view.high ? `${view.high}px` : "";
    this.root.dataset.view = view.name; // before anything is measured: narrow pages hide the picture
    this.place = new Map();
    for (const item of view.items) if (!this.place.has(item.node) || item.w) this.place.set(item.node, item);
    this.selected = null; this.hovered = null; this.over = null;
    this.canvas.setAttribute("aria-label", `Graph: ${view.title}`);
    this.lines = this.edges.filter((edge) => this.place.has(edge.a) && this.place.has(edge.b) && (!view.only || edge.kind === "said" || view.only.has(edge)));
    this.fit();
  }
};
