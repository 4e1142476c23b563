import * as api from './api.js';
import { byId, element, fieldError, say } from './dom.js';
import { coordinates, countries, countryCode, countryName, flag, flagsHaveColour, number } from './words.js';

const PAGE = 20;
const DEBOUNCE_MILLIS = 250;
const LARGEST_FIRST = '-population';
const CRITERIA = ['namePrefix', 'country', 'minPopulation', 'sort'];
const FIELDS = { namePrefix: 'name-prefix', country: 'country', minPopulation: 'min-population', sort: 'sort' };

/** The search form, its results and their pages. Its whole state is the query string of the address. */
export class Search {
  #listeners;
  #shown = null;
  #page = { cities: [], cursor: null };
  #request = null;
  #timer = 0;
  // Cursors lead forwards only. The way back is remembered here: query string -> the cursors of the pages before it.
  #trails = new Map();

  /** @param listeners onResults(cities), onHighlight(id or null) */
  constructor(listeners) {
    this.#listeners = listeners;
    byId('countries').append(...countries.map(({ name }) => element('option', { value: name })));
    this.#listen();
    this.load();
  }

  /** Shows what the address asks for, if it is not what is already shown. */
  load() {
    const query = location.search;
    if (query === this.#shown) return;
    const criteria = fromAddress();
    byId('name-prefix').value = criteria.namePrefix;
    byId('country').value = countryName(criteria.country);
    byId('min-population').value = /^\d+$/.test(criteria.minPopulation)
      ? number(Number(criteria.minPopulation))
      : criteria.minPopulation;
    byId('sort').value = criteria.sort;
    return this.#fetch(criteria, { quiet: false });
  }

  /** Asks again without a sign of it, while places are still arriving; not under the reader's hand. */
  refresh() {
    const inUse = byId('results').matches(':hover, :focus-within') || byId('place').open;
    const criteria = fromAddress();
    if (!inUse && !criteria.cursor && this.#request === null) this.#fetch(criteria, { quiet: true });
  }

  #listen() {
    const form = byId('search');
    form.addEventListener('input', (event) => {
      clearTimeout(this.#timer);
      const country = byId('country').value.trim();
      // Half a country's name is not a search yet.
      if (event.target.id === 'country' && country !== '' && !countryCode(country)) return;
      this.#timer = setTimeout(() => this.#submit(), DEBOUNCE_MILLIS);
    });
    form.addEventListener('change', () => this.#submit());
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    byId('clear').addEventListener('click', () => {
      this.#go({ namePrefix: '', country: '', minPopulation: '', sort: LARGEST_FIRST, cursor: '' });
      byId('name-prefix').focus();
    });
    byId('results-suggestion').addEventListener('click', () => {
      byId('name-prefix').value = capitalised(byId('name-prefix').value);
      this.#submit();
    });
    byId('results-retry').addEventListener('click', () => {
      this.#shown = null;
      // A cursor the server refuses stays refused; the first page is the way out.
      if (byId('results-retry').dataset.way === 'first') this.#go({ ...fromAddress(), cursor: '' });
      else this.load();
    });
    byId('next-page').addEventListener('click', () => this.#turn(this.#page.cursor));
    byId('previous-page').addEventListener('click', () => this.#turn((this.#trail() ?? []).at(-1) ?? ''));

    const results = byId('results');
    const highlight = (event) => this.#listeners.onHighlight(event.target.closest('li')?.dataset.cityId ?? null);
    results.addEventListener('pointerover', highlight);
    results.addEventListener('focusin', highlight);
    results.addEventListener('pointerleave', () => this.#listeners.onHighlight(null));
  }

  #submit() {
    clearTimeout(this.#timer);
    const criteria = {
      namePrefix: byId('name-prefix').value.trim(),
      country: typedCountry(byId('country').value.trim()),
      minPopulation: byId('min-population').value.replace(/[\s,.'_]/g, ''),
      sort: byId('sort').value,
      cursor: '',
    };
    const now = fromAddress();
    if (CRITERIA.every((name) => criteria[name] === now[name])) return;
    history.replaceState(null, '', addressOf(criteria));
    this.#fetch(criteria, { quiet: false });
  }

  #go(criteria) {
    history.pushState(null, '', addressOf(criteria));
    return this.load();
  }

  async #turn(cursor) {
    const criteria = { ...fromAddress(), cursor };
    const trail = this.#trail() ?? [];
    const back = trail.indexOf(cursor);
    const target = queryOf(criteria);
    if (cursor !== '') this.#trails.set(target, back < 0 ? [...trail, fromAddress().cursor] : trail.slice(0, back));
    await this.#go(criteria);
    byId('results-heading').focus({ preventScroll: true });
    byId('results-heading').scrollIntoView({ block: 'start' });
  }

  /** The cursors of the pages before this one, the first page's being ''; undefined after following a link into the middle. */
  #trail() {
    return fromAddress().cursor === '' ? [] : this.#trails.get(location.search);
  }

  async #fetch(criteria, { quiet }) {
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    if (!quiet) {
      this.#shown = location.search;
      byId('results').setAttribute('aria-busy', 'true');
    }
    try {
      const page = await api.findCities({ ...criteria, limit: PAGE }, request.signal);
      if (quiet && JSON.stringify(page) === JSON.stringify(this.#page)) return;
      this.#page = page;
      this.#showPage(criteria);
    } catch (problem) {
      if (problem.name !== 'AbortError' && !quiet) this.#showProblem(criteria, problem);
    } finally {
      if (this.#request === request) {
        this.#request = null;
        byId('results').setAttribute('aria-busy', 'false');
      }
    }
  }

  #showPage(criteria) {
    const { cities, cursor } = this.#page;
    this.#clearErrors();
    const most = Math.max(1, ...cities.map(({ population }) => population));
    byId('results').replaceChildren(...cities.map((city) => row(city, most)));
    const trail = this.#trail();
    byId('results-summary').textContent = summary(cities.length, trail, cursor);
    byId('results-empty').hidden = cities.length > 0;
    this.#explainNothing(criteria);
    byId('clear').hidden = !searching(criteria);
    byId('pager').hidden = !cursor && criteria.cursor === '';
    byId('next-page').disabled = !cursor;
    byId('previous-page').disabled = criteria.cursor === '';
    byId('previous-page').textContent = trail === undefined ? 'First page' : 'Previous page';
    this.#listeners.onResults(cities);
  }

  #explainNothing(criteria) {
    const asked = [
      criteria.namePrefix && `called “${criteria.namePrefix}…”`,
      criteria.country && `in ${countryName(criteria.country)}`,
      criteria.minPopulation && `with ${number(Number(criteria.minPopulation))} people or more`,
    ].filter(Boolean);
    byId('results-empty-detail').textContent = asked.length > 0 ? `There is no place ${asked.join(' ')}.` : 'No place has arrived yet.';
    const better = capitalised(criteria.namePrefix);
    say(byId('results-suggestion'), better !== criteria.namePrefix ? `Try “${better}”` : '');
  }

  #showProblem(criteria, problem) {
    this.#clearErrors();
    this.#page = { cities: [], cursor: null };
    byId('results').replaceChildren();
    byId('results-empty').hidden = true;
    byId('results-summary').textContent = '';
    byId('pager').hidden = true;
    byId('clear').hidden = !searching(criteria);
    const fields = problem.parameters.filter((name) => name in FIELDS);
    for (const name of fields) fieldError(byId(FIELDS[name]), problem.detail);
    if (fields.length > 0) {
      byId('results-summary').textContent = 'Correct the search first.';
    } else {
      const badCursor = problem.parameters.includes('cursor');
      byId('results-error-title').textContent = problem.title;
      byId('results-error-detail').textContent = problem.detail;
      byId('results-retry').textContent = badCursor ? 'To the first page' : 'Try again';
      byId('results-retry').dataset.way = badCursor ? 'first' : 'again';
      byId('results-error').hidden = false;
    }
    this.#listeners.onResults([]);
  }

  #clearErrors() {
    for (const id of Object.values(FIELDS)) fieldError(byId(id), '');
    byId('results-error').hidden = true;
  }
}

function fromAddress() {
  const query = new URLSearchParams(location.search);
  return {
    namePrefix: query.get('namePrefix') ?? '',
    country: query.get('country') ?? '',
    minPopulation: query.get('minPopulation') ?? '',
    sort: query.get('sort') === 'name' ? 'name' : LARGEST_FIRST,
    cursor: query.get('cursor') ?? '',
  };
}

function queryOf(criteria) {
  const query = new URLSearchParams();
  for (const name of [...CRITERIA, 'cursor']) {
    if (criteria[name] && !(name === 'sort' && criteria.sort === LARGEST_FIRST)) query.set(name, criteria[name]);
  }
  return query.size > 0 ? `?${query}` : '';
}

const addressOf = (criteria) => `${location.pathname}${queryOf(criteria)}${location.hash}`;

const searching = (criteria) => CRITERIA.some((name) => name !== 'sort' && criteria[name] !== '');

/** What somebody typed as a country: its code if we know it, otherwise as it is, for the server to judge. */
function typedCountry(text) {
  return countryCode(text) ?? countryCode(text.toUpperCase()) ?? text;
}

const capitalised = (text) => text.charAt(0).toLocaleUpperCase() + text.slice(1);

function summary(count, trail, cursor) {
  if (count === 0) return '';
  if (trail === undefined) return `${count} of many`;
  const before = trail.length * PAGE;
  return `${number(before + 1)} to ${number(before + count)}${cursor ? '' : ', the last'}`;
}

function row(city, most) {
  const bar = element('span', { class: 'city-bar', 'aria-hidden': 'true' });
  bar.style.setProperty('--share', city.population / most);
  return element(
    'li',
    { 'data-testid': 'city', 'data-city-id': city.id },
    element(
      'a',
      { class: 'city', href: `#/city/${encodeURIComponent(city.id)}` },
      element('span', { class: flagsHaveColour() ? 'flag' : 'flag flag-code', 'aria-hidden': 'true' }, flag(city.country)),
      element('span', { class: 'city-name', 'data-testid': 'city-name' }, city.name),
      element('span', { class: 'city-country', 'data-testid': 'city-country' }, countryName(city.country)),
      element('span', { class: 'city-population', 'data-testid': 'city-population' }, number(city.population)),
      element('span', { class: 'city-coordinates', 'data-testid': 'city-coordinates' }, coordinates(city.latitude, city.longitude)),
      bar,
    ),
  );
}
