import * as api from './api.js';
import { byId, element, say } from './dom.js';
import { ago, instant, number, until } from './words.js';

const LOOK_MILLIS = 2000;

/** The queues, the schedule and the dead letters, looked at again and again while the page is seen. */
export class Work {
  #letters = '';
  #acting = false;

  constructor() {
    byId('reviewer-switch').addEventListener('click', ({ target }) => this.#act(() => api.switchReviewer(target.dataset.to)));
    byId('redrive-all').addEventListener('click', () => this.#act(api.redriveAll, 'All dead letters are in their queues again.'));
    this.#watch();
  }

  async #watch() {
    for (;;) {
      if (!document.hidden && !this.#acting) await this.#look(api.work);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MILLIS));
    }
  }

  async #look(ask) {
    try {
      const work = await ask();
      this.#show(work);
      say(byId('work-error'), '');
      return true;
    } catch (problem) {
      say(byId('work-error'), problem.detail);
      return false;
    }
  }

  /** Does something and shows what has become of it; the reader's place is the heading, as his button is gone. */
  async #act(request, done) {
    this.#acting = true;
    const succeeded = await this.#look(request);
    if (succeeded && done) {
      byId('work-status').textContent = done;
      byId('dead-heading').focus({ preventScroll: true });
    }
    this.#acting = false;
  }

  #show({ queues, batches, schedules, mostVisited, reviewerUp, deadLetters }) {
    byId('queues').replaceChildren(...queues.map(queueRow));
    say(byId('batches'), batches && `Import: ${number(batches.done)} of ${number(batches.total)} tasks are done.`);
    this.#showMostVisited(mostVisited, schedules[0]);
    byId('reviewer').textContent = reviewerUp
      ? 'It approves comments, and is somebody else’s: it may be down. Reviews are tried three times then, and end below.'
      : 'It is down. Reviews of comments fail, and end below; once it is back, redrive them.';
    byId('reviewer-switch').textContent = reviewerUp ? 'Take the reviewer down' : 'Bring the reviewer back';
    byId('reviewer-switch').dataset.to = reviewerUp ? 'down' : 'up';
    byId('reviewer-switch').hidden = false;
    this.#showLetters(deadLetters);
    byId('work').dataset.state = 'ready';
  }

  #showMostVisited(counted, schedule) {
    const visited = counted?.places ?? [];
    byId('most-visited').replaceChildren(...visited.map(visitedRow));
    byId('most-visited-empty').hidden = visited.length > 0;
    const last = counted ? `Counted ${ago(counted.counted)}` : 'Not counted yet';
    byId('schedule').textContent = schedule ? `${last}, again ${until(schedule.next)}.` : `${last}.`;
  }

  /** Rows that have not changed stay: one may be open, or under the reader's finger. */
  #showLetters(letters) {
    const shown = JSON.stringify(letters);
    byId('dead-empty').hidden = letters.length > 0;
    byId('redrive-all').hidden = letters.length < 2;
    if (shown === this.#letters) return;
    this.#letters = shown;
    byId('dead-letters').replaceChildren(...letters.map((letter) => this.#letterRow(letter)));
  }

  #letterRow(letter) {
    const { queue, id, function: name, reason, error, attempts, died } = letter;
    const button = (label, action, done) => {
      const node = element('button', { type: 'button', 'data-testid': label.toLowerCase(), 'aria-label': `${label} task ${id}` }, label);
      node.addEventListener('click', () => {
        node.disabled = true;
        this.#act(() => action(letter), done);
      });
      return node;
    };
    const [cause, ...stack] = error.trim().split('\n');
    return element(
      'li',
      { class: 'letter', 'data-testid': 'letter' },
      element(
        'p',
        { class: 'letter-head' },
        element('strong', {}, name || `task ${id}`),
        element('span', { class: 'badge' }, reason),
        element('time', { datetime: died, title: instant(died) }, ago(died)),
      ),
      element('p', { class: 'letter-facts' }, `Task ${id} of queue ${queue}, ${number(attempts)} ${attempts === 1 ? 'attempt' : 'attempts'}`),
      stack.length === 0
        ? element('p', { class: 'letter-error', 'data-testid': 'letter-error' }, cause)
        : element(
            'details',
            { class: 'letter-error' },
            element('summary', { 'data-testid': 'letter-error' }, cause),
            element('pre', { tabindex: '0' }, stack.join('\n')),
          ),
      element(
        'p',
        { class: 'letter-actions' },
        button('Redrive', api.redrive, `Task ${id} is in its queue again.`),
        button('Discard', api.discard, `Task ${id} is thrown away.`),
      ),
    );
  }
}

function queueRow({ name, waiting, running, dead }) {
  return element(
    'tr',
    { 'data-queue': name },
    element('th', { scope: 'row' }, name),
    element('td', {}, number(waiting)),
    element('td', {}, number(running)),
    element('td', { class: dead > 0 ? 'dead' : null }, number(dead)),
  );
}

function visitedRow({ id, name, visits }) {
  return element(
    'li',
    { 'data-testid': 'visited' },
    element('a', { href: `#/city/${encodeURIComponent(id)}` }, name),
    element('span', {}, `${number(visits)} ${visits === 1 ? 'visit' : 'visits'}`),
  );
}
