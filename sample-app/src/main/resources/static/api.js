/** An answer that is not a success: RFC 9457 problem details, or what comes closest to them. */
export class Problem extends Error {
  constructor(status, title, detail, parameters = []) {
    super(detail);
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.parameters = parameters;
  }
}

export const importState = (signal) => call('GET', 'api/import', { signal });

/** One page of places: {cities, cursor}. Empty criteria are left out. */
export function findCities(criteria, signal) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(criteria)) {
    if (value !== '' && value !== null && value !== undefined) query.set(name, value);
  }
  return call('GET', `api/cities?${query}`, { signal });
}

export const city = (id, signal) => call('GET', cityPath(id), { signal });
export const visit = (id, signal) => call('POST', `${cityPath(id)}/visits`, { signal });
export const comments = (id, signal) => call('GET', `${cityPath(id)}/comments`, { signal });
export const comment = (id, body) => call('POST', `${cityPath(id)}/comments`, { body });

export const work = () => call('GET', 'api/work');
export const redrive = ({ queue, id }) => call('POST', `${letterPath(queue, id)}/redrive`);
export const redriveAll = () => call('POST', 'api/work/dead-letters/redrive');
export const discard = ({ queue, id }) => call('POST', `${letterPath(queue, id)}/discard`);
export const switchReviewer = (state) => call('POST', `api/work/reviewer/${state}`);

const letterPath = (queue, id) => `api/work/dead-letters/${encodeURIComponent(queue)}/${encodeURIComponent(id)}`;
const cityPath = (id) => `api/cities/${encodeURIComponent(id)}`;

async function call(method, path, { signal, body } = {}) {
  const request = { method, signal, headers: { Accept: 'application/json, application/problem+json' } };
  if (body !== undefined) {
    request.headers['Content-Type'] = 'application/json';
    request.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, request);
    if (response.ok) return await response.json();
  } catch (failure) {
    if (failure.name === 'AbortError') throw failure;
    throw new Problem(0, 'Atlas does not answer', 'The server is stopped or starting. What was stored is safe.');
  }
  throw await problemOf(response);
}

async function problemOf(response) {
  const said = await response.json().catch(() => ({}));
  return new Problem(
    response.status,
    said.title ?? (response.status === 404 ? 'Not found' : 'That did not work'),
    said.detail ?? `The server answered with status ${response.status}.`,
    [said.parameter, said.parameters].flat().filter((name) => typeof name === 'string'),
  );
}
