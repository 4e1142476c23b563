import { svg } from './dom.js';
import { land } from './land.js';
import { coordinates } from './words.js';

// A small map of the world in the Natural Earth projection (Šavrič, Jenny, Patterson, Petrovič, Hurni 2011).

const radians = Math.PI / 180;
const SCALE = 100;
const WIDTH = 2 * 2.7354 * SCALE;
const TOP = -project(84, 0)[1];
const BOTTOM = project(-60, 0)[1];

function project(latitude, longitude) {
  const [phi, lambda] = [latitude * radians, longitude * radians];
  const p2 = phi * phi;
  const p4 = p2 * p2;
  const x = lambda * (0.8707 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4)));
  const y = phi * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4)));
  return [round(x * SCALE), round(-y * SCALE)];
}

function round(value) {
  return Math.round(value * 10) / 10;
}

const steps = (from, to, count) => Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count);
const path = (points) => `M${points.map((point) => point.join(' ')).join('L')}`;
const meridian = (longitude) => path(steps(84, -60, 36).map((latitude) => project(latitude, longitude)));
const parallel = (latitude) => path([project(latitude, -180), project(latitude, 180)]);

const OUTLINE = `${path([
  ...steps(84, -60, 36).map((latitude) => project(latitude, -180)),
  ...steps(-60, 84, 36).map((latitude) => project(latitude, 180)),
])}Z`;
const GRATICULE = [...steps(-150, 150, 10).map(meridian), ...steps(-60, 60, 4).map(parallel)].join('');
// Lines of no length with round ends: all the dots of the land are one path.
const LAND = land.map(({ latitude, longitude }) => `M${project(latitude, longitude).join(' ')}h0`).join('');

/** A map of the world with cross hairs on the place. */
export function locator(place) {
  const [x, y] = project(place.latitude, place.longitude);
  const where = coordinates(place.latitude, place.longitude);
  return svg(
    'svg',
    {
      viewBox: `${round(-WIDTH / 2 - 2)} ${round(-TOP - 2)} ${round(WIDTH + 4)} ${round(TOP + BOTTOM + 4)}`,
      class: 'locator',
      role: 'img',
      'aria-label': `${place.name} on a map of the world, at ${where}`,
    },
    svg('path', { class: 'locator-sea', d: OUTLINE }),
    svg('path', { class: 'locator-grid', d: GRATICULE }),
    svg('path', { class: 'locator-land', d: LAND }),
    svg('path', { class: 'locator-cross', d: meridian(place.longitude) + parallel(place.latitude) }),
    svg('circle', { class: 'locator-ring', cx: x, cy: y, r: 9 }),
    svg('circle', { class: 'locator-dot', cx: x, cy: y, r: 4.5 }),
  );
}
