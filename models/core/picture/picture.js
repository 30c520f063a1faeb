// Draws the history in #data. Only what is in view is drawn, so that long
// histories stay quick. Positions: a rank is the place of an event in the judged
// order; a unit is a rank or, on the time axis, a nanosecond. controls.js has the
// rest of the script; both stand in one function (see picture.html).
const $ = (id) => document.getElementById(id);
const AXIS = 30;        // height of the axis
const ROW = 24;         // from an operation's top to that of a callback in it
const BAR = 20;         // height of an interval without callbacks
const PAD = 24;         // left of the first event
const TAIL = 60;        // right of the last one: where open operations end
const MOST_PX = 1.2e7;  // browsers give up beyond some width
const EVENT_PX = 36;    // an event needs this much for labels to be readable
const PAGE = 200;       // rows of the table
const STATES = ['completed', 'open: it never returned', 'FAILS: no order explains it',
                'STUCK: it is blocked, but nothing may block it'];
const MARKS = ['', '', 'FAILS ', 'STUCK '];

const data = JSON.parse($('data').textContent);
const scroller = $('scroller'), space = $('space'), plot = $('plot'), card = $('card');
const items = data.items.map((row, i) => ({
  i, process: row[0], depth: row[1], callback: row[2] === 1, f: data.strings[row[3]],
  args: data.strings[row[4]], result: data.strings[row[5]], group: data.strings[row[6]],
  from: row[7], to: row[8], lineFrom: row[9], lineTo: row[10], state: row[11],
  open: row[8] < 0, inner: 0, parent: null, previous: null, next: null, tint: -1,
}));
const lanes = makeLanes();
const groups = makeGroups();
const axes = {order: data.index.map((_, rank) => rank), time: makeTimes()};
const spans = {order: Math.max(axes.order.length - 1, 1),
               time: Math.max(1, (axes.time || []).reduce((a, b) => Math.max(a, b), 0))};
const gutter = 16 + 7.3 * Math.max(4, ...lanes.slice(-1).map((l) => `p${l.process}`.length));
const now = {axis: 'order', zoom: 1, held: -1, hover: -1, query: '', group: -1, marks: null,
             hits: [], idle: lanes.length > 40, page: 0, left: 0, width: 0};
let charWidth = 7.3, waiting = false;

// ---- Reading -------------------------------------------------------------------

function makeLanes() {
  const byProcess = new Map();
  for (const item of items) {
    if (!byProcess.has(item.process)) {
      byProcess.set(item.process, {process: item.process, items: [], deep: 0, stack: []});
    }
    const lane = byProcess.get(item.process);
    item.lane = lane;
    lane.items.push(item);
    const before = lane.stack[item.depth];
    if (before) [before.next, item.previous] = [item, before];
    lane.stack.length = Math.min(lane.stack.length, item.depth);
    item.parent = lane.stack[item.depth - 1] || null;
    lane.stack[item.depth] = item;
    for (let up = item.parent; up; up = up.parent) {
      up.inner = Math.max(up.inner, item.depth - up.depth);
    }
    lane.deep = Math.max(lane.deep, item.depth);
  }
  const all = [...byProcess.values()].sort((a, b) => a.process - b.process);
  for (const lane of all) lane.height = 8 + barHeight(lane.deep);
  return all;
}

function barHeight(inner) { return BAR + inner * (ROW + 3); }

function makeGroups() {
  const seen = new Map();
  for (const item of items) {
    if (item.group === '') continue;
    if (!seen.has(item.group)) seen.set(item.group, seen.size);
    item.tint = seen.get(item.group);
  }
  return [...seen.keys()];
}

// Short name of a group: A to Z, then AA and so on.
function tag(n) {
  return (n >= 26 ? tag(Math.floor(n / 26) - 1) : '') + String.fromCharCode(65 + n % 26);
}

// Times by rank; an event without one stands where the one before it stands.
function makeTimes() {
  if (!data.time) return null;
  let last = data.time.find((t) => t !== null);
  return data.time.map((t) => (last = t === null ? last : t));
}

