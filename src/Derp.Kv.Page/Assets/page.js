'use strict';

// The figures come once a second as one JSON document; nothing is asked for, and all text is set as text.
const root = document.body.dataset.root;
const byId = id => document.getElementById(id);
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });

let known = [];
let last = null;
let paused = false;
let stream = null;
let silence = 0;
let tries = 0;

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter(child => child !== undefined));
  return made;
}

// A text that has not changed is not announced again.
function say(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

const count = n => n === undefined ? '' : n < 100000 ? whole.format(n) : short.format(n);
const rate = n => n < 10 ? n.toFixed(1) : count(n);
const ratio = (part, all) => all > 0 ? percent.format(part / all) : '–';

function time(seconds) {
  if (seconds === undefined) return '–';
  if (seconds < 0.001) return `${whole.format(seconds * 1e6)} µs`;
  if (seconds < 1) return `${(seconds * 1e3).toPrecision(3)} ms`;
  return `${seconds.toPrecision(3)} s`;
}

function bytes(n) {
  if (n < 1024) return `${n} B`;
  if (n < 1048576) return `${(n / 1024).toPrecision(3)} KiB`;
  return `${(n / 1048576).toPrecision(3)} MiB`;
}

function age(seconds) {
  if (seconds < 120) return `${whole.format(seconds)} s`;
  if (seconds < 7200) return `${whole.format(seconds / 60)} min`;
  return seconds < 172800 ? `${whole.format(seconds / 3600)} h` : `${whole.format(seconds / 86400)} d`;
}

// Columns: [title, value of a row, whether it is a sign of trouble].
function table(place, columns, rows, empty) {
  if (rows.length === 0) {
    place.replaceChildren(element('p', { class: 'empty' }, empty));
    return;
  }
  const head = element('tr');
  for (const [title] of columns) head.append(element('th', { scope: 'col' }, title));
  const body = element('tbody');
  for (const row of rows) {
    const line = element('tr', { class: row.idle ? 'idle' : undefined });
    columns.forEach(([title, value, isBad], number) => {
      const shown = [].concat(value(row));
      line.append(number === 0
        ? element('th', { scope: 'row' }, ...shown)
        : element('td', { 'data-label': title, class: isBad && isBad(row) ? 'bad' : undefined }, ...shown));
    });
    body.append(line);
  }
  const { scrollLeft, scrollTop } = place;
  place.replaceChildren(element('table', { class: 'stack' }, element('thead', {}, head), body));
  place.scrollTo(scrollLeft, scrollTop);
}

const drawings = [
  ['Calls a second', [['one', 'near hits', 'near'], ['two', 'store hits', 'hits'], ['three', 'misses', 'misses']]],
  ['Bodies a second', [['one', 'cached', 'runs'], ['two', 'failed', 'failures'], ['three', 'joined instead', 'joins']]],
  ['Idempotent calls a second', [['one', 'first', 'first'], ['two', 'replayed', 'replays'], ['three', 'refused', 'conflicts']]],
  ['Limited calls a second', [['one', 'admitted', 'admitted'], ['two', 'denied', 'denied'], ['three', 'decided without the store', 'uncounted']]],
];

function draw(lines) {
  const place = byId('charts');
  drawings.forEach(([title, series], number) => {
    let figure = place.children[number];
    if (!figure) {
      figure = chart(title, series);
      place.append(figure);
    }
    const all = series.map(([, , name]) => lines[name] ?? []);
    const top = Math.max(1, ...all.flat());
    series.forEach(([css, label], i) => {
      const points = all[i];
      figure.querySelector(`path.${css}`).setAttribute('d', points.map((y, x) =>
        `${x === 0 ? 'M' : 'L'}${(x * 600 / Math.max(1, points.length - 1)).toFixed(1)} ${(100 - y * 96 / top).toFixed(1)}`).join(''));
      figure.querySelector(`.key.${css}`).textContent = `${label} ${rate(points.at(-1) ?? 0)}`;
    });
    figure.querySelector('.top').textContent = `at most ${rate(top)}`;
    const details = figure.querySelector('details');
    if (details.open) seconds(details.querySelector('.scroll'), series, all);
  });
}

function chart(title, series) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 600 100');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  const path = css => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    made.setAttribute('class', css);
    svg.append(made);
    return made;
  };
  path('axis').setAttribute('d', 'M0 99.5H600');
  series.forEach(([css]) => path(css));
  const details = element('details', {}, element('summary', {}, 'As a table'), element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': title }));
  details.addEventListener('toggle', () => last && draw(last.lines));
  return element('figure', {},
    element('figcaption', {}, element('b', {}, title), ...series.map(([css]) => element('span', { class: `key ${css}` }))),
    svg,
    element('div', { class: 'scale' }, element('span', {}, '60 s ago'), element('span', { class: 'top' }), element('span', {}, 'now')),
    details);
}

