import { kind, words } from './answers.js';
import { get, send } from './client.js';
import { byId, make } from './dom.js';
import * as lanes from './lanes.js';

// One run of a scenario: what it sends is shown in the lanes and in the list of requests, and what it finds in the result.

const maxRows = 60;

export class Run {
  #facts = [];
  #rows = byId('exchange').tBodies[0];

  constructor(title, names) {
    this.title = title;
    this.names = names;
    lanes.clear();
    this.#rows.replaceChildren();
  }

  /** The processes, by turns. */
  lane(index) {
    return this.names[index % this.names.length];
  }

  /** Sends requests at once, and returns the answers in the order in which they came. */
  async send(...requests) {
    const answers = [];
    for await (const answer of send(requests.map(({ json, ...request }) => json === undefined ? request : { ...request, body: JSON.stringify(json) }))) {
      answers.push(answer);
      this.show(requests.find(request => request.to === answer.to), answer);
    }
    return answers;
  }

  show(request, answer) {
    lanes.add(answer);
    this.#row(request, answer);
  }

  async one(request) {
    return (await this.send(request))[0];
  }

  /** What the database counts now. */
  async counts() {
    return (await get('/demo/state')).counts;
  }

  /** A line of the result: what, how much, and where that was read. */
  fact(what, value, source, good) {
    this.#facts.push({ what, value, source, good });
  }

  doing(text) {
    byId('result').replaceChildren(make('p', { className: 'doing', textContent: text }));
  }

  /** The end: one sentence, and whether it is what was promised. */
  conclude(sentence, good = true) {
    const rows = this.#facts.map(fact => make('tr', {},
      make('th', { scope: 'row', textContent: fact.what }),
      make('td', { className: fact.good === false ? 'bad' : 'value', textContent: fact.value }),
      make('td', { className: 'soft', textContent: fact.source })));
    byId('result').replaceChildren(
      make('p', { className: good ? 'headline good' : 'headline bad', textContent: sentence }),
      make('table', { className: 'facts' },
        make('caption', { className: 'hidden', textContent: this.title }),
        make('thead', { className: 'hidden' }, make('tr', {}, ...['what', 'seen', 'read from'].map(text => make('th', { scope: 'col', textContent: text })))),
        make('tbody', {}, ...rows)));
  }

  #row(request, answer) {
    if (this.#rows.rows.length >= maxRows)
      return;
    this.#rows.append(make('tr', {},
      make('td', { className: `to ${answer.to}`, textContent: answer.to }),
      make('td', { className: 'request', textContent: `${request.method} ${request.path}` }),
      make('td', {}, make('span', { className: `status ${kind(answer)}`, textContent: answer.status === 0 ? '–' : `${answer.status}` })),
      make('td', { className: 'says', textContent: words(answer) }),
      make('td', { className: 'number', textContent: answer.milliseconds.toFixed(0) })));
  }
}
