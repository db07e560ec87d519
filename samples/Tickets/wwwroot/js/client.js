// What the page asks its own process. Requests of the scenarios go to both processes through it: it sends them all at once, and tells each
// answer as it comes.

export async function* send(requests) {
  const response = await post('/demo/send', requests);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done)
      return;
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    yield* lines.map(line => JSON.parse(line));
  }
}

export async function get(path) {
  const response = await fetch(path);
  if (!response.ok)
    throw new Error(`${path} answers ${response.status}.`);
  return response.json();
}

export async function post(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok)
    throw new Error(`${path} answers ${response.status}.`);
  return response;
}

export const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
