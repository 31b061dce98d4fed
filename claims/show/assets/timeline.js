// What was said when: bars by day, week or month, and the claims in order.
Claims.Timeline = class {
  constructor(root, data, names) {
    this.root = root;
    this.data = data;
    this.names = names;
    this.most = 200;
  }

  // disputes: those that pass the filters, as in the data; source: only its claims, or "".
  show(disputes, source) {
    const make = Claims.make;
    const rows = [];
    for (const dispute of disputes) for (const claim of dispute.claims) if (!source || claim.source === source) rows.push({ claim, dispute });
    rows.sort((a, b) => (a.claim.date < b.claim.date ? -1 : a.claim.date > b.claim.date ? 1 : 0));
    const dated = rows.filter((row) => row.claim.date);
    this.root.replaceChildren();
    if (!rows.length) { this.root.append(make("p", { class: "empty" }, "Nothing was said that fits these filters.")); return; }
    if (dated.length > 1) this.root.append(this.bars(dated.map((row) => row.claim)));
    const list = make("ol", { class: "days" });
    this.root.append(list);
    let next = 0;
    const more = make("button", { type: "button" }, "Show more");
    const extend = (until) => {
      let day = null, inner = null;
      for (; next < Math.min(until, rows.length); next++) {
        const { claim, dispute } = rows[next];
        if (claim.date !== day) {
          day = claim.date;
          inner = make("ul", {});
          list.append(make("li", {}, make("h3", {}, Claims.day(day)), inner));
        }
        inner.append(this.row(claim, dispute));
      }
      more.hidden = next >= rows.length;
    };
    extend(this.most);
    more.addEventListener("click", () => extend(next + this.most));
    this.root.append(more);
    this.all = () => extend(rows.length);
  }

  row(claim, dispute) {
    const make = Claims.make;
    const where = this.data.articles.get(claim.article);
    return make("li", { class: claim.stance },
      make("b", {}, (this.names[claim.source] || ["not named"])[0]), ` · ${claim.said}: `, make("q", {}, Claims.quoted(claim.quote)),
      make("p", { class: "from" }, make("a", { href: `#dispute-${dispute.id}` }, Claims.short(dispute.topic, 110)),
        where ? " · " : null, where ? make("a", { href: `#article-${claim.article}` }, [where.outlet, "article"].filter(Boolean).join(", ")) : null));
  }

  bars(claims) {
    const order = ["asserts", "echoes", "questions", "denies"];
    const first = Date.parse(claims[0].date), last = Date.parse(claims[claims.length - 1].date);
    const days = Math.max(1, Math.round((last - first) / 864e5));
    const step = days <= 60 ? 1 : days <= 420 ? 7 : Math.ceil(days / 60);
    const bins = Array.from({ length: Math.floor(days / step) + 1 }, () => ({}));
    for (const claim of claims) {
      const bin = bins[Math.min(bins.length - 1, Math.floor(Math.round((Date.parse(claim.date) - first) / 864e5) / step))];
      bin[claim.stance] = (bin[claim.stance] || 0) + 1;
    }
    const most = Math.max(...bins.map((bin) => order.reduce((sum, stance) => sum + (bin[stance] || 0), 0)));
    const svg = (name, properties, text) => {
      const element = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const [key, value] of Object.entries(properties)) element.setAttribute(key, value);
      if (text !== undefined) element.textContent = text;
      return element;
    };
    const width = 1000, height = 110, each = width / bins.length;
    const day = (i) => Claims.day(new Date(first + i * step * 864e5).toISOString().slice(0, 10));
    const label = `Claims in dispute from ${Claims.day(claims[0].date)} to ${Claims.day(claims[claims.length - 1].date)}, at most ${most} ${step === 1 ? "a day" : `in ${step} days`}`;
    const chart = svg("svg", { class: "timeline-bars", viewBox: `0 0 ${width} 112`, preserveAspectRatio: "none", role: "img", "aria-label": label });
    bins.forEach((bin, i) => {
      let top = height;
      for (const stance of order) {
        if (!bin[stance]) continue;
        const tall = (bin[stance] / most) * (height - 12);
        const bar = svg("rect", { class: stance, x: i * each + 0.5, y: top - tall, width: Math.max(1, Math.min(each - 1, 24)), height: tall });
        bar.append(svg("title", {}, `${day(i)}: ${bin[stance]} ${stance}`));
        chart.append(bar);
        top -= tall;
      }
    });
    chart.append(svg("line", { x1: 0, x2: width, y1: height + 0.5, y2: height + 0.5 }));
    const ends = Claims.make("p", { class: "from ends" }, Claims.make("span", {}, Claims.day(claims[0].date)), Claims.make("span", {}, label), Claims.make("span", {}, Claims.day(claims[claims.length - 1].date)));
    return Claims.make("div", {}, chart, ends);
  }
};

Claims.day = function (date) {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(date);
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  return match && months[match[2] - 1] ? `${Number(match[3])} ${months[match[2] - 1]} ${match[1]}` : date || "No date";
};
