// What an answer says of itself: by its status and its headers.

export const header = (answer, name) => {
  const key = Object.keys(answer.headers).find(each => each.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : answer.headers[key];
};

export const isReplay = answer => header(answer, 'Idempotent-Replayed') === 'true';

export const json = answer => {
  try {
    return JSON.parse(answer.body);
  } catch {
    return {};
  }
};

export function kind(answer) {
  if (answer.status === 0 || answer.status >= 500)
    return 'failed';
  if (answer.status >= 400)
    return 'refused';
  if (isReplay(answer))
    return 'replayed';
  return header(answer, 'Cache-Status')?.includes('; hit') ? 'hit' : 'done';
}

const told = ['Idempotent-Replayed', 'Retry-After', 'Cache-Status', 'Age', 'RateLimit', 'Location'];

export function words(answer) {
  if (answer.status === 0)
    return 'no answer';
  const parts = told.filter(name => header(answer, name) !== undefined).map(name => `${name}: ${header(answer, name)}`);
  if (answer.status >= 400) {
    const problem = json(answer);
    parts.unshift(problem.code ?? problem.detail ?? problem.title ?? '');
  }
  return parts.filter(part => part !== '').join(' · ');
}