function seconds(place, series, all) {
  const rows = all[0].map((_, i) => ({ ago: all[0].length - 1 - i, at: i })).reverse();
  table(place, [['seconds ago', row => String(row.ago)], ...series.map(([, label], i) => [label, row => rate(all[i][row.at] ?? 0)])], rows, '');
}

function tiles(figures) {
  const now = name => figures.lines[name]?.at(-1) ?? 0;
  const minute = name => (figures.lines[name] ?? []).reduce((n, x) => n + x, 0);
  const [hits, misses] = [minute('near') + minute('hits'), minute('misses')];
  const shown = [
    ['Calls a second', rate(now('near') + now('hits') + now('misses'))],
    ['Hits, 60 s', ratio(hits, hits + misses)],
    ['Saved, 60 s', count(hits + minute('joins') + minute('shared'))],
    ['Shared runs', count(figures.now.flights)],
    ['Leases', count(figures.now.leases)],
    ['Claims', count(figures.now.claims)],
    ['Waiting', count(figures.now.waiters)],
    ['Near cache', bytes(figures.now.nearBytes)],
  ];
  const place = byId('now');
  shown.forEach(([title, value], i) => {
    if (!place.children[i]) place.append(element('div', {}, element('dt', {}, title), element('dd')));
    place.children[i].lastChild.textContent = value;
  });
}

// A method that was not called in the last minute is there all the same.
function withIdle(rows, kind) {
  const active = new Set(rows.map(row => row.method));
  const idle = known.filter(method => method.kind === kind && !active.has(method.name)).map(method => ({ method: method.name, idle: true }));
  const templates = new Map(known.filter(method => method.kind === kind).map(method => [method.name, method]));
  const filter = byId('filter').value.toLowerCase();
  return [...rows, ...idle]
    .filter(row => row.method.toLowerCase().includes(filter))
    .map(row => ({ ...row, known: templates.get(row.method) }));
}

// Names may break after their dots.
const name = text => text.split(/(?<=\.)/).flatMap((part, i) => i === 0 ? [part] : [element('wbr'), part]);
const title = row => row.known ? [...name(row.method), element('small', {}, [row.known.template, row.known.settings].filter(Boolean).join(' · '))] : name(row.method);
const hitsOf = row => (row.near ?? 0) + (row.hits ?? 0);

