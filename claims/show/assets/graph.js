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

Claims.Graph = class {
  // data: {nodes, edges, kinds, stances}; hooks: {article(id), dispute(ids)} give an address or null.
  constructor(root, data, hooks) {
    this.data = data;
    this.hooks = hooks || {};
    this.nodes = data.nodes;
    this.edges = data.edges;
    this.index = new Map(this.nodes.map((node, i) => [node.id, i]));
    this.ties = this.nodes.map(() => []);
    this.edges.forEach((edge, i) => { this.ties[edge.a].push(i); if (edge.b !== edge.a) this.ties[edge.b].push(i); });
    this.speaker = this.nodes.map((node) => (node.type === "claim" ? this.index.get(node.source) : null));
    this.groups = this.disputes();
    this.scale = 1; this.x = 0; this.y = 0;
    this.allowed = null; this.selected = null; this.hovered = null;
    this.view = null;
    this.build(root);
    this.showAll();
  }

  opposing(edge) { return edge.kind !== "said" && edge.kind !== "echo"; }

  // Claims joined by opposing edges, as arrays of node numbers, the surest first.
  disputes() {
    const group = new Array(this.nodes.length).fill(-1);
    const found = [];
    const order = this.edges.map((_, i) => i).filter((i) => this.opposing(this.edges[i]));
    order.sort((a, b) => this.edges[b].score - this.edges[a].score || a - b);
    for (const first of order) {
      const start = this.edges[first].a;
      if (group[start] >= 0) continue;
      const members = [start];
      group[start] = found.length;
      for (let i = 0; i < members.length; i++) {
        for (const tie of this.ties[members[i]]) {
          const edge = this.edges[tie];
          const other = edge.a === members[i] ? edge.b : edge.a;
          if (this.opposing(edge) && group[other] < 0) { group[other] = found.length; members.push(other); }
        }
      }
      found.push({ members, edge: first });
    }
    this.group = group;
    return found;
  }

  // -- the page around the canvas ---------------------------------------------------------

  build(root) {
    const make = Claims.make;
    this.canvas = make("canvas", { tabindex: "0", role: "img", "aria-label": "", "aria-describedby": "graph-help" });
    this.panel = make("div", { class: "panel", role: "region", "aria-label": "Details", "aria-live": "polite" });
    this.bySource = make("select", { name: "graph-source", onchange: () => this.pick(this.bySource) });
    this.byDispute = make("select", { name: "graph-dispute", onchange: () => this.pick(this.byDispute) });
    this.fill();
    const button = (label, text, act) => make("button", { type: "button", "aria-label": label, title: label, onclick: act }, text);
    const tools = make("div", { class: "tools" },
      make("label", {}, "One source", this.bySource), make("label", {}, "One dispute", this.byDispute),
      button("Show all disputes", "All", () => this.showAll()),
      make("div", { class: "zoom" }, button("Zoom in", "+", () => this.zoom(1.4)), button("Zoom out", "−", () => this.zoom(1 / 1.4)), button("Fit to the window", "Fit", () => this.fit())));
    const help = make("p", { class: "quiet", id: "graph-help" }, "Arrow keys move the picture, plus and minus zoom, 0 fits it to the window, Escape shows all. What is chosen in the two lists is described beside the picture.");
    const legend = make("ul", { class: "legend" });
    const entry = (mark, text) => legend.append(make("li", {}, make("span", { class: mark, "aria-hidden": "true" }), text));
    entry("dot round source-ink", "source");
    const stances = new Set(this.nodes.map((node) => node.stance)), kinds = new Set(this.edges.map((edge) => edge.kind));
    for (const [stance, label] of Object.entries(this.data.stances)) if (stances.has(stance)) entry(`dot ${stance}-ink`, `claim that ${label}`);
    for (const [kind, label] of Object.entries(this.data.kinds)) if (kinds.has(kind)) entry(`line ${kind}-ink${{ figures: " dashed", reversal: " dotted" }[kind] || ""}`, label.toLowerCase());
    this.stage = make("div", { class: "stage" }, this.canvas);
    root.append(make("div", { class: "graph" }, tools, this.stage, this.panel, legend, help));
    this.listen();
  }

  fill() {
    const make = Claims.make;
    const keep = [this.bySource.value, this.byDispute.value];
    const visible = (i) => !this.allowed || this.allowed.has(i);
    const sources = this.nodes.map((node, i) => i).filter((i) => this.nodes[i].type === "source" && visible(i));
    sources.sort((a, b) => this.nodes[a].name.localeCompare(this.nodes[b].name));
    this.bySource.replaceChildren(make("option", { value: "" }, "Choose a source"), ...sources.map((i) => make("option", { value: i }, this.nodes[i].name)));
    const groups = this.groups.map((_, g) => g).filter((g) => visible(this.groups[g].members[0]));
    this.byDispute.replaceChildren(make("option", { value: "" }, "Choose a dispute"), ...groups.map((g) => make("option", { value: g }, this.groupName(g))));
    this.bySource.value = keep[0]; this.byDispute.value = keep[1];
    if (this.bySource.selectedIndex < 0) this.bySource.value = "";
    if (this.byDispute.selectedIndex < 0) this.byDispute.value = "";
  }

  groupName(g) {
    const edge = this.edges[this.groups[g].edge];
    const named = this.hooks.topic && this.hooks.topic(this.groups[g].members.map((i) => this.nodes[i].id));
    if (named) return Claims.short(named, 80);
    return Claims.short(`${this.nodes[this.speaker[edge.a]].name} – ${this.nodes[this.speaker[edge.b]].name}: ${this.nodes[edge.b].quote}`, 80);
  }

  pick(select) {
    if (select.value === "") return this.showAll();
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
    this.showAll();
  }

  showAll() {
    const items = [];
    this.nodes.forEach((node, i) => {
      if (!this.allowed || this.allowed.has(i)) items.push({ node: i, x: node.x, y: node.y });
    });
    this.bySource.value = ""; this.byDispute.value = "";
    this.open({ name: "all", items, title: "All disputes" });
    const claims = items.filter((item) => this.nodes[item.node].type === "claim").length;
    this.describe(null, `${items.length - claims} sources and ${claims} claims in dispute. Choose a source or a dispute, or click on one in the picture.`);
  }

  // One source in the middle, its claims around it, what opposes them, and who said that.
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
        opponents.get(by).push([claim, other]);
      }
    }
    const places = new Map([[source, { node: source, x: 0, y: 0 }]]);
    const lists = [...opponents].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]);
    const slots = lists.reduce((sum, [by, pairs]) => sum + pairs.length + 0.5, 0);
    const inner = Math.max(70, slots * 4), outer = inner + 70, far = outer + 60;
    let slot = 0.25;
    for (const [by, pairs] of lists) {
      const first = slot;
      for (const [claim, other] of pairs) {
        const turn = (2 * Math.PI * slot) / slots - Math.PI / 2;
        const put = (node, reach) => { if (!places.has(node)) places.set(node, { node, x: reach * Math.cos(turn), y: reach * Math.sin(turn) }); };
        put(claim, inner);
        if (by === source) put(other, inner); else put(other, outer);
        slot += 1;
      }
      const turn = (2 * Math.PI * ((first + slot - 1) / 2)) / slots - Math.PI / 2;
      if (by !== source) places.set(by, { node: by, x: far * Math.cos(turn), y: far * Math.sin(turn), turn });
      slot += 0.5;
    }
    this.bySource.value = String(source); this.byDispute.value = "";
    this.open({ name: "source", items: [...places.values()], title: this.nodes[source].name });
    this.describe(source);
  }

  // The claims of one dispute as two columns of cards, who said them outside.
  showDispute(g) {
    const side = new Map();
    const queue = [this.edges[this.groups[g].edge].b];
    side.set(queue[0], 0);
    for (let i = 0; i < queue.length; i++) {
      for (const tie of this.ties[queue[i]]) {
        const edge = this.edges[tie];
        const other = edge.a === queue[i] ? edge.b : edge.a;
        if (this.opposing(edge) && !side.has(other)) { side.set(other, 1 - side.get(queue[i])); queue.push(other); }
      }
    }
    const items = [];
    for (const column of [0, 1]) {
      const sign = column ? 1 : -1;
      const claims = queue.filter((i) => side.get(i) === column).sort((a, b) => this.speaker[a] - this.speaker[b] || a - b);
      const bySource = new Map();
      let y = 0;
      const cards = claims.map((node) => {
        const lines = this.wrap(`“${Claims.short(this.nodes[node].quote, 190)}”`, 230);
        const high = lines.length * 17 + 40;
        const card = { node, x: sign * 215, y: y + high / 2, w: 262, h: high, lines };
        y += high + 26;
        if (!bySource.has(this.speaker[node])) bySource.set(this.speaker[node], []);
        bySource.get(this.speaker[node]).push(card);
        return card;
      });
      const middle = (y - 26) / 2;
      for (const [source, own] of bySource) items.push({ node: source, x: sign * 420, y: (own[0].y + own[own.length - 1].y) / 2 - middle, side: sign });
      for (const card of cards) { card.y -= middle; items.push(card); }
    }
    this.bySource.value = ""; this.byDispute.value = String(g);
    this.open({ name: "dispute", items, title: this.groupName(g) });
    this.describeDispute(g);
  }

  // The dispute that has this claim (an id).
  openClaim(id) {
    const i = this.index.get(id);
    if (i !== undefined && this.group[i] >= 0) this.showDispute(this.group[i]);
  }

  openSource(id) {
    const i = this.index.get(id);
    if (i !== undefined) this.showSource(i);
  }

  open(view) {
    this.view = view;
    this.place = new Map();
    for (const item of view.items) if (!this.place.has(item.node) || item.w) this.place.set(item.node, item);
    this.selected = null; this.hovered = null;
    this.canvas.setAttribute("aria-label", `Graph: ${view.title}`);
    this.lines = this.edges.filter((edge) => this.place.has(edge.a) && this.place.has(edge.b));
    this.fit();
  }

  // -- the text beside it -----------------------------------------------------------------

  describe(i, note) {
    const make = Claims.make;
    if (i === null) { this.panel.replaceChildren(make("p", { class: "role" }, note)); return; }
    const node = this.nodes[i];
    if (node.type === "claim") return this.panel.replaceChildren(...this.claimText(i, true));
    const parts = [make("h3", {}, node.name)];
    if (node.role) parts.push(make("p", { class: "role" }, node.role));
    const list = make("ul", {});
    for (const tie of this.ties[i]) {
      const claim = this.edges[tie].a === i ? this.edges[tie].b : this.edges[tie].a;
      for (const link of this.ties[claim]) {
        const edge = this.edges[link];
        if (!this.opposing(edge) || (this.speaker[edge.a] === i && this.speaker[edge.b] === i && edge.a !== claim)) continue;
        list.append(this.tieText(edge, claim));
      }
    }
    const against = list.childElementCount;
    parts.push(make("p", {}, `${node.claims} ${node.claims === 1 ? "claim" : "claims"}, ${against} ${against === 1 ? "link" : "links"} against others`), list);
    this.panel.replaceChildren(...parts);
  }

  describeDispute(g) {
    const members = this.groups[g].members;
    const address = this.hooks.dispute && this.hooks.dispute(members.map((i) => this.nodes[i].id));
    const parts = [Claims.make("h3", {}, this.groupName(g))];
    if (address) parts.push(Claims.make("p", {}, Claims.make("a", { href: address }, "Read this dispute")));
    const list = Claims.make("ul", {});
    for (const edge of this.lines) if (this.opposing(edge)) list.append(this.tieText(edge, edge.a));
    this.panel.replaceChildren(...parts, list);
  }

  tieText(edge, own) {
    const make = Claims.make;
    const other = edge.a === own ? edge.b : edge.a;
    const item = make("li", {},
      make("span", { class: `tie ${edge.kind}-ink` }, `${this.data.kinds[edge.kind] || edge.kind} ${edge.score.toFixed(2)}`),
      ...this.claimText(own, false), ...this.claimText(other, false));
    if (this.view.name !== "dispute") item.append(this.link("Show this dispute", () => this.showDispute(this.group[own])));
    return item;
  }

  claimText(i, whole) {
    const make = Claims.make;
    const node = this.nodes[i], by = this.nodes[this.speaker[i]];
    const who = this.view && this.view.name === "source" && this.view.title === by.name ? make("b", {}, by.name) : this.link(by.name, () => this.showSource(this.speaker[i]));
    const quote = make("q", {}, whole ? node.quote : Claims.short(node.quote, 200));
    const address = this.hooks.article && this.hooks.article(node.article, node.id);
    const where = [node.day, node.outlet].filter(Boolean).join(", ");
    const parts = [make("p", {}, who, ` (${node.cue}): `, quote), make("p", { class: "role" }, address ? make("a", { href: address }, where || "article") : where)];
    if (whole) {
      if (this.group[i] >= 0) parts.push(this.link("Show this dispute", () => this.showDispute(this.group[i])));
      const list = make("ul", {});
      for (const tie of this.ties[i]) if (this.edges[tie].kind !== "said") list.append(this.tieText(this.edges[tie], i));
      parts.push(list);
    }
    return parts;
  }

  link(text, act) {
    return Claims.make("button", { type: "button", class: "plain", onclick: act }, text);
  }

  // -- drawing ----------------------------------------------------------------------------

  wrap(text, width) {
    const pen = this.canvas.getContext("2d");
    pen.font = `13px ${this.fonts().serif}`;
    const lines = [""];
    for (const word of text.split(/\s+/)) {
      const longer = lines[lines.length - 1] ? `${lines[lines.length - 1]} ${word}` : word;
      if (pen.measureText(longer).width <= width) lines[lines.length - 1] = longer;
      else lines.push(pen.measureText(word).width <= width ? word : Claims.short(word, 28));
    }
    return lines.filter(Boolean).slice(0, 7);
  }

  fonts() {
    const style = getComputedStyle(document.documentElement);
    return { serif: style.getPropertyValue("--serif"), sans: style.getPropertyValue("--sans") };
  }

  colours() {
    const style = getComputedStyle(document.documentElement);
    const names = ["ink", "soft", "rule", "sheet", "asserts", "denies", "echoes", "questions", "denial", "conflict", "figures", "reversal", "echo", "said"];
    return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  }

  radius(i) {
    const node = this.nodes[i];
    return node.type === "source" ? 5 + Math.min(6, Math.sqrt(this.ties[i].length)) : 3.5;
  }

  fit() {
    const box = this.stage.getBoundingClientRect();
    if (!box.width || !this.view.items.length) { this.draw(); return; }
    const xs = [], ys = [];
    for (const item of this.view.items) {
      const label = item.side || item.turn !== undefined ? 90 : 14;
      const wide = item.w ? item.w / 2 : label, high = item.h ? item.h / 2 : 14;
      xs.push(item.x - wide, item.x + wide); ys.push(item.y - high, item.y + high);
    }
    const low = xs.reduce((a, b) => Math.min(a, b)), high = xs.reduce((a, b) => Math.max(a, b));
    const top = ys.reduce((a, b) => Math.min(a, b)), bottom = ys.reduce((a, b) => Math.max(a, b));
    const most = this.view.name === "all" ? 1.6 : 1.25;
    this.scale = Math.min(most, (box.width - 40) / Math.max(1, high - low), (box.height - 40) / Math.max(1, bottom - top));
    this.x = box.width / 2 - this.scale * (low + high) / 2;
    this.y = box.height / 2 - this.scale * (top + bottom) / 2;
    this.draw();
  }

  zoom(by, at) {
    const box = this.stage.getBoundingClientRect();
    const [cx, cy] = at || [box.width / 2, box.height / 2];
    const next = Math.min(12, Math.max(0.03, this.scale * by));
    this.x = cx - (cx - this.x) * next / this.scale;
    this.y = cy - (cy - this.y) * next / this.scale;
    this.scale = next;
    this.draw();
  }

  draw() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => { this.waiting = false; this.paint(); });
  }

  paint() {
    const box = this.stage.getBoundingClientRect();
    if (!box.width) return;
    const ratio = window.devicePixelRatio || 1;
    const wide = Math.round(box.width * ratio), high = Math.round(box.height * ratio);
    if (this.canvas.width !== wide || this.canvas.height !== high) { this.canvas.width = wide; this.canvas.height = high; }
    const pen = this.canvas.getContext("2d");
    const colour = this.colours(), fonts = this.fonts();
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.fillStyle = colour.sheet;
    pen.fillRect(0, 0, box.width, box.height);
    const lit = this.lit();
    for (const faint of [true, false]) for (const edge of this.lines) if ((lit !== null && !(lit.has(edge.a) && lit.has(edge.b))) === faint) this.paintEdge(pen, edge, colour, fonts, faint);
    for (const item of this.place.values()) this.paintNode(pen, item, colour, fonts, lit !== null && !lit.has(item.node));
    pen.globalAlpha = 1;
    this.paintLabels(pen, box, colour, fonts, lit);
  }

  // Node numbers to stress: what is hovered or chosen, and what is tied to it. Null: nothing.
  lit() {
    const centre = this.hovered ?? this.selected;
    if (centre === null || this.view.name === "dispute") return null;
    const lit = new Set([centre]);
    const claims = this.nodes[centre].type === "claim" ? [centre] : this.ties[centre].map((tie) => (this.edges[tie].a === centre ? this.edges[tie].b : this.edges[tie].a));
    for (const claim of claims) {
      lit.add(claim);
      lit.add(this.speaker[claim]);
      for (const tie of this.ties[claim]) {
        const edge = this.edges[tie];
        if (edge.kind === "said") continue;
        const other = edge.a === claim ? edge.b : edge.a;
        lit.add(other); lit.add(this.speaker[other]);
      }
    }
    return lit;
  }

  // Where an edge leaves an item: the edge of a card that faces the other, or the middle.
  anchor(item, other) {
    if (!item.w) return [item.x, item.y];
    const sign = Math.sign(other.x - item.x);
    return sign ? [item.x + sign * item.w / 2, item.y] : [item.x, item.y + Math.sign(other.y - item.y) * item.h / 2];
  }

  paintEdge(pen, edge, colour, fonts, faint) {
    const one = this.place.get(edge.a), other = this.place.get(edge.b);
    const [x1, y1] = this.anchor(one, other).map((v, i) => v * this.scale + (i ? this.y : this.x));
    const [x2, y2] = this.anchor(other, one).map((v, i) => v * this.scale + (i ? this.y : this.x));
    const said = edge.kind === "said";
    pen.globalAlpha = faint ? 0.1 : said || this.view.name !== "all" ? 1 : 0.35 + 0.5 * edge.score;
    pen.strokeStyle = colour[edge.kind] || colour.soft;
    pen.lineWidth = said ? 1 : 1 + edge.score;
    pen.setLineDash(edge.kind === "figures" ? [6, 4] : edge.kind === "reversal" ? [2, 3] : []);
    pen.beginPath(); pen.moveTo(x1, y1); pen.lineTo(x2, y2); pen.stroke();
    pen.setLineDash([]);
    if (this.view.name === "dispute" && !said && this.scale > 0.55) {
      const text = `${this.data.kinds[edge.kind] || edge.kind} ${edge.score.toFixed(2)}`;
      pen.font = `600 12px ${fonts.sans}`;
      const width = pen.measureText(text).width + 10, mx = (x1 + x2) / 2, my = (y1 + y2) / 2;
      pen.fillStyle = colour.sheet; pen.fillRect(mx - width / 2, my - 9, width, 18);
      pen.fillStyle = colour[edge.kind]; pen.textAlign = "center"; pen.textBaseline = "middle"; pen.fillText(text, mx, my);
    }
  }

  paintNode(pen, item, colour, fonts, faint) {
    const node = this.nodes[item.node];
    const x = item.x * this.scale + this.x, y = item.y * this.scale + this.y;
    pen.globalAlpha = faint ? 0.18 : 1;
    if (item.w) return this.paintCard(pen, item, x, y, colour, fonts);
    const size = this.radius(item.node) * Math.min(1.5, Math.max(0.55, this.scale));
    pen.fillStyle = node.type === "source" ? colour.soft : colour[node.stance];
    pen.beginPath();
    if (node.type === "source") pen.arc(x, y, size, 0, 2 * Math.PI); else pen.rect(x - size, y - size, 2 * size, 2 * size);
    pen.fill();
    if (item.node === this.selected || item.node === this.hovered) { pen.lineWidth = 2; pen.strokeStyle = colour.ink; pen.stroke(); }
  }

  paintCard(pen, item, x, y, colour, fonts) {
    const node = this.nodes[item.node], s = this.scale;
    const w = item.w * s, h = item.h * s, left = x - w / 2, top = y - h / 2;
    pen.fillStyle = colour.sheet; pen.strokeStyle = item.node === this.hovered ? colour.ink : colour.rule; pen.lineWidth = 1;
    pen.fillRect(left, top, w, h); pen.strokeRect(left, top, w, h);
    pen.fillStyle = colour[node.stance]; pen.fillRect(left, top, 4 * s, h);
    pen.textAlign = "left"; pen.textBaseline = "alphabetic";
    pen.font = `600 ${11.5 * s}px ${fonts.sans}`;
    pen.fillText(Claims.short(`${node.cue} · ${node.day}`, 40), left + 14 * s, top + 19 * s);
    pen.fillStyle = colour.ink; pen.font = `${13 * s}px ${fonts.serif}`;
    item.lines.forEach((line, i) => pen.fillText(line, left + 14 * s, top + (38 + 17 * i) * s));
  }

  // Names of sources, the busiest first, each only where it covers no other.
  paintLabels(pen, box, colour, fonts, lit) {
    const taken = [];
    const items = [...this.place.values()].filter((item) => this.nodes[item.node].type === "source");
    const first = (item) => (item.node === this.hovered || item.node === this.selected ? 1e6 : 0) + (lit && lit.has(item.node) ? 1e4 : 0) + this.ties[item.node].length;
    items.sort((a, b) => first(b) - first(a) || a.node - b.node);
    const size = this.view.name === "all" ? 12 : 13;
    pen.font = `600 ${size}px ${fonts.sans}`; pen.textBaseline = "middle";
    for (const item of items) {
      if (lit && !lit.has(item.node)) continue;
      const text = Claims.short(this.nodes[item.node].name, 34);
      const x = item.x * this.scale + this.x, y = item.y * this.scale + this.y;
      if (x < -100 || y < -20 || x > box.width + 100 || y > box.height + 20) continue;
      const reach = this.radius(item.node) * Math.min(1.5, Math.max(0.55, this.scale)) + 5;
      const width = pen.measureText(text).width;
      const leftward = item.side === -1 || (item.turn !== undefined && Math.cos(item.turn) < -0.01);
      const centred = item.side === undefined && item.turn === undefined;
      const left = item.side ? x - width / 2 : centred ? x - width / 2 : leftward ? x - reach - width : x + reach;
      const middle = item.side ? y + 16 : centred ? y + reach + 8 : y;
      const spot = [left - 3, middle - 8, left + width + 3, middle + 8];
      if (item.turn === undefined && taken.some((other) => spot[0] < other[2] && other[0] < spot[2] && spot[1] < other[3] && other[1] < spot[3])) continue;
      taken.push(spot);
      pen.textAlign = "left"; pen.lineWidth = 4; pen.lineJoin = "round"; pen.strokeStyle = colour.sheet; pen.strokeText(text, left, middle);
      pen.fillStyle = colour.ink; pen.fillText(text, left, middle);
    }
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

  choose(i) {
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
        const over = this.at(...now);
        if (over !== this.hovered) { this.hovered = over; canvas.classList.toggle("over", over !== null); this.draw(); }
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
      if (held.delete(event.pointerId) && event.type === "pointerup" && moved < 5) this.choose(this.at(...place(event)));
    };
    canvas.addEventListener("pointerup", release);
    canvas.addEventListener("pointercancel", release);
    canvas.addEventListener("pointerleave", () => { if (this.hovered !== null) { this.hovered = null; this.draw(); } });
    canvas.addEventListener("wheel", (event) => { event.preventDefault(); this.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), place(event)); }, { passive: false });
    canvas.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (step) { this.x += step[0]; this.y += step[1]; this.draw(); }
      else if (event.key === "+" || event.key === "=") this.zoom(1.4);
      else if (event.key === "-") this.zoom(1 / 1.4);
      else if (event.key === "0") this.fit();
      else if (event.key === "Escape") this.showAll();
      else return;
      event.preventDefault();
    });
    new ResizeObserver(() => { if (this.lastWidth !== this.stage.clientWidth) { this.lastWidth = this.stage.clientWidth; this.fit(); } else this.draw(); }).observe(this.stage);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }
};