function call(item) { return `${item.f}(${item.args})`; }

function label(item) {
  const text = MARKS[item.state] + call(item);
  return item.open ? text + ' …' : text + (item.result ? ` → ${item.result}` : '');
}

function eventName(rank, line) {
  return data.index[rank] + (line > 0 ? ` (line ${line})` : '');
}

// Columns that a text takes in a fixed-width font.
function columns(text) {
  let n = 0;
  for (const c of text) n += c.codePointAt(0) < 0x1100 || /[→…‹›]/.test(c) ? 1 : 2;
  return n;
}

function shorten(text, room) {
  if (columns(text) <= room) return text;
  let out = '', n = 1;
  for (const c of text) {
    n += columns(c);
    if (n > room) break;
    out += c;
  }
  return out === '' ? '' : out + '…';
}

function duration(ns) {
  for (const [unit, name] of [[1e9, 's'], [1e6, 'ms'], [1e3, 'µs']]) {
    if (Math.abs(ns) >= unit) return +(ns / unit).toPrecision(7) + ' ' + name;
  }
  return ns + ' ns';
}

// ---- Geometry ------------------------------------------------------------------

function unit(rank) { return axes[now.axis][rank]; }

function span() { return spans[now.axis]; }

// look reads what part is in view, once for all that is asked afterwards.
function look() {
  now.left = scroller.scrollLeft;
  now.width = scroller.clientWidth;
}

function slide(px) {
  scroller.scrollLeft = px;
  look();
}

function at(u) { return gutter + PAD + u * now.zoom - now.left; }
function left(item) { return at(unit(item.from)); }
function right(item) {
  return item.open ? at(span()) + TAIL - 14 : Math.max(at(unit(item.to)), left(item));
}

function fitZoom() {
  const zoom = Math.max(now.width - gutter - PAD - TAIL, 50) / span();
  return now.axis === 'order' ? Math.min(zoom, 140) : zoom;
}

function readableZoom() {
  const wanted = EVENT_PX * (now.axis === 'order' ? 1 : data.index.length / span());
  return Math.max(fitZoom(), wanted);
}

function setZoom(zoom) {
  const most = now.axis === 'order' ? Math.min(400, MOST_PX / span()) : MOST_PX / span();
  now.zoom = Math.max(fitZoom(), Math.min(zoom, Math.max(most, fitZoom())));
  space.style.width = Math.ceil(gutter + PAD + span() * now.zoom + TAIL) + 'px';
}

// zoomAt changes the zoom and keeps what is at `px` where it is.
function zoomAt(zoom, px = (gutter + now.width) / 2) {
  const u = (px + now.left - gutter - PAD) / now.zoom;
  setZoom(zoom);
  slide(gutter + PAD + u * now.zoom - px);
  later();
}

// centre brings a unit to a share of the width.
function centre(u, share = 0.5) {
  slide(PAD + u * now.zoom - (now.width - gutter) * share);
  later();
}

function inView(item) { return right(item) >= gutter && left(item) <= now.width; }

// Where each lane stands; idle ones may be hidden.
function layOut() {
  let y = 0;
  for (const lane of lanes) {
    lane.shown = !now.idle || lane.items.some(inView);
    lane.y = y;
    if (lane.shown) y += lane.height;
  }
  space.style.height = AXIS + y + 'px';
}

// ---- Drawing -------------------------------------------------------------------

function svg(name, attributes, text) {
  const element = document.createElementNS(plot.namespaceURI, name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  if (text !== undefined) element.textContent = text;
  return element;
}

function later() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; draw(); });
}