function tables(figures) {
  table(byId('cached'), [
    ['method', title],
    ['near hits', row => count(row.near)],
    ['hits', row => count(row.hits)],
    ['misses', row => count(row.misses)],
    ['ratio', row => row.idle ? '' : ratio(hitsOf(row), hitsOf(row) + row.misses)],
    ['joined', row => count(row.joins)],
    ['runs saved', row => count(row.saved)],
    ['bodies', row => count(row.runs)],
    ['failed', row => count(row.failures), row => row.failures > 0],
    ['stale', row => count(row.stale), row => row.stale > 0],
    ['body p50', row => row.idle ? '' : time(row.p50)],
    ['p95', row => row.idle ? '' : time(row.p95)],
    ['p99', row => row.idle ? '' : time(row.p99)],
    ['wait p95', row => row.idle ? '' : time(row.wait95)],
  ], withIdle(figures.cached, 'cached'), 'No method with [Cached] is loaded.');
  table(byId('once'), [
    ['method', title],
    ['first', row => count(row.runs)],
    ['replayed', row => count(row.replays)],
    ['refused', row => count(row.conflicts)],
    ['failed', row => count(row.failures), row => row.failures > 0],
    ['claim lost', row => count(row.lost), row => row.lost > 0],
    ['body p50', row => row.idle ? '' : time(row.p50)],
    ['p95', row => row.idle ? '' : time(row.p95)],
    ['p99', row => row.idle ? '' : time(row.p99)],
  ], withIdle(figures.once, 'idempotent'), 'No method with [Idempotent] is loaded, and no helper was called.');
  table(byId('routes'), [
    ['route', row => row.route],
    ['replayed', row => count(row.replays)],
    ['refused', row => count(row.conflicts)],
  ], figures.routes, 'No request was replayed or refused in the last minute.');
  table(byId('limits'), [
    ['limit', title],
    ['admitted', row => count(row.admitted)],
    ['denied', row => count(row.denied)],
    ['of them from memory', row => count(row.remembered)],
    ['without the store', row => count(row.uncounted), row => row.uncounted > 0],
  ], withIdle(figures.limits, 'limit'), 'No method with [RateLimited] is loaded, and no limiter was asked.');
  table(byId('processes'), [
    ['process', row => row.client ? [row.name, element('small', {}, row.client)] : row.name],
    ['store', row => name(row.backend)],
    ['reads', row => row.breaker ? 'breaker open' : 'ok', row => row.breaker],
    ['writes', row => row.writeBreaker ? 'breaker open' : 'ok', row => row.writeBreaker],
    ['shared runs', row => count(row.flights)],
    ['leases', row => count(row.leases)],
    ['claims', row => count(row.claims)],
    ['waiting', row => count(row.waiters)],
    ['queued', row => count(row.queued), row => row.queued > 0],
    ['near entries', row => count(row.nearEntries)],
    ['near memory', row => bytes(row.nearBytes)],
    ['up', row => age(row.up)],
  ], figures.clients, 'No process tells its figures.');
}

// The strip is announced when a line is added to it. Numbers that change are changed in place.
function alarms(list) {
  const place = byId('alarms');
  const shown = new Map([...place.children].map(line => [line.firstChild.data, line]));
  for (const { level, text, count: n, when } of list) {
    const line = shown.get(text) ?? element('p', { class: `alarm ${level}` }, text, element('span', {}, ' '));
    line.lastChild.firstChild.data = ` ${whole.format(n)} ${when}`;
    if (!shown.delete(text)) place.append(line);
  }
  for (const line of shown.values()) line.remove();
}

function show(figures) {
  last = figures;
  if (paused) {
    say(byId('state'), 'Paused');
    return;
  }
  const n = figures.now.processes;
  say(byId('state'), figures.alone
    ? 'Live, this process alone: the store does not answer, or does not let it hear of others.'
    : `Live, ${n} ${n === 1 ? 'process' : 'processes'}`);
  say(byId('left-out'), figures.leftOut > 0 ? `The busiest rows of these tables are shown; ${whole.format(figures.leftOut)} more had calls.` : '');
  alarms(figures.alarms);
  tiles(figures);
  draw(figures.lines);
  tables(figures);
}

function connect() {
  if (stream) return;
  stream = new EventSource(`${root}/events`);
  stream.addEventListener('open', load);
  stream.addEventListener('figures', message => {
    clearTimeout(silence);
    tries = 0;
    show(JSON.parse(message.data));
  });
  stream.addEventListener('error', () => {
    // The server ends a stream each minute, to see whether its viewer still may look: the browser comes back by itself.
    clearTimeout(silence);
    silence = setTimeout(() => say(byId('state'), 'Not connected; trying again.'), 4000);
    if (stream.readyState !== EventSource.CLOSED) return;

    // Refused: too many look, or rights were withdrawn.
    disconnect();
    tries = Math.min(tries + 1, 6);
    setTimeout(() => document.hidden || connect(), tries * 5000);
  });
}

function disconnect() {
  stream?.close();
  stream = null;
}

// Assemblies that were loaded meanwhile have methods of their own.
function load() {
  fetch(`${root}/methods`)
    .then(response => response.ok ? response.json() : known)
    .then(methods => { known = methods; if (last) show(last); })
    .catch(() => { });
}

document.addEventListener('visibilitychange', () => document.hidden ? disconnect() : connect());
byId('filter').addEventListener('input', () => last && tables(last));
byId('pause').addEventListener('click', event => {
  paused = !paused;
  event.target.setAttribute('aria-pressed', String(paused));
  if (last) show(last);
});

connect();
