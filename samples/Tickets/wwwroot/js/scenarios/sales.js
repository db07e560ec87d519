import { header, isReplay, json } from '../answers.js';
import { post } from '../client.js';
import { untilHealth } from './crashes.js';
import { newKey, order, untilSettled } from './payments.js';

const twoSeats = { eventId: 2, seats: 2 };

const moments = {
  Middle: { doing: 'B charges, writes the first of two tickets, and is killed before the second …', left: { sales: 0, orders: 0, tickets: 0 } },
  End: { doing: 'B charges, sells two tickets, and is killed before it can answer …', left: { sales: 1, orders: 1, tickets: 2 } },
};

const whole = { sales: 1, orders: 1, tickets: 2 };

const told = rows => `${rows.orders}, ${rows.tickets} and ${rows.sales}`;

const same = (rows, wanted) => Object.entries(wanted).every(([name, count]) => rows[name] === count);

async function since(run, before) {
  const now = await run.counts();
  return Object.fromEntries(['sales', 'orders', 'tickets', 'charges'].map(name => [name, now[name] - before[name]]));
}

export const crashInSale = moment => async run => {
  const { doing, left } = moments[moment];
  const before = await run.counts();
  const key = newKey();
  await run.one({ to: 'B', method: 'POST', path: `/demo/kill-in-sale/${moment}` });
  run.doing(doing);
  const killed = await run.one(order('B', key, twoSeats));
  const found = await since(run, before);

  run.doing('The caller asks A. The claim of B lives for five seconds at most …');
  const again = await untilSettled(run, order('A', key, twoSeats));
  const replay = await run.one(order('A', key, twoSeats));
  const made = await since(run, before);
  run.doing('B is started again …');
  const back = await untilHealth(run, 'B', health => health !== null, 20);

  run.fact('the request to B', killed.status === 0 ? 'no answer' : `${killed.status}`, 'connection', killed.status === 0);
  run.fact('paid orders, tickets and records after the crash', told(found), 'tables orders, tickets and derp_kv_ledger', same(found, left));
  run.fact('the same request to A', `${again.status}, ${header(again, 'Location') ?? json(again).code}`, 'status, header Location', again.status === 201);
  run.fact('paid orders, tickets and records after that', told(made), 'tables orders, tickets and derp_kv_ledger', same(made, whole));
  run.fact('charges', `${made.charges}`, 'table charges, the provider\'s', made.charges === 1);
  run.fact('once more', `${replay.status}${isReplay(replay) ? ', replayed' : ''}`, 'header Idempotent-Replayed', isReplay(replay));
  run.fact('process B', back ? 'runs again' : 'was not started again', '/health');
  const good = killed.status === 0 && again.status === 201 && same(found, left) && same(made, whole) && made.charges === 1;
  run.conclude(moment === 'Middle'
    ? `B crashed in the middle of a sale, and nothing of it was left. The retry sold ${made.tickets} tickets.`
    : `B crashed after a sale, and all of it was left. The retry got its result: ${made.tickets} tickets.`, good);
};
