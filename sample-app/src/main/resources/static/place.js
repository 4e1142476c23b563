import * as api from './api.js';
import { byId, element, fieldError, say } from './dom.js';
import { locator } from './locator.js';
import { ago, coordinates, countryName, flag, flagsHaveColour, instant, number } from './words.js';

const FIRST_LOOK_MILLIS = 500;
const LAST_LOOK_MILLIS = 5000;
const FIELDS = { author: 'comment-author', text: 'comment-text' };

/** The panel of one place: opened and closed by the fragment of the address, #/city/{id}. */
export class Place {
  #id = null;
  #opened = null;
  #cameFromHere = false;
  #comments = [];
  #pendingSeen = new Set();
  #timer = 0;
  #watch = 0;

  constructor() {
    const dialog = byId('place');
    byId('place-close').addEventListener('click', () => this.#leave());
    byId('place-retry').addEventListener('click', () => this.#open(this.#id));
    byId('comment-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#post();
    });
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      this.#leave();
    });
    dialog.addEventListener('pointerdown', (event) => {
      if (event.target === dialog) this.#leave();
    });
    addEventListener('hashchange', () => {
      this.#cameFromHere = this.#id === null;
      this.follow();
    });
    this.follow();
  }

  /** Shows the place the address names, or closes the panel. */
  follow() {
    const id = /^#\/city\/(.+)$/.exec(location.hash)?.[1];
    if (id === undefined) this.#close();
    else if (id !== this.#id) this.#open(decodeURIComponent(id));
  }

  /** Back to where the reader came from; a place opened by a link has no such page, so only its fragment goes. */
  #leave() {
    if (this.#cameFromHere) {
      history.back();
    } else {
      history.replaceState(null, '', location.pathname + location.search);
      this.#close();
    }
  }

  #close() {
    this.#opened?.abort();
    this.#id = null;
    document.title = 'Atlas';
    byId('place').dataset.state = 'closed';
    if (byId('place').open) byId('place').close();
    this.#cameFromHere = false;
  }

  async #open(id) {
    this.#opened?.abort();
    this.#opened = new AbortController();
    const { signal } = this.#opened;
    this.#id = id;
    this.#reset();
    if (!byId('place').open) byId('place').showModal();
    try {
      this.#showCity(await api.city(id, signal));
      const [visits, comments] = await Promise.all([api.visit(id, signal), api.comments(id, signal)]);
      byId('place-visits').textContent = number(visits.visits);
      this.#showComments(comments);
      byId('place').dataset.state = 'ready';
      this.#awaitModeration(signal);
    } catch (problem) {
      if (problem.name !== 'AbortError') this.#showProblem(problem);
    }
  }

  #reset() {
    byId('place').dataset.state = 'loading';
    byId('place-error').hidden = true;
    byId('place-body').hidden = false;
    byId('place-country').textContent = '';
    byId('place-name').textContent = 'One moment';
    byId('place-map').replaceChildren();
    for (const id of ['place-population', 'place-visits', 'place-coordinates']) byId(id).textContent = '–';
    byId('comment-text').value = '';
    this.#clearErrors();
    this.#comments = [];
    this.#pendingSeen.clear();
    byId('comments').replaceChildren();
    byId('comments-empty').hidden = true;
    byId('place').scrollTop = 0;
  }

  #showCity(city) {
    document.title = `${city.name} · Atlas`;
    byId('place-name').textContent = city.name;
    byId('place-country').replaceChildren(
      element('span', { class: flagsHaveColour() ? 'flag' : 'flag flag-code', 'aria-hidden': 'true' }, flag(city.country)),
      countryName(city.country),
    );
    byId('place-population').textContent = number(city.population);
    byId('place-coordinates').textContent = coordinates(city.latitude, city.longitude);
    byId('place-map').replaceChildren(locator(city));
  }

  #showProblem(problem) {
    byId('place').dataset.state = 'failed';
    byId('place-name').textContent = problem.status === 404 ? 'Not on this map' : 'Atlas';
    byId('place-error-title').textContent = problem.title;
    byId('place-error-detail').textContent = problem.detail;
    byId('place-error').hidden = false;
    byId('place-body').hidden = true;
  }

  #showComments(comments) {
    this.#comments = comments;
    for (const { id, approved, author } of comments) {
      if (approved && this.#pendingSeen.has(id) && !byId('comments').querySelector(`[data-comment-id="${CSS.escape(id)}"][data-approved="true"]`)) {
        byId('place-status').textContent = `The comment by ${author} is approved.`;
      }
      if (!approved) this.#pendingSeen.add(id);
    }
    byId('comments').replaceChildren(...comments.map((comment) => row(comment, this.#pendingSeen.has(comment.id))));
    byId('comments-empty').hidden = comments.length > 0;
  }

  /** Looks again, less and less often, until no comment waits for its moderation or the panel is closed. */
  #awaitModeration(signal) {
    const watch = ++this.#watch;
    let wait = FIRST_LOOK_MILLIS;
    const look = async () => {
      if (signal.aborted || this.#comments.every(({ approved }) => approved)) return;
      try {
        const comments = await api.comments(this.#id, signal);
        // Asked before a comment that was posted meanwhile: its own watch knows better.
        if (watch !== this.#watch) return;
        this.#showComments(comments);
      } catch (problem) {
        if (problem.name === 'AbortError') return;
      }
      wait = Math.min(wait * 1.5, LAST_LOOK_MILLIS);
      this.#timer = setTimeout(look, wait);
    };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(look, wait);
  }

  async #post() {
    const [author, text] = [byId('comment-author'), byId('comment-text')];
    this.#clearErrors();
    if (author.value.trim() === '') fieldError(author, 'Write your name.');
    if (text.value.trim() === '') fieldError(text, 'Write a comment.');
    const wrong = byId('comment-form').querySelector('[aria-invalid]');
    if (wrong) return wrong.focus();

    const [id, { signal }] = [this.#id, this.#opened];
    byId('comment-submit').disabled = true;
    try {
      const stored = await api.comment(id, { author: author.value.trim(), text: text.value.trim() });
      if (signal.aborted) return;
      text.value = '';
      this.#showComments([stored, ...this.#comments.filter((comment) => comment.id !== stored.id)]);
      byId('place-status').textContent = 'Stored. Your comment awaits moderation.';
      this.#awaitModeration(signal);
    } catch (problem) {
      if (!signal.aborted) this.#showRefusal(problem);
    } finally {
      byId('comment-submit').disabled = false;
    }
  }

  #showRefusal(problem) {
    const fields = problem.parameters.filter((name) => name in FIELDS);
    for (const name of fields) fieldError(byId(FIELDS[name]), problem.detail);
    if (fields.length === 0) say(byId('comment-error'), problem.detail);
    else byId(FIELDS[fields[0]]).focus();
  }

  #clearErrors() {
    for (const id of Object.values(FIELDS)) fieldError(byId(id), '');
    say(byId('comment-error'), '');
  }
}

/** @param wasPending whether the reader saw it wait, so that its approval is worth a word */
function row(comment, wasPending) {
  const status = comment.approved ? 'approved' : 'awaiting moderation';
  return element(
    'li',
    {
      class: comment.approved ? 'comment' : 'comment comment-pending',
      'data-testid': 'comment',
      'data-comment-id': comment.id,
      'data-approved': comment.approved,
    },
    element(
      'p',
      { class: 'comment-head' },
      element('strong', { 'data-testid': 'comment-author' }, comment.author),
      element('time', { datetime: comment.createdAt, title: instant(comment.createdAt) }, ago(comment.createdAt)),
      comment.approved && !wasPending ? null : element('span', { class: 'badge', 'data-testid': 'comment-status' }, status),
    ),
    element('p', { class: 'comment-text', 'data-testid': 'comment-text' }, comment.text),
  );
}
