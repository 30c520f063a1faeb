// What the reader can do: step, search, zoom, hold a card, read the table.

// ---- The card of one item --------------------------------------------------------

function html(name, text, cls) {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  if (cls) element.className = cls;
  return element;
}

// All that is known of an item, as pairs of a name and a text.
function facts(item) {
  const list = [['State', STATES[item.state]], ['Process', `p${item.process}`]];
  if (item.callback) {
    list.push(['Callback', item.parent ? `inside ${call(item.parent)}` : 'on its own']);
  }
  if (item.group !== '') list.push(['Group', `${item.group} (${tag(item.tint)})`]);
  list.push(['Result', item.open ? 'none, still open' : item.result || 'nothing']);
  list.push(['Begin', 'event ' + eventName(item.from, item.lineFrom)]);
  list.push(['End', item.open ? 'never' : 'event ' + eventName(item.to, item.lineTo)]);
  const t1 = data.time && data.time[item.from];
  const t2 = data.time && !item.open ? data.time[item.to] : null;
  const took = t1 === null || t2 === null ? '' : ` to ${duration(t2)}, took ${duration(t2 - t1)}`;
  if (t1 !== null) list.push(['Time', duration(t1) + took]);
  if (data.failing === item.from || data.failing === item.to) {
    list.push(['Here', `the ${data.failing === item.from ? 'begin' : 'end'} cannot be explained`]);
  }
  return list;
}

function fillCard(item, run) {
  const list = html('dl');
  if (run > 1) {
    card.replaceChildren(html('h3', `${run} operations`),
                         html('div', 'Too narrow to tell apart: click to zoom in.'));
    return;
  }
  for (const [name, text] of facts(item)) list.append(html('dt', name), html('dd', text));
  card.replaceChildren(html('h3', call(item)), list);
}

// The card stands below the picture if it fits there, so that it hides nothing,
// else near its interval. On a narrow screen it is docked to the bottom.
function placeCard() {
  const i = now.hover >= 0 ? now.hover : now.held;
  const target = i >= 0 && plot.querySelector(`[data-i="${i}"] .shape`);
  card.hidden = !target;
  document.body.classList.toggle('carded', !!target && now.held >= 0);
  if (!target) return;
  card.classList.toggle('held', i === now.held);
  const run = +(target.parentNode.dataset.run || 1);
  const name = `${i}/${run}`, fresh = card.dataset.for !== name;
  if (fresh) fillCard(items[i], run);
  card.dataset.for = name;
  const box = target.getBoundingClientRect(), own = card.getBoundingClientRect();
  const frame = scroller.getBoundingClientRect();
  if (getComputedStyle(card).left === '0px') {
    if (fresh && box.bottom + 12 > own.top) scrollBy(0, box.bottom + 12 - own.top);
    return;
  }
  const x = Math.max(box.left, frame.left + gutter);
  const fits = (top) => top + own.height + 8 < innerHeight;
  const below = Math.min(box.bottom, frame.bottom) + 8;
  const y = fits(frame.bottom + 6) ? frame.bottom + 6
      : fits(below) ? below : Math.max(box.top, frame.top) - own.height - 8;
  card.style.left = Math.max(8, Math.min(x, innerWidth - own.width - 8)) + 'px';
  card.style.top = Math.max(8, y) + 'px';
}

// ---- Holding an item and stepping ------------------------------------------------

function hold(i, show = true) {
  now.held = i;
  now.hover = -1;
  $('live').textContent = i < 0 ? '' :
      label(items[i]) + '. ' + facts(items[i]).map((pair) => pair.join(': ')).join('. ');
  if (i >= 0 && show) reveal(items[i]);
  later();
}

function reveal(item) {
  const wide = right(item) - left(item);
  if (wide < 24) {
    setZoom(Math.max(readableZoom(), Math.min(now.zoom * 24 / Math.max(wide, 1e-6), 400)));
  }
  if (left(item) < gutter || left(item) > now.width - 60) centre(unit(item.from), 0.3);
  layOut();
  const room = scroller.clientHeight - AXIS;
  const y = item.lane.y, below = y + item.lane.height;
  if (y < scroller.scrollTop || below > scroller.scrollTop + room) {
    scroller.scrollTop = y - Math.max(0, room - item.lane.height) / 2;
  }
}

// The item to start from: one that fails, else the first in view.
function anchor() {
  const bad = items.findIndex((item) => item.state > 1);
  return bad >= 0 ? bad : Math.max(0, items.findIndex(inView));
}

function step(by) {
  if (now.held < 0) return hold(anchor());
  hold(Math.max(0, Math.min(items.length - 1, now.held + by)));
}