function draw() {
  look();
  layOut();
  const w = now.width;
  const h = Math.max(scroller.clientHeight, AXIS);
  for (const [key, value] of [['width', w], ['height', h], ['viewBox', `0 0 ${w} ${h}`]]) {
    plot.setAttribute(key, value);
  }
  const under = svg('g'), bars = svg('g'), over = svg('g'), names = svg('g');
  names.append(svg('rect', {class: 'panel', x: 0, y: 0, width: gutter, height: h}));
  for (const lane of lanes) {
    const y = AXIS + lane.y - scroller.scrollTop;
    if (!lane.shown || y > h || y + lane.height < AXIS) continue;
    drawLane(lane, y, w, bars);
    const base = y + lane.height;
    under.append(svg('line', {class: 'rule', x1: 0, x2: w, y1: base, y2: base}));
    names.append(svg('line', {class: 'rule', x1: 0, x2: gutter, y1: base, y2: base}));
    names.append(svg('text', {class: 'name', x: 8, y: y + 18}, `p${lane.process}`));
  }
  const top = svg('g');
  top.append(svg('rect', {class: 'panel', x: 0, y: 0, width: w, height: AXIS}));
  drawTicks(w, h, under, top);
  drawGuides(w, h, over, top);
  top.append(svg('rect', {class: 'panel', x: 0, y: 0, width: gutter, height: AXIS}));
  top.append(svg('text', {class: 'tick', x: 8, y: 19}, now.axis === 'order' ? 'event' : 'time'));
  top.append(svg('line', {class: 'rule', x1: 0, x2: w, y1: AXIS - .5, y2: AXIS - .5}));
  names.append(svg('line', {class: 'rule', x1: gutter, x2: gutter, y1: 0, y2: h}));
  plot.replaceChildren(under, bars, over, names, top);
  placeCard();
}

// Intervals too narrow to tell apart are drawn as one run.
function drawLane(lane, y, w, into) {
  const runs = [], last = [];
  const flush = (run) => {
    if (!run) return;
    const g = svg('g', {class: 'bar run' + (run.hit ? ' hit' : ''), 'data-run': run.count,
                        'data-i': run.first});
    g.append(svg('rect', {class: 'shape', x: run.x1, y: run.y, height: BAR,
                          width: Math.max(run.x2 - run.x1, 1.5)}));
    into.append(g);
  };
  for (const item of lane.items) {
    const x1 = left(item), x2 = right(item);
    if (x2 < gutter || x1 > w) continue;
    const top = y + 4 + item.depth * ROW;
    if (x2 - x1 >= 3 || item.state > 1 || item.i === now.held) {
      const bar = drawBar(item, x1, x2, top, w);
      if (x2 - x1 < 8 && (item.state > 1 || item.i === now.held)) last.push(bar);
      else into.append(bar);  // what is nested in it comes later
      continue;
    }
    const hit = now.marks !== null && now.marks[item.i] === 1;
    const run = runs[item.depth];
    if (run && x1 - run.x2 < 1.5 && run.hit === hit) {
      run.x2 = Math.max(run.x2, x2);
      ++run.count;
    } else {
      flush(run);
      runs[item.depth] = {x1, x2, y: top, hit, count: 1, first: item.i};
    }
  }
  runs.forEach(flush);
  into.append(...last);  // over the runs
}

function drawBar(item, x1, x2, y, w) {
  const from = Math.max(x1, gutter - 12);
  const to = Math.min(Math.max(x2, x1 + (item.state > 1 ? 5 : 3)), w + 20);
  const height = barHeight(item.inner);
  const shown = item.i === now.held || item.i === now.hover;
  const marked = now.marks === null ? '' : now.marks[item.i] ? ' hit' : ' dim';
  const g = svg('g', {'data-i': item.i, class: 'bar' + (item.tint < 0 ? '' : ` g${item.tint % 8}`) +
      (item.open ? ' open' : '') + (item.callback ? ' callback' : '') +
      ['', '', ' failing-item', ' stuck-item'][item.state] + marked + (shown ? ' current' : '')});
  if (item.open) {  // an arrow: it goes on
    const tip = Math.max(from + 2, to);
    g.append(svg('path', {class: 'shape',
        d: `M${from},${y}H${tip}l10,${height / 2}l-10,${height / 2}H${from}z`}));
  } else {
    g.append(svg('rect', {class: 'shape', x: from, y, width: to - from, height,
                          rx: Math.min(item.callback ? 9 : 3, (to - from) / 2)}));
  }
  write(item, g, {from: Math.max(from, gutter) + 5, to: Math.min(to, w) - 3, y: y + 14.5}, w);
  return g;
}

