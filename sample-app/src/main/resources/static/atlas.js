import { byId } from './dom.js';
import { Globe } from './globe.js';
import { Place } from './place.js';
import { followImport } from './progress.js';
import { Search } from './search.js';
import { Work } from './work.js';

const REFRESH_MILLIS = 2000;

const globe = new Globe(byId('globe'), (city) => {
  location.hash = `#/city/${encodeURIComponent(city.id)}`;
});
const search = new Search({
  onResults: (cities) => globe.show(cities),
  onHighlight: (id) => globe.highlight(id),
});
new Place();
new Work();

addEventListener('popstate', () => search.load());

let refreshed = 0;
followImport((done, finished) => {
  if (!finished && performance.now() - refreshed < REFRESH_MILLIS) return;
  refreshed = performance.now();
  search.refresh();
});
