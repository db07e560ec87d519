import { kind } from './answers.js';
import { make } from './dom.js';

// A lane for each process: how it is, and one dot for each of its answers.

const lanes = new Map();

for (const article of document.querySelectorAll('.lane')) {
  const name = article.dataset.lane;
  const health = make('span', { className: 'health', textContent: 'unknown' });
  const dots = make('div', { className: 'dots', role: 'img' });
  const sum = make('p', { className: 'sum soft', textContent: 'No answers yet' });
  article.append(make('header', {}, make('h3', { textContent: `Process ${name}` }), health), dots, sum);
  lanes.set(name, { article, health, dots, sum, counts: new Map() });
}

const healths = { Healthy: 'up', Degraded: 'without the store' };

export function clear() {
  for (const lane of lanes.values()) {
    lane.dots.replaceChildren();
    lane.counts.clear();
    tell(lane);
  }
}

export function add(answer) {
  const lane = lanes.get(answer.to);
  const sort = kind(answer);
  lane.dots.append(make('i', { className: `dot ${sort}` }));
  lane.counts.set(sort, (lane.counts.get(sort) ?? 0) + 1);
  tell(lane);
}

export function show(states) {
  for (const [name, lane] of lanes) {
    const state = states.find(each => each.name === name);
    lane.article.hidden = state === undefined;
    const health = state?.health ?? 'down';
    lane.health.textContent = healths[health] ?? health.toLowerCase();
    lane.health.dataset.health = health;
  }
}

const words = { done: 'done', hit: 'from the cache', replayed: 'replayed', refused: 'refused', failed: 'failed' };

function tell(lane) {
  const parts = [...lane.counts].map(([sort, count]) => `${count} ${words[sort]}`);
  lane.sum.textContent = parts.length === 0 ? 'No answers yet' : parts.join(', ');
  lane.dots.setAttribute('aria-label', lane.sum.textContent);
}