// write puts the label into the interval, or behind it when it fits only there;
// that of an item which fails also before it.
function write(item, g, box, w) {
  const name = groups.length > 1 && item.tint >= 0 ? tag(item.tint) : '';
  const text = label(item), wanted = columns(text);
  const start = box.from + (name ? (name.length + 1) * charWidth : 0);
  const parent = item.parent;
  const end = Math.min(w, item.next ? left(item.next) : parent ? right(parent) : w) - 12;
  const begin = Math.max(gutter, item.previous ? right(item.previous) : parent ? left(parent) : 0);
  const inside = Math.floor((box.to - start) / charWidth);
  const behind = Math.floor((end - box.to) / charWidth);
  const before = Math.floor((box.from - begin - 20) / charWidth);
  if (name && box.to - box.from > name.length * charWidth) {
    g.append(svg('text', {class: 'tag', x: box.from, y: box.y}, name));
  }
  if (inside < wanted && behind > inside && (behind >= wanted || inside < 6 && behind >= 10)) {
    g.append(svg('text', {class: 'beside', x: box.to + 8, y: box.y}, shorten(text, behind)));
  } else if (inside < wanted && before >= wanted && item.state > 1) {
    g.append(svg('text', {class: 'beside', x: box.from - 12, y: box.y, 'text-anchor': 'end'},
                 text));
  } else {
    const short = shorten(text, inside);
    if (short.length > 1) g.append(svg('text', {x: start, y: box.y}, short));
  }
}

// The least of 1, 2, 5, 10, 20, 50 ... that is not below `least`.
function niceStep(least) {
  const power = Math.pow(10, Math.floor(Math.log10(least)));
  return power * [1, 2, 5, 10].find((m) => m * power >= least * 0.999);
}

function drawTicks(w, h, under, top) {
  const order = now.axis === 'order';
  const widest = order ? String(data.index[data.index.length - 1]).length * charWidth : 70;
  const step = niceStep(Math.max((widest + 24) / now.zoom, order ? 1 : 0));
  const first = Math.max(0, Math.floor((now.left - PAD) / now.zoom / step));
  for (let k = first; k * step <= span() && at(k * step) < w; ++k) {
    const x = at(k * step);
    if (order && k * step >= data.index.length) break;
    const text = order ? String(data.index[k * step]) : duration(+(k * step).toPrecision(12));
    under.append(svg('line', {class: 'grid', x1: x, x2: x, y1: AXIS, y2: h}));
    const half = text.length * charWidth / 2;
    const covered = data.failing >= 0 &&
        Math.abs(x - at(unit(data.failing))) < half + flagWidth() / 2;
    if (covered || x - half < gutter + 2) continue;
    top.append(svg('text', {class: 'tick', x, y: 19, 'text-anchor': 'middle'}, text));
  }
}

function flagText() { return `✗ event ${data.index[data.failing]}`; }
function flagWidth() { return flagText().length * charWidth + 14; }

// The failing event, and the ends of the item that the card is about.
function drawGuides(w, h, over, top) {
  const item = items[now.hover >= 0 ? now.hover : now.held];
  for (const rank of item ? [item.from, item.to] : []) {
    const x = rank < 0 ? -1 : at(unit(rank));
    if (x < gutter || x > w) continue;
    over.append(svg('line', {class: 'guide', x1: x, x2: x, y1: AXIS, y2: h}));
  }
  if (data.failing < 0) return;
  const x = at(unit(data.failing));
  if (x < gutter || x > w) return;
  over.append(svg('line', {class: 'failing', x1: x, x2: x, y1: AXIS, y2: h}));
  const width = flagWidth();
  const from = Math.max(gutter, Math.min(x - width / 2, w - width));
  top.append(svg('rect', {class: 'flag', x: from, y: 3, width, height: AXIS - 6, rx: 4}));
  top.append(svg('text', {class: 'flagged', x: from + 7, y: 19}, flagText()));
}