function jump() {
  const bad = data.failing >= 0 ? data.failing : items[anchor()].from;
  if (now.zoom < readableZoom() / 2) setZoom(readableZoom());
  centre(unit(bad), 0.65);
  const item = items.find((it) => it.state > 1) ||
      items.find((it) => it.from === bad || it.to === bad);
  if (item) {
    layOut();
    scroller.scrollTop = item.lane.y - scroller.clientHeight / 2;
  }
}

function setAxis(axis) {
  const keep = now.held >= 0 ? items[now.held].from : data.failing >= 0 ? data.failing : 0;
  const share = Math.min(1, Math.max(0, (at(unit(keep)) - gutter) / (now.width - gutter)));
  now.axis = axis;
  for (const name of ['order', 'time']) $(name).setAttribute('aria-pressed', name === axis);
  setZoom(readableZoom());
  centre(unit(keep), share);
}

// ---- Search and groups -------------------------------------------------------------

function search() {
  const wanted = now.query.trim().toLowerCase();
  now.hits = [];
  now.marks = wanted === '' && now.group < 0 ? null : new Uint8Array(items.length);
  if (now.marks !== null) {
    for (const item of items) {
      if (now.group >= 0 && item.tint !== now.group) continue;
      const text = `${call(item)} ${item.result} ${item.group} p${item.process} `.toLowerCase();
      if (!text.includes(wanted)) continue;
      now.marks[item.i] = 1;
      now.hits.push(item.i);
    }
  }
  now.page = 0;
  tellHits();
  if ($('list').open) fillTable();
  later();
}

function tellHits() {
  const k = now.hits.indexOf(now.held);
  const count = now.hits.length;
  $('hits').textContent = now.marks === null ? '' :
      k >= 0 ? `${k + 1} of ${count}` : `${count} ${count === 1 ? 'match' : 'matches'}`;
}

function nextHit(by) {
  if (now.hits.length === 0) return;
  let k = by > 0 ? now.hits.findIndex((i) => i > now.held)
                 : now.hits.findLastIndex((i) => i < now.held);
  if (k < 0) k = by > 0 ? 0 : now.hits.length - 1;
  hold(now.hits[k]);
  tellHits();
}

// A small drawing for the legend: the same shapes as in the picture.
function sample(cls, open, round) {
  const picture = document.createElementNS(plot.namespaceURI, 'svg');
  picture.setAttribute('width', 34);
  picture.setAttribute('height', 16);
  const g = svg('g', {class: 'bar ' + cls});
  g.append(open ? svg('path', {class: 'shape', d: 'M1,2H24l6,6l-6,6H1z'})
                : svg('rect', {class: 'shape', x: 1, y: 2, width: 30, height: 12,
                               rx: round ? 6 : 2}));
  picture.append(g);
  return picture;
}

function makeLegend() {
  const legend = $('legend');
  const key = (picture, text) => {
    const entry = html('span', undefined, 'key');
    entry.append(picture, html('span', text));
    legend.append(entry);
  };
  const any = (test) => items.some(test);
  if (any((item) => item.callback)) key(sample('callback', false, true), 'callback');
  if (any((item) => item.open)) key(sample('open', true), 'never returned');
  if (any((item) => item.state === 2)) key(sample('failing-item', false), 'fails');
  if (any((item) => item.state === 3)) key(sample('stuck-item', true), 'stuck');
  if (groups.length < 2) return;
  legend.append(html('span', 'Groups:'));
  groups.slice(0, 24).forEach((group, i) => {
    const button = html('button', `${tag(i)} ${group}`);
    button.title = `Only ${group}`;
    button.style.background = `var(--g${i % 8})`;
    button.setAttribute('aria-pressed', 'false');
    button.onclick = () => {
      now.group = now.group === i ? -1 : i;
      for (const other of legend.querySelectorAll('button')) {
        other.setAttribute('aria-pressed', other === button && now.group === i);
      }
      search();
    };
    legend.append(button);
  });
  if (groups.length > 24) legend.append(html('span', `and ${groups.length - 24} more`));
}

// ---- The table ---------------------------------------------------------------------

function fillTable() {
  const rows = now.marks === null ? items : now.hits.map((i) => items[i]);
  const pages = Math.max(1, Math.ceil(rows.length / PAGE));
  now.page = Math.max(0, Math.min(now.page, pages - 1));
  const first = now.page * PAGE;
  const shown = rows.slice(first, first + PAGE);
  $('rows').textContent = rows.length === 0 ? 'nothing matches' :
      `${first + 1} to ${first + shown.length} of ${rows.length}`;
  $('earlier').disabled = now.page === 0;
  $('later').disabled = now.page === pages - 1;
  $('grouphead').hidden = groups.length === 0;
  $('body').replaceChildren(...shown.map((item) => {
    const row = html('tr', undefined, item.state > 1 ? 'bad' : '');
    const cells = [eventName(item.from, item.lineFrom),
                   item.open ? 'never' : eventName(item.to, item.lineTo), `p${item.process}`,
                   '\u00a0\u00a0'.repeat(item.depth) + call(item), item.result];
    if (groups.length > 0) cells.push(item.group);
    cells.push(['', 'open', 'FAILS', 'STUCK'][item.state]);
    for (const text of cells) row.append(html('td', text));
    row.onclick = () => { hold(item.i); scroller.scrollIntoView({block: 'nearest'}); };
    return row;
  }));
}

