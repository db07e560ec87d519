import { header, json } from '../answers.js';
import { pause, post } from '../client.js';
import { money } from '../dom.js';

const event = '/events/1';
const page = '/events/1/page';

const read = to => ({ to, method: 'GET', path: event });

// The same price: it is a write all the same, after which no process has the event.
async function makeCold(run) {
  const cents = json(await run.one(read(run.lane(0)))).cents;
  await run.one({ to: run.lane(0), method: 'PUT', path: event, json: { cents } });
  return cents;
}

const isStale = answer => header(answer, 'Cache-Status')?.includes('stale') ?? false;

export async function callers(run) {
  await makeCold(run);
  const before = await run.counts();
  run.doing('200 callers ask, and the query takes a second …');
  const answers = await run.send(...run.names.map(to => ({ ...read(to), count: 200 / run.names.length })));
  const queries = (await run.counts()).queries - before.queries;

  const good = answers.filter(answer => answer.status === 200);
  for (const name of run.names)
    run.fact(`answers of process ${name}`, `${good.filter(answer => header(answer, 'X-Process') === name).length}`, 'header X-Process');
  run.fact('different answers', `${new Set(good.map(answer => answer.body)).size}`, 'bodies');
  run.fact('queries', `${queries}`, 'table query_log', queries === 1);
  run.fact('slowest answer', `${Math.max(...answers.map(answer => answer.milliseconds)).toFixed(0)} ms`, 'clock of the caller');
  run.conclude(`${good.length} callers, ${run.names.length} ${run.names.length === 1 ? 'process' : 'processes'}: ${queries} ${queries === 1 ? 'query' : 'queries'}.`, good.length === 200 && queries === 1);
}

export async function changePrice(run) {
  const [a, b] = [run.lane(0), run.lane(1)];
  const priceOf = answer => /<data value="(\d+)">/.exec(answer.body)?.[1];
  const old = await makeCold(run);

  // The page's query has read the old price, and is still under way, when the new one is written.
  run.doing(`Process ${b} renders the page while ${a} changes the price …`);
  const { queries } = await run.counts();
  const rendering = run.one({ to: b, method: 'GET', path: page });
  while ((await run.counts()).queries === queries)
    await pause(50);
  const changed = old === 8900 ? 9900 : 8900;
  await run.one({ to: a, method: 'PUT', path: event, json: { cents: changed } });
  const during = await rendering;
  const after = await run.one({ to: b, method: 'GET', path: page });
  const again = await run.one({ to: a, method: 'GET', path: page });
  const last = json(await run.one(read(b))).cents;

  run.fact('price before', money(old), `GET ${event}`);
  run.fact('price in the page that was being rendered', money(priceOf(during)), `page of ${b}`, Number(priceOf(during)) === old);
  run.fact('price in the next page', money(priceOf(after)), `page of ${b}`, Number(priceOf(after)) === changed);
  run.fact('price in the page after that', money(priceOf(again)), `page of ${a}, which ${header(again, 'Age') === undefined ? 'rendered it' : 'had it from the store'}`, Number(priceOf(again)) === changed);
  run.fact('price of the event', money(last), `GET ${event} at ${b}`, last === changed);
  const good = [priceOf(after), priceOf(again), last].every(cents => Number(cents) === changed);
  run.conclude('The page that was overtaken went to its caller and was not kept. Whoever asked later got the new price.', good);
}

export async function databaseFails(run) {
  const answers = [];
  await run.one(read(run.lane(0)));
  await post('/demo/slow', { milliseconds: 200, fails: true });
  try {
    run.doing('The database fails. What was read before expires after ten seconds …');
    const old = new Set();
    for (let second = 0; second < 20 && old.size < run.names.length; second++) {
      const answer = await run.one(read(run.lane(second)));
      answers.push(answer);
      if (isStale(answer))
        old.add(answer.to);
      await pause(1000);
    }
  } finally {
    await post('/demo/slow', {});
  }

  const good = answers.filter(answer => answer.status === 200);
  run.fact('answers while the database failed', `${good.length} of ${answers.length}`, 'status', good.length === answers.length);
  run.fact('from a process\'s memory', `${good.filter(answer => header(answer, 'Cache-Status').includes('memory')).length}`, 'header Cache-Status');
  run.fact('past their lifetime', `${good.filter(isStale).length}`, 'header Cache-Status', good.some(isStale));
  run.fact('oldest', `${Math.max(...good.map(answer => Number(header(answer, 'Age') ?? 0)))} s`, 'header Age');
  run.conclude(`The database failed for ${answers.length} seconds, and ${answers.length - good.length} callers got an error.`, good.length === answers.length && good.some(isStale));
}
