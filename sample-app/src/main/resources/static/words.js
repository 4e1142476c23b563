// Numbers, places and times as the page writes them. The page is in English, so are they.

const numbers = new Intl.NumberFormat('en');
const degrees = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });
const instants = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

// ISO 3166-1 has no list in the browser, only names; these are the codes that occur in the data.
const CODES =
  'AD AE AF AG AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN '
  + 'CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FR GA GB GE GF GG GH GI GM GN GP GQ GR GT GU GW '
  + 'GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KP KR KW KY KZ LA LB LC LK LR LS LT LU LV '
  + 'LY MA MC MD ME MG MH MK ML MM MN MO MP MQ MR MT MU MV MW MX MY MZ NA NC NE NG NI NL NO NP NZ OM PA PE PF PG PH PK '
  + 'PL PR PS PT PY QA RE RO RS RU RW SA SB SC SD SE SG SI SK SL SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT '
  + 'TW TZ UA UG US UY UZ VC VE VI VN VU WS XK YE YT ZA ZM ZW';

export const number = (value) => numbers.format(value);

export const places = (count) => `${number(count)} ${count === 1 ? 'place' : 'places'}`;

export const coordinates = (latitude, longitude) =>
  `${degrees.format(Math.abs(latitude))}° ${latitude < 0 ? 'S' : 'N'}, ${degrees.format(Math.abs(longitude))}° ${longitude < 0 ? 'W' : 'E'}`;

export function countryName(code) {
  return /^[A-Z]{2}$/.test(code) ? regions.of(code) : code;
}

/** All countries of the data, by name. */
export const countries = CODES.split(' ')
  .map((code) => ({ code, name: countryName(code) }))
  .sort((a, b) => a.name.localeCompare(b.name, 'en'));

/** The ISO code somebody means by a country's name or by its code in capitals; undefined if it is neither. */
export function countryCode(text) {
  const wanted = text.trim();
  const byName = countries.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  return byName?.code ?? countries.find(({ code }) => code === wanted)?.code;
}

/** The flag of a country, or its bare code where the system has no pictures of flags (Windows, many Linux desks). */
export function flag(code) {
  if (!flagsHaveColour() || !/^[A-Z]{2}$/.test(code)) return code;
  return String.fromCodePoint(...[...code].map((letter) => 0x1f1e6 + letter.charCodeAt(0) - 65));
}

let colourful;

export function flagsHaveColour() {
  if (colourful !== undefined) return colourful;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 24;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (!pen) return (colourful = false);
  pen.font = '20px sans-serif';
  pen.textBaseline = 'top';
  pen.fillText('\u{1f1ee}\u{1f1f9}', 0, 0);
  const pixels = pen.getImageData(0, 0, 24, 24).data;
  colourful = false;
  for (let i = 0; i < pixels.length; i += 4) {
    if (pixels[i] !== pixels[i + 1] || pixels[i + 1] !== pixels[i + 2]) colourful = true;
  }
  return colourful;
}

export function duration(seconds) {
  if (seconds < 1) return 'less than a second';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return `${Math.round(seconds / 60)} min`;
}

export function until(iso) {
  const seconds = (new Date(iso) - Date.now()) / 1000;
  return seconds < 1 ? 'now' : `in ${duration(seconds)}`;
}

export const instant = (iso) => instants.format(new Date(iso));

export function ago(iso) {
  const seconds = (Date.now() - new Date(iso)) / 1000;
  if (seconds < 45) return 'just now';
  if (seconds < 3000) return relative.format(-Math.round(seconds / 60), 'minute');
  if (seconds < 80000) return relative.format(-Math.round(seconds / 3600), 'hour');
  return relative.format(-Math.round(seconds / 86400), 'day');
}
