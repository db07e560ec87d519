import { header, isReplay, json } from '../answers.js';
import { get, pause, post } from '../client.js';
import { newKey, order, paidBefore, since, tellMoney, untilSettled } from './payments.js';

export async function untilHealth(run, name, wanted, seconds, request) {
  const end = performance.now() + 1000 * seconds;
  for (;;) {
    const lane = (await get('/demo/state')).lanes.find(each => each.name === name);
    if (wanted(lane.health) || performance.now() > end)
      return wanted(lane.health);
    if (request !== undefined)
      await run.one(request);
    await pause(200);
  }
}

export const killInPayment = knowsKeys => async run => {
  const before = await run.counts();
  const key = newKey();
  await post('/demo/provider', { knowsKeys });
  let killed, first, again, refused = 0;
  try {
    await run.one({ to: 'B', method: 'POST', path: '/demo/kill-in-payment' });
    run.doing('B charges, and is killed before it can write that down …');
    killed = await run.one(order('B', key));
    first = await since(run, before);
    run.doing('The caller asks A. The claim of B lives for five seconds at most …');
    const started = performance.now();
    again = await untilSettled(run, order('A', key));
    refused = (performance.now() - started) / 1000;
  } finally {
    await post('/demo/provider', {});
  }

  const made = await since(run, before);
  run.doing('B is started again …');
  const back = await untilHealth(run, 'B', health => health !== null, 20);
  run.fact('the request to B', killed.status === 0 ? 'no answer' : `${killed.status}`, 'connection');
  run.fact('charged and not written down', `${first.charges - first.orders}`, 'tables charges and orders');
  run.fact('the same request to A', `${again.status}${isReplay(again) ? ', replayed' : ''}, after ${refused.toFixed(1)} s`, 'status, clock of the caller', again.status === 201);
  tellMoney(run, made);
  run.fact('process B', back ? 'runs again' : 'was not started again', '/health');
  if (knowsKeys)
    run.conclude(`B crashed after the charge, and A ran the order again. The provider knew the key: ${made.charges} ${made.charges === 1 ? 'charge' : 'charges'}.`, made.charges === 1);
  else
    run.conclude(`B crashed after the charge, and A ran the order again. The provider cannot tell a retry from an order: ${made.charges} charges. No cache can prevent that: hand the key on, or ask before you pay.`, false);
};

export async function stopStore(run) {
  await run.one({ to: 'A', method: 'GET', path: '/events/1' });
  await post('/demo/store/stop');
  run.doing('The store is gone …');
  const before = await run.counts();
  const reads = await run.send(...run.names.flatMap(to => [{ to, method: 'GET', path: '/events/1', count: 5 }]));
  const page = await run.one({ to: 'A', method: 'GET', path: '/events/3/page' });
  const payment = await run.one(order('A', newKey()));
  const login = await run.one({ to: 'B', method: 'POST', path: '/login', json: { user: 'ada', password: 'a guess' } });
  const made = await since(run, before);

  const read = reads.filter(answer => answer.status === 200).length;
  run.fact('events read', `${read} of ${reads.length}`, 'status', read === reads.length);
  run.fact('a page', `${page.status}`, 'status', page.status === 200);
  run.fact('a payment', `${payment.status} ${json(payment).code}`, 'status and body', payment.status === 503);
  run.fact('a login', `${login.status} ${json(login).code}`, 'status and body', login.status === 503);
  run.fact('charges', `${made.charges}`, 'table charges', made.charges === 0);
  run.conclude('Without the store pages still come, from the database. Payments and guesses at passwords are refused: they could not be counted.',
    read === reads.length && page.status === 200 && payment.status === 503 && made.charges === 0);
}

export async function startStore(run) {
  await post('/demo/store/start');
  run.doing('The store reads what it had written down, and the processes come back to it …');

  // A process tries the store again when somebody asks it for something.
  const healthy = await Promise.all(run.names.map(name => untilHealth(run, name, health => health === 'Healthy', 20, { to: name, method: 'GET', path: '/events' })));
  run.fact('processes that have the store again', `${healthy.filter(each => each).length} of ${run.names.length}`, '/health', healthy.every(each => each));

  const before = await run.counts();
  const earlier = paidBefore();
  if (earlier !== undefined) {
    const replay = await run.one({ ...earlier.request, to: 'B' });
    run.fact('an order that was paid before', `${replay.status}${isReplay(replay) ? ', replayed' : ''}`, 'header Idempotent-Replayed', isReplay(replay));
  }

  const payment = await untilSettled(run, order('A', newKey()));
  const made = await since(run, before);
  run.fact('a new order', `${payment.status}, ${header(payment, 'Location') ?? ''}`, 'status, header Location', payment.status === 201);
  tellMoney(run, made);
  run.conclude('The store is back, with the payments of before.', payment.status === 201 && made.charges === 1);
}
