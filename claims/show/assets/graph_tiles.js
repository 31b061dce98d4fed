// The disputes as the graph opens on them: a tile each, with what is disputed and its two sides,
// and the same as a list beside the picture.
Claims.GraphTiles = class extends Claims.GraphPaint {
  tiles = [];

  // Tiles of as many disputes as have room in the picture.
  tile(box) {
    const { serif, sans } = this.fonts();
    const columns = Math.max(1, Math.floor(box.width / 310)), gap = 16, inner = 14;
    const wide = (box.width - gap * (columns + 1)) / columns;
    this.tiles = [];
    let y = gap;
    const waiting = this.shown();
    while (waiting.length) {
      const row = waiting.splice(0, columns).map((g, column) => {
        const title = this.wrap(this.groupName(g, 120), wide - 2 * inner, `600 14px ${serif}`, 3);
        const sides = [0, 1].map((side) => this.tileSide(g, side, wide * 0.37 - inner, `600 12px ${sans}`));
        const high = Math.max(...sides.map((rows) => rows.reduce((sum, row) => sum + row.h, 0)));
        return { g, title, sides, x: gap + column * (wide + gap), y, w: wide, h: title.length * 18 + high + 58 };
      });
      const high = row.reduce((most, tile) => Math.max(most, tile.h), 0);
      if (this.tiles.length && y + high > box.height - 4) break;
      for (const tile of row) { tile.h = high; this.tiles.push(tile); }
      y += high + gap;
    }
  }

  // The rows of one side of a tile: its sources by name, and how many more there are.
  tileSide(g, side, wide, font) {
    const nodes = this.groups[g].who[side], first = new Map();
    for (const i of nodes) if (!first.has(this.nodes[i].name)) first.set(this.nodes[i].name, i);
    const shown = [...first].slice(0, first.size > 4 ? 3 : 4);
    const rows = shown.map(([name, node]) => { const lines = this.wrap(name, wide, font, 2); return { node, lines, h: lines.length * 14 + 8 }; });
    if (first.size > shown.length) rows.push({ node: null, lines: [`and ${first.size - shown.length} more`], h: 22 });
    return rows;
  }

  tileAt(px, py) {
    if (this.view.name !== "disputes") return null;
    const x = (px - this.x) / this.scale, y = (py - this.y) / this.scale;
    const found = this.tiles.find((tile) => x >= tile.x && x <= tile.x + tile.w && y >= tile.y && y <= tile.y + tile.h);
    return found ? found.g : null;
  }

  paintTiles(pen, colour, fonts) {
    pen.save();
    pen.translate(this.x, this.y); pen.scale(this.scale, this.scale);
    for (const tile of this.tiles) this.paintTile(pen, tile, colour, fonts);
    pen.restore();
  }

  paintTile(pen, tile, colour, fonts) {
    const inner = 14, found = this.groups[tile.g];
    pen.globalAlpha = 1; pen.lineWidth = 1; pen.setLineDash([]);
    pen.strokeStyle = tile.g === this.over ? colour.ink : colour.rule;
    pen.strokeRect(tile.x, tile.y, tile.w, tile.h);
    pen.textAlign = "left"; pen.textBaseline = "alphabetic";
    pen.fillStyle = colour.ink; pen.font = `600 14px ${fonts.serif}`;
    tile.title.forEach((line, i) => pen.fillText(line, tile.x + inner, tile.y + 24 + 18 * i));
    const below = tile.y + 24 + 18 * tile.title.length;
    pen.fillStyle = colour[found.kind]; pen.font = `12px ${fonts.sans}`;
    pen.fillText(this.kindOf(tile.g), tile.x + inner, below);
    const room = tile.y + tile.h - below - 18;
    const spots = [new Map(), new Map()];
    tile.sides.forEach((rows, side) => {
      let y = below + 8 + (room - rows.reduce((sum, row) => sum + row.h, 0)) / 2;
      for (const row of rows) { if (row.node !== null) spots[side].set(row.node, y + row.h / 2); row.y = y; y += row.h; }
    });
    const dot = [tile.x + tile.w * 0.4, tile.x + tile.w * 0.6], mark = [dot[0] + 13, dot[1] - 13];
    this.paintAgainst(pen, tile.g, spots, mark, colour);
    tile.sides.forEach((rows, side) => rows.forEach((row) => this.paintRow(pen, tile.g, side, row, dot[side], mark[side], colour, fonts)));
  }

  // The links between the sources of a tile that are drawn, one line for two.
  paintAgainst(pen, g, spots, mark, colour) {
    const drawn = new Set(), named = [0, 1].map((side) => new Map([...spots[side].keys()].map((i) => [this.nodes[i].name, spots[side].get(i)])));
    const column = new Map();
    this.groups[g].sides.forEach((claims, side) => claims.forEach((i) => column.set(i, side)));
    for (const edge of this.pairs(g)) {
      const ends = column.get(edge.a) === 0 ? [edge.a, edge.b] : [edge.b, edge.a];
      if (column.get(ends[0]) === column.get(ends[1])) continue;
      const [y1, y2] = ends.map((i, side) => named[side].get(this.nodes[this.speaker[i]].name));
      if (y1 === undefined || y2 === undefined || drawn.has(`${y1} ${y2}`)) continue;
      drawn.add(`${y1} ${y2}`);
      pen.strokeStyle = colour[edge.kind]; pen.lineWidth = 1 + edge.score;
      pen.setLineDash(this.dashes(edge, colour));
      pen.beginPath(); pen.moveTo(mark[0], y1); pen.lineTo(mark[1], y2); pen.stroke();
    }
    pen.setLineDash([]);
  }

  paintRow(pen, g, side, row, dot, mark, colour, fonts) {
    const middle = row.y + row.h / 2;
    pen.textBaseline = "middle"; pen.textAlign = side ? "left" : "right";
    pen.font = `${row.node === null ? "" : "600 "}12px ${fonts.sans}`;
    pen.fillStyle = row.node === null ? colour.soft : colour.ink;
    const edge = dot + (side ? 10 : -10);
    row.lines.forEach((line, i) => pen.fillText(line, edge, middle + 14 * (i - (row.lines.length - 1) / 2)));
    if (row.node === null) return;
    pen.strokeStyle = colour.said; pen.lineWidth = 1;
    pen.beginPath(); pen.moveTo(dot, middle); pen.lineTo(mark, middle); pen.stroke();
    pen.fillStyle = colour.soft;
    pen.beginPath(); pen.arc(dot, middle, 5, 0, 2 * Math.PI); pen.fill();
    const claim = this.groups[g].sides[side].find((i) => this.nodes[this.speaker[i]].name === this.nodes[row.node].name);
    pen.fillStyle = colour[this.nodes[claim].stance];
    pen.fillRect(mark - 4, middle - 4, 8, 8);
  }

  // -- the list beside the picture --------------------------------------------------------

  sidesText(g) {
    const make = Claims.make;
    const few = (side) => { const names = this.names(g, side); return names.length > 4 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", "); };
    return make("p", { class: "against" }, make("b", {}, few(0)), make("span", { class: "role" }, " against "), make("b", {}, few(1)));
  }

  describeDisputes(most = 50) {
    const make = Claims.make, shown = this.shown();
    if (!shown.length) { this.describe(null, "Nothing is in dispute."); return; }
    const list = make("ol", { class: "disputed" }, ...shown.slice(0, most).map((g) => make("li", {},
      this.link(this.groupName(g, 120), () => this.showDispute(g)), this.sidesText(g),
      make("p", { class: `tie ${this.groups[g].kind}-ink` }, this.kindOf(g)))));
    const parts = [make("h3", {}, shown.length === 1 ? "One dispute" : `${shown.length} disputes, the most disputed first`), list];
    if (this.tiles.length < shown.length) parts.splice(1, 0, make("p", { class: "role drawn" }, `The first ${this.tiles.length} stand in the picture.`));
    if (shown.length > most) parts.push(this.link(`Show all ${shown.length}`, () => this.describeDisputes(shown.length)));
    this.panel.replaceChildren(...parts);
  }

  describeRest() {
    const make = Claims.make, rest = this.data.rest.map(([i]) => i);
    const claims = rest.filter((i) => this.nodes[i].type === "claim"), left = this.data.left;
    const again = claims.filter((i) => this.ties[i].some((tie) => this.edges[tie].kind === "echo"));
    const parts = [make("h3", {}, "The rest"), make("p", {}, `${claims.length}${left ? ` of ${claims.length + left}` : ""} claims that nothing here stands against, of ${rest.length - claims.length} sources.`), make("p", { class: "role drawn" }, "Click on one in the picture.")];
    if (again.length) parts.push(this.folded(`${again.length} of them echo another`, again.slice(0, 30)));
    const said = new Map();
    for (const i of claims) said.set(this.speaker[i], (said.get(this.speaker[i]) || 0) + 1);
    const busiest = [...said].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 40);
    parts.push(make("p", {}, "Who says the most of them:"), make("ul", { class: "busiest" }, ...busiest.map(([i, number]) => make("li", {}, this.link(this.nodes[i].name, () => this.showSource(i)), ` ${number}`))));
    this.panel.replaceChildren(...parts);
  }

  // Claims behind a line that opens.
  folded(title, claims, open = false) {
    const make = Claims.make;
    return make("details", { open }, make("summary", {}, title), make("ul", {}, ...claims.map((i) => make("li", {}, ...this.claimText(i, false)))));
  }
};
