import { get } from './client.js';
import { byId, make, money } from './dom.js';
import * as lanes from './lanes.js';
import { Run } from './run.js';
import { callers, changePrice, databaseFails } from './scenarios/cache.js';
import { killInPayment, startStore, stopStore } from './scenarios/crashes.js';
import { login, redeliver } from './scenarios/once.js';
import { hangUp, otherAmount, pay, payTwice } from './scenarios/payments.js';
import { crashInSale } from './scenarios/sales.js';

const scenarios = {
  'callers-200': callers,
  'change-price': changePrice,
  'database-fails': databaseFails,
  'pay': pay,
  'pay-twice': payTwice,
  'other-amount': otherAmount,
  'hang-up': hangUp,
  'kill-b': killInPayment(true),
  'kill-b-no-keys': killInPayment(false),
  'kill-b-in-sale': crashInSale('Middle'),
  'kill-b-after-sale': crashInSale('End'),
  'stop-store': stopStore,
  'start-store': startStore,
  'redeliver': redeliver,
  'login-6': login,
};

const ofTwo = ['kill-b', 'kill-b-no-keys', 'kill-b-in-sale', 'kill-b-after-sale'];
const ofSupervisor = ['stop-store', 'start-store'];
const tiles = {
  queries: 'slow queries',
  charges: 'charges',
  doubleCharges: 'charged twice',
  orders: 'orders paid',
  tickets: 'tickets sold',
  sales: 'sales on record',
  payments: 'payments told of',
  logins: 'passwords compared',
};

let names = ['A'];
let running = false;

async function refresh() {
  const [state, events] = await Promise.all([get('/demo/state'), get('/events')]);
  names = state.lanes.map(lane => lane.name);
  lanes.show(state.lanes);
  byId('setting').textContent = names.length === 2
    ? 'A ticket shop of two processes with one store. Every number here is read from a response or from the database.'
    : 'A ticket shop in one process, with its store in memory. Every number here is read from a response or from the database.';
  for (const id of ofTwo)
    byId(id).hidden = names.length < 2;
  for (const id of ofSupervisor)
    byId(id).hidden = !state.supervisor;
  byId('crashes').hidden = names.length < 2 && !state.supervisor;

  byId('counts').replaceChildren(...Object.entries(tiles).map(([name, words]) =>
    make('div', { className: name === 'doubleCharges' && state.counts[name] > 0 ? 'bad' : '' },
      make('dt', { textContent: words }), make('dd', { textContent: `${state.counts[name]}`, data: { count: name } }))));
  byId('events').replaceChildren(...events.map(event => make('li', {},
    make('a', { href: `/events/${event.id}/page`, textContent: event.name }),
    make('span', { className: 'soft', textContent: `${event.city}, ${event.starts.slice(0, 10)}` }),
    make('span', { className: 'price', textContent: money(event.cents) }),
    make('span', { className: 'soft', textContent: `${event.left} left` }))));
}

async function start(button) {
  if (running)
    return;
  running = true;
  const result = byId('result');
  delete result.dataset.done;
  result.setAttribute('aria-busy', 'true');
  for (const each of Object.keys(scenarios))
    byId(each).setAttribute('aria-disabled', 'true');
  button.classList.add('running');
  await known;
  const run = new Run(button.querySelector('b').textContent, names);
  try {
    await scenarios[button.id](run);
  } catch (error) {
    run.conclude(`The scenario broke off: ${error.message}`, false);
  }

  await refresh();
  button.classList.remove('running');
  for (const each of Object.keys(scenarios))
    byId(each).removeAttribute('aria-disabled');
  result.removeAttribute('aria-busy');
  result.dataset.done = button.id;
  running = false;
  result.scrollIntoView({ block: 'nearest' });
}

// Which processes there are. Whoever presses a button before that waits for it.
const known = refresh();

for (const id of Object.keys(scenarios))
  byId(id).addEventListener('click', event => start(event.currentTarget));

await known;
setInterval(() => {
  if (!running && !document.hidden)
    refresh().catch(() => lanes.show([]));
}, 3000);
