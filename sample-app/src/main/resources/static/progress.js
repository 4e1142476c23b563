import * as api from './api.js';
import { byId, say } from './dom.js';
import { duration, number, places } from './words.js';

const POLL_MILLIS = 600;
const WINDOW_MILLIS = 8000;
const AWAY_MILLIS = 1500;
const LEAVE_MILLIS = 1400;

/**
 * Follows the import until all places are stored, through restarts of the server.
 *
 * @param onProgress called with (done, finished) whenever more places have arrived
 */
export async function followImport(onProgress) {
  let samples = [];
  let seenUnfinished = false;
  for (;;) {
    let wait = POLL_MILLIS;
    try {
      const state = await api.importState();
      if (!state.running && state.done >= state.total) {
        await finish(state, seenUnfinished);
        if (seenUnfinished) onProgress(state.done, true);
        return;
      }
      const before = samples.at(-1)?.done;
      seenUnfinished = true;
      samples = remember(samples, state.done);
      show(state, samples);
      if (state.done !== before) onProgress(state.done, false);
    } catch (problem) {
      samples = [];
      showAway(problem);
      wait = AWAY_MILLIS;
    }
    await pause(wait);
  }
}

const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** The samples of the last seconds; a count that went down belongs to another run and starts anew. */
function remember(samples, done) {
  const now = performance.now();
  const kept = done < (samples.at(-1)?.done ?? 0) ? [] : samples.filter(({ at }) => now - at < WINDOW_MILLIS);
  return [...kept, { at: now, done }];
}

/** Places per second over the window; undefined as long as it is too short to say. */
function rateOf(samples) {
  const [first, last] = [samples[0], samples.at(-1)];
  return last.at - first.at < POLL_MILLIS / 2 ? undefined : ((last.done - first.done) * 1000) / (last.at - first.at);
}

function show({ total, done, running }, samples) {
  const rate = running ? rateOf(samples) : undefined;
  panel(running ? 'running' : 'waiting');
  byId('import-title').textContent = running ? 'Importing places' : 'Waiting for the import';
  byId('import-count').textContent = `${number(done)} of ${number(total)}`;
  byId('import-progress').max = total;
  byId('import-progress').value = done;
  byId('import-rate').textContent = rate === undefined ? '' : `${places(Math.round(rate))} per second`;
  byId('import-remaining').textContent =
    rate > 0 ? `${number(total - done)} to go, ${duration((total - done) / rate)} left` : `${number(total - done)} to go`;
}

function showAway(problem) {
  panel('away');
  byId('import-title').textContent = problem.title ?? 'Atlas does not answer';
  byId('import-rate').textContent = 'Trying again. The import goes on where it stopped.';
  byId('import-remaining').textContent = '';
}

async function finish({ total, done }, wasShown) {
  if (wasShown) {
    byId('import-title').textContent = 'All places are here';
    byId('import-count').textContent = `${number(done)} of ${number(total)}`;
    byId('import-progress').max = total;
    byId('import-progress').value = done;
    byId('import-rate').textContent = '';
    byId('import-remaining').textContent = '';
    byId('import').dataset.state = 'done';
    await pause(LEAVE_MILLIS);
  }
  say(byId('import-total'), places(done));
  byId('import-done').hidden = false;
  byId('import').hidden = true;
}

function panel(state) {
  byId('import').dataset.state = state;
  byId('import').hidden = false;
}