// ---- Events ------------------------------------------------------------------------

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const inPicture = event.target === document.body || event.target.closest('#scroller, .tools');
  if (!inPicture || event.target.tagName === 'INPUT') return;
  const far = now.width * 0.25;
  const keys = {
    '+': () => zoomAt(now.zoom * 1.5), '=': () => zoomAt(now.zoom * 1.5),
    '-': () => zoomAt(now.zoom / 1.5), '0': () => zoomAt(0), 'f': jump,
    'n': () => step(1), 'p': () => step(-1), '/': () => $('query').focus(),
    'ArrowLeft': () => { scroller.scrollLeft -= far; },
    'ArrowRight': () => { scroller.scrollLeft += far; },
    'Home': () => { scroller.scrollLeft = 0; },
    'End': () => { scroller.scrollLeft = space.offsetWidth; },
    'Escape': () => hold(-1),
  };
  if (!Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
}

function itemUnder(event) {
  const under = document.elementFromPoint(event.clientX, event.clientY);
  return under && under.closest('#plot [data-i]');
}

function onClick(event) {
  const bar = itemUnder(event);
  if (bar && +(bar.dataset.run || 1) > 1) {
    const px = event.clientX - scroller.getBoundingClientRect().left;
    return zoomAt(now.zoom * 8, px);
  }
  const i = bar ? +bar.dataset.i : -1;
  hold(i === now.held ? -1 : i, false);
}

function listen() {
  const press = {out: () => zoomAt(now.zoom / 1.5), in: () => zoomAt(now.zoom * 1.5),
                 fit: () => zoomAt(0), jump, prev: () => step(-1), next: () => step(1),
                 order: () => setAxis('order'), time: () => setAxis('time'),
                 idle: () => { now.idle = !now.idle; showIdle(); later(); },
                 earlier: () => { --now.page; fillTable(); },
                 later: () => { ++now.page; fillTable(); }};
  for (const id in press) $(id).onclick = press[id];
  $('query').oninput = () => { now.query = $('query').value; search(); };
  $('query').onkeydown = (event) => {
    if (event.key === 'Enter') nextHit(event.shiftKey ? -1 : 1);
    if (event.key === 'Escape') scroller.focus();
  };
  document.addEventListener('keydown', onKey);
  scroller.addEventListener('scroll', later);
  scroller.addEventListener('click', onClick);
  scroller.addEventListener('wheel', (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const px = event.clientX - scroller.getBoundingClientRect().left;
    zoomAt(now.zoom * Math.exp(-event.deltaY / 300), px);
  }, {passive: false});
  scroller.addEventListener('pointermove', (event) => {
    if (event.pointerType !== 'mouse') return;
    const bar = itemUnder(event);
    const i = bar ? +bar.dataset.i : -1;
    if (i !== now.hover) { now.hover = i; later(); }
  });
  scroller.addEventListener('pointerleave', () => { now.hover = -1; later(); });
  addEventListener('scroll', placeCard, {passive: true});
  $('list').addEventListener('toggle', () => {
    if (!$('list').open) return;
    const i = now.held < 0 ? anchor() : now.held;
    now.page = Math.floor((now.marks === null ? i : now.hits.findIndex((k) => k >= i)) / PAGE);
    fillTable();
  });
  addEventListener('beforeprint', () => { $('text').open = true; });
  new ResizeObserver(() => { look(); setZoom(now.zoom); later(); }).observe(scroller);
}

function showIdle() {
  $('idle').setAttribute('aria-pressed', now.idle);
  scroller.classList.toggle('still', now.idle && lanes.length > 12);
}

function start() {
  if (items.length === 0) return;
  $('app').hidden = false;
  $('text').open = false;  // it stands open for readers without a script
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = '12px ' + getComputedStyle(document.documentElement).getPropertyValue('--mono');
  charWidth = pen.measureText('0'.repeat(50)).width / 50 || charWidth;
  const bad = items.some((item) => item.state > 1) || data.failing >= 0;
  $('jump').hidden = !bad;
  if (data.failing < 0) $('jump').textContent = 'Stuck';
  $('modes').hidden = axes.time === null;
  $('idle').hidden = lanes.length < 6;
  showIdle();
  makeLegend();
  listen();
  look();
  setZoom(readableZoom());
  layOut();
  look();  // the scroll bars stand now
  setZoom(readableZoom());
  if (bad) jump();
  later();
}

start();
