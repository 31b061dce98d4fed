// How the claim graph is painted.
Claims.GraphPaint = class extends Claims.Graph {
  wrap(text, width, font, most = 7) {
    const pen = this.canvas.getContext("2d");
    pen.font = font || `13px ${this.fonts().serif}`;
    const lines = [""];
    for (const word of text.split(/\s+/)) {
      const longer = lines[lines.length - 1] ? `${lines[lines.length - 1]} ${word}` : word;
      if (pen.measureText(longer).width <= width) lines[lines.length - 1] = longer;
      else lines.push(pen.measureText(word).width <= width ? word : Claims.short(word, 28));
    }
    const kept = lines.filter(Boolean);
    return kept.length > most ? [...kept.slice(0, most - 1), `${kept[most - 1]}…`] : kept;
  }

  // The text, no wider than the room in the font of the pen.
  within(pen, text, room) {
    let cut = text, width = pen.measureText(cut).width;
    while (width > room && cut.length > 6) { cut = Claims.short(cut, Math.min(cut.length - 1, Math.floor(cut.length * room / width))); width = pen.measureText(cut).width; }
    return cut;
  }

  fonts() {
    const style = getComputedStyle(document.documentElement);
    return { serif: style.getPropertyValue("--serif"), sans: style.getPropertyValue("--sans") };
  }

  colours() {
    const style = getComputedStyle(document.documentElement);
    const names = ["ink", "soft", "rule", "sheet", "asserts", "denies", "echoes", "questions", "said", ...Object.keys(this.data.kinds).flatMap((kind) => [kind, `${kind}-line`])];
    return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  }

  dashes(edge, colour) { return { dashed: [6, 4], dotted: [2, 3] }[colour[`${edge.kind}-line`]] || []; }

  // Of a node, in pixels on the screen.
  size(i) {
    const zoomed = Math.min(1.5, Math.max(0.45, this.scale));
    return (this.nodes[i].type === "source" ? 5 + Math.min(6, Math.sqrt(this.ties[i].length)) : 3.5) * zoomed;
  }

  fit() {
    let box = this.stage.getBoundingClientRect();
    if (this.view.name === "disputes") { this.scale = 1; this.x = 0; this.y = 0; this.tile(box); this.draw(); return; }
    if (!box.width || !this.view.items.length) { this.draw(); return; }
    const xs = [], ys = [];
    for (const item of this.view.items) {
      const wide = item.w ? item.w / 2 : 14, high = item.h ? item.h / 2 : 14;
      xs.push(item.x - wide, item.x + wide); ys.push(item.y - high, item.y + high);
    }
    const low = xs.reduce((a, b) => Math.min(a, b)), high = xs.reduce((a, b) => Math.max(a, b));
    const top = ys.reduce((a, b) => Math.min(a, b)), bottom = ys.reduce((a, b) => Math.max(a, b));
    const most = this.view.name === "all" ? 1.6 : 1.25;
    const tight = box.width < 560, bent = this.view.name === "dispute" && this.lines.some((edge) => this.bent(edge));
    const names = { all: tight ? 70 : 120, rest: tight ? 70 : 120, source: tight ? 110 : 340, dispute: bent ? 180 : 40 }[this.view.name]; // room, in pixels
    if (tight && !this.view.high) { // a wide picture on a narrow page takes no more of it than it needs
      const scale = Math.min(most, (box.width - names) / Math.max(1, high - low));
      this.stage.style.height = `min(60vh, ${Math.max(220, Math.round((bottom - top) * scale) + 90)}px)`;
      box = this.stage.getBoundingClientRect();
    }
    this.scale = Math.min(most, (box.width - names) / Math.max(1, high - low), (box.height - 40) / Math.max(1, bottom - top));
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
    if (this.view.name === "disputes") { this.paintTiles(pen, colour, fonts); return; }
    const lit = this.lit();
    for (const faint of [true, false]) for (const edge of this.lines) if ((lit !== null && !(lit.has(edge.a) && lit.has(edge.b))) === faint) this.paintEdge(pen, edge, colour, faint);
    if (this.view.name === "dispute") this.paintTies(pen, colour, fonts);
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

  paintEdge(pen, edge, colour, faint) {
    const one = this.place.get(edge.a), other = this.place.get(edge.b);
    const [x1, y1] = this.anchor(one, other).map((v, i) => v * this.scale + (i ? this.y : this.x));
    const [x2, y2] = this.anchor(other, one).map((v, i) => v * this.scale + (i ? this.y : this.x));
    const said = edge.kind === "said";
    const crowd = this.view.name === "all" ? Math.min(1, Math.max(0.3, (this.scale * 250) / Math.sqrt(this.lines.length) / 10)) : 1;
    pen.globalAlpha = faint ? 0.08 : crowd;
    pen.strokeStyle = colour[edge.kind] || colour.soft;
    pen.lineWidth = said ? Math.min(1, this.scale * 1.2) : (1 + edge.score) * Math.max(0.4, crowd);
    pen.setLineDash(this.dashes(edge, colour));
    pen.beginPath();
    if (this.bent(edge)) {
      const side = Math.sign(one.x) || 1, x = (one.x + side * one.w / 2) * this.scale + this.x;
      const [top, low] = [one.y, other.y].map((y) => y * this.scale + this.y), bow = x + side * (24 + Math.min(90, Math.abs(top - low) / 5));
      pen.moveTo(x, top); pen.bezierCurveTo(bow, top, bow, low, x, low);
    } else { pen.moveTo(x1, y1); pen.lineTo(x2, y2); }
    pen.stroke();
    pen.setLineDash([]);
  }

  // Whether an edge joins two cards of one column: it goes around those between.
  bent(edge) {
    const one = this.place.get(edge.a), other = this.place.get(edge.b);
    return Boolean(one.w && other.w && one.x === other.x && !this.view.high);
  }

  // What the edges of a dispute are, the surest first, each only where it covers no other.
  paintTies(pen, colour, fonts) {
    const taken = [];
    pen.globalAlpha = 1;
    pen.font = `600 12px ${fonts.sans}`; pen.textAlign = "center"; pen.textBaseline = "middle";
    for (const edge of this.lines.filter((line) => this.opposing(line)).sort((a, b) => b.score - a.score)) {
      const one = this.place.get(edge.a), other = this.place.get(edge.b);
      const [x1, y1] = this.anchor(one, other), [x2, y2] = this.anchor(other, one);
      const text = `${this.data.kinds[edge.kind] || edge.kind} ${edge.score.toFixed(2)}`;
      const width = pen.measureText(text).width + 10;
      const x = (x1 + x2) / 2 * this.scale + this.x, y = (y1 + y2) / 2 * this.scale + this.y;
      if (Math.abs(x2 - x1) * this.scale < width + 8 || taken.some((above) => Math.abs(above - y) < 18)) continue;
      taken.push(y);
      pen.fillStyle = colour.sheet; pen.fillRect(x - width / 2, y - 9, width, 18);
      pen.fillStyle = colour[edge.kind]; pen.fillText(text, x, y);
    }
  }

  paintNode(pen, item, colour, fonts, faint) {
    const node = this.nodes[item.node];
    const x = item.x * this.scale + this.x, y = item.y * this.scale + this.y;
    pen.globalAlpha = faint ? 0.18 : 1;
    if (item.w) return this.paintCard(pen, item, x, y, colour, fonts);
    const size = this.size(item.node);
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
    const room = w - 28 * s;
    pen.font = `${11.5 * s}px ${fonts.sans}`;
    pen.fillText(this.within(pen, [node.said, node.day].filter(Boolean).join(" · "), room), left + 16 * s, top + 39 * s);
    pen.fillStyle = colour.ink; pen.font = `600 ${13 * s}px ${fonts.sans}`;
    pen.fillText(this.within(pen, this.nodes[this.speaker[item.node]].name, room), left + 16 * s, top + 22 * s);
    pen.font = `${13 * s}px ${fonts.serif}`;
    item.lines.forEach((line, i) => pen.fillText(line, left + 16 * s, top + (59 + 17 * i) * s));
  }

  // Names of sources, the busiest first, each only where it covers no other.
  paintLabels(pen, box, colour, fonts, lit) {
    const taken = [];
    const items = [...this.place.values()].filter((item) => this.nodes[item.node].type === "source");
    const first = (item) => (item.node === this.hovered || item.node === this.selected ? 1e6 : 0) + (lit && lit.has(item.node) ? 1e4 : 0) + this.ties[item.node].length;
    items.sort((a, b) => first(b) - first(a) || a.node - b.node);
    const size = this.view.name === "source" ? 13 : items.length > 40 ? 11 : 12;
    pen.font = `600 ${size}px ${fonts.sans}`; pen.textBaseline = "middle";
    for (const item of items) {
      if (lit && !lit.has(item.node)) continue;
      let text = Claims.short(this.nodes[item.node].name, this.view.name === "source" ? 34 : 24);
      const x = item.x * this.scale + this.x, y = item.y * this.scale + this.y;
      if (x < -100 || y < -20 || x > box.width + 100 || y > box.height + 20) continue;
      const reach = this.size(item.node) + 5;
      let width = pen.measureText(text).width;
      const centred = item.turn === undefined || box.width < 560;
      if (!centred) { // beside its dot: no longer than up to the edge of the picture
        const room = (Math.cos(item.turn) < -0.01 ? x : box.width - x) - reach - 4;
        text = this.within(pen, text, room); width = pen.measureText(text).width;
      }
      const [up, down] = this.view.name === "all" ? this.reach[item.node] : [0, 0];
      const inside = (start) => (x < 0 || x > box.width ? start : Math.max(3, Math.min(box.width - width - 3, start)));
      const left = centred ? inside(x - width / 2) : Math.cos(item.turn) < -0.01 ? x - reach - width : x + reach;
      const beside = Math.max(reach, 14 * this.scale + 6);
      const ways = centred ? [[left, y + Math.max(reach, down * this.scale + 6) + 8], [left, y - Math.max(reach, up * this.scale + 6) - 8], [x + beside, y], [x - beside - width, y]].filter(([start]) => start >= 0 && start + width <= box.width) : [[left, y]];
      const spots = ways.map(([start, middle]) => [start - 3, middle - 8, start + width + 3, middle + 8]);
      const spot = spots.find(([l, t, r, b]) => !taken.some((other) => l < other[2] && other[0] < r && t < other[3] && other[1] < b));
      if (!spot) continue;
      const middle = spot[1] + 8, start = spot[0] + 3;
      taken.push(spot);
      pen.textAlign = "left"; pen.lineWidth = 4; pen.lineJoin = "round"; pen.strokeStyle = colour.sheet; pen.strokeText(text, start, middle);
      pen.fillStyle = colour.ink; pen.fillText(text, start, middle);
    }
  }
};
