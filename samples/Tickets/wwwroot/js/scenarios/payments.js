import { header, isReplay, json } from '../answers.js';
import { pause, post } from '../client.js';
import { money } from '../dom.js';

const oneSeat = { eventId: 2, seats: 1 };

export const newKey = () => crypto.randomUUID();

export const order = (to, key, json = oneSeat, more = {}) =>
  ({ to, method: 'POST', path: '/orders', headers: { 'Idempotency-Key': `"${key}"` }, json, ...more });

/** Sends a request again for as long as the first one runs, or its claim lives, as clients of such an API do. */
export async function untilSettled(run, request, deadline = 30_000) {
  const end = performance.now() + deadline;
  for (;;) {
    const answer = await run.one(request);
    if (answer.status !== 409 || performance.now() > end)
      return answer;
    await pause(1000 * Number(header(answer, 'Retry-After') ?? 1));
  }
}

/** The charges and orders that were made since. */
export async function since(run, before) {
  const now = await run.counts();
  return { charges: now.charges - before.charges, orders: now.orders - before.orders, doubles: now.doubleCharges - before.doubleCharges };
}

export function tellMoney(run, made, charges = 1) {
  run.fact('charges', `${made.charges}`, 'table charges, the provider\'s', made.charges === charges);
  run.fact('orders paid', `${made.orders}`, 'table orders', made.orders === 1);
}

let lastPaid;

/** The last order that was paid: its request can be sent again. */
export const paidBefore = () => lastPaid;

export async function pay(run) {
  const before = await run.counts();
  const request = order(run.lane(0), newKey());
  const answer = await run.one(request);
  const made = await since(run, before);
  if (answer.status === 201)
    lastPaid = { request, answer };
  run.fact('answer', `${answer.status}, ${header(answer, 'Location') ?? json(answer).code}`, 'status, header Location');
  run.fact('price', money(json(answer).cents), 'body');
  tellMoney(run, made);
  run.conclude(answer.status === 201 ? 'One order, one charge.' : `The payment was refused with ${answer.status}.`, answer.status === 201 && made.charges === 1);
}

export async function payTwice(run) {
  const before = await run.counts();
  const key = newKey();
  run.doing('The same request goes to both processes at the same moment …');
  const atOnce = await run.send(order(run.lane(0), key), order(run.lane(1), key));
  const again = await untilSettled(run, order(run.lane(1), key));
  const made = await since(run, before);

  run.fact('at the same moment', atOnce.map(answer => answer.status).sort().join(' and '), 'status');
  run.fact('the one who asked again', `${again.status}${isReplay(again) ? ', replayed' : ''}`, 'header Idempotent-Replayed', isReplay(again));
  const first = atOnce.find(answer => answer.status === 201);
  run.fact('the same order', first?.body === again.body ? 'yes, byte for byte' : 'no', 'bodies', first?.body === again.body);
  tellMoney(run, made);
  run.conclude(`Three requests with one key: ${made.charges} ${made.charges === 1 ? 'charge' : 'charges'}.`, made.charges === 1 && isReplay(again));
}

export async function otherAmount(run) {
  const before = await run.counts();
  const key = newKey();
  await run.one(order(run.lane(0), key));
  const other = await run.one(order(run.lane(1), key, { ...oneSeat, seats: 2 }));
  const made = await since(run, before);
  run.fact('two seats under the key of one', `${other.status} ${json(other).code}`, 'status and body', other.status === 422);
  tellMoney(run, made);
  run.conclude('A key belongs to one request. Another one under it is refused, and pays nothing.', other.status === 422 && made.charges === 1);
}

export async function hangUp(run) {
  const before = await run.counts();
  const key = newKey();
  await post('/demo/provider', { mode: 'Delay' });
  let gone, again;
  try {
    run.doing('The provider charges and takes its time. The caller does not …');
    gone = await run.one(order(run.lane(0), key, oneSeat, { hangUpAfter: 700 }));
    again = await untilSettled(run, order(run.lane(1), key));
  } finally {
    await post('/demo/provider', {});
  }

  const made = await since(run, before);
  run.fact('the caller who hung up', gone.status === 0 ? 'got no answer' : `${gone.status}`, 'connection');
  run.fact('the same caller again', `${again.status}${isReplay(again) ? ', replayed' : ''}`, 'header Idempotent-Replayed', isReplay(again));
  tellMoney(run, made);
  run.conclude('The order went on without its caller, and was there when the caller came back.', isReplay(again) && made.charges === 1);
}
