import { header, json } from '../answers.js';
import { get, pause, post } from '../client.js';
import { pay } from './payments.js';

async function untilPaymentsTold(charges) {
  const end = performance.now() + 20_000;
  for (;;) {
    const { counts } = await get('/demo/state');
    if (counts.payments >= charges || performance.now() > end)
      return counts;
    await pause(100);
  }
}

export async function redeliver(run) {
  if ((await run.counts()).charges === 0)
    await pay(run);
  run.doing('The provider delivers its last event again …');
  const { charge, deliveries, rows } = await (await post('/demo/redeliver')).json();
  for (const delivery of deliveries)
    run.show({ method: 'POST', path: '/hooks/pay' }, delivery);

  const replayed = deliveries.filter(each => header(each, 'Idempotent-Replayed') === 'true').length;
  run.fact('deliveries', `${deliveries.length}, of charge ${charge}`, 'the provider');
  run.fact('answered from the record', `${replayed}`, 'header Idempotent-Replayed');
  run.fact('payments noted for that charge', `${rows}`, 'table payments', rows === 1);
  run.conclude(`${deliveries.length} deliveries, ${rows} ${rows === 1 ? 'payment' : 'payments'}.`, rows === 1);
}

export async function login(run) {
  const before = await run.counts();

  // A caller of an address of its own, and a user of no other caller, so that the page's visitor can press again.
  const part = () => Math.floor(Math.random() * 0x10000).toString(16);
  const address = `2001:db8:${part()}:${part()}::1`;
  const user = `user-${part()}`;
  const answers = [];
  for (let guess = 0; guess < 6; guess++) {
    answers.push(await run.one({
      to: run.lane(guess),
      method: 'POST',
      path: '/login',
      headers: { 'X-Forwarded-For': address },
      json: { user, password: `guess ${guess}` },
    }));
  }

  const logins = (await run.counts()).logins - before.logins;
  const last = answers[5];
  run.fact('six guesses', answers.map(answer => answer.status).join(', '), 'status');
  run.fact('left, as told each time', answers.map(answer => /r=(\d+)/.exec(header(answer, 'RateLimit') ?? '')?.[1] ?? '–').join(', '), 'header RateLimit');
  run.fact('come back in', `${header(last, 'Retry-After') ?? '–'} s`, 'header Retry-After', last.status === 429);
  run.fact('passwords compared', `${logins}`, 'table logins', logins === 5);
  run.conclude(`${logins} guesses were let through, whichever process they came to. ${last.status === 429 ? 'The sixth was not.' : json(last).title ?? ''}`, logins === 5 && last.status === 429);
}
