import { calm } from './dom.js';
import { land } from './land.js';

// An orthographic globe on a canvas. A place is a unit vector; the view is the point of the Earth that faces the reader
// and a zoom. Nothing is drawn unless something moved: there is no frame loop at rest.

const radians = Math.PI / 180;
const TURN_MILLIS = 900;
const GRATICULE = graticule();
const LAND = land.map(({ latitude, longitude }) => vector(latitude, longitude));

function vector(latitude, longitude) {
  const [phi, lambda] = [latitude * radians, longitude * radians];
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
}

function graticule() {
  const lines = [];
  for (let longitude = -180; longitude < 180; longitude += 30) {
    lines.push(Array.from({ length: 41 }, (_, i) => vector(-80 + 4 * i, longitude)));
  }
  for (let latitude = -60; latitude <= 60; latitude += 30) {
    lines.push(Array.from({ length: 91 }, (_, i) => vector(latitude, 4 * i)));
  }
  return lines;
}

const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

export class Globe {
  #canvas;
  #pen;
  #onPick;
  #style = {};
  #size = { width: 0, height: 0 };
  #view = { latitude: 18, longitude: 10, zoom: 1 };
  #markers = [];
  #lit = null;
  #turn = 0;
  #frame = 0;

  /** @param onPick called with the city whose marker was clicked */
  constructor(canvas, onPick) {
    this.#canvas = canvas;
    this.#pen = canvas.getContext('2d');
    this.#onPick = onPick;
    new ResizeObserver(() => this.#fit()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#fit());
    this.#listen();
    this.#fit();
  }

  /** Marks these cities and turns to where most of them are. */
  show(cities) {
    this.#lit = null;
    this.#markers = cities.map((city) => ({ city, at: vector(city.latitude, city.longitude) }));
    if (cities.length > 0) this.#turnTo(this.#middle());
    else this.#redraw();
  }

  /** Names one of the marked cities, or none; turns only if it is on the far side. */
  highlight(id) {
    this.#lit = this.#markers.find((marker) => String(marker.city.id) === String(id)) ?? null;
    if (this.#lit && dot(this.#lit.at, this.#axes().towards) < 0.3) {
      const { latitude, longitude } = this.#lit.city;
      this.#turnTo({ latitude: clamp(latitude, -50, 50), longitude, zoom: this.#view.zoom });
    } else {
      this.#redraw();
    }
  }

  #middle() {
    const sum = [0, 1, 2].map((i) => this.#markers.reduce((total, { at }) => total + at[i], 0));
    const length = Math.hypot(...sum);
    // Spread over the whole world there is no middle: face the first of them.
    const scattered = length < 0.45 * this.#markers.length;
    const middle = scattered ? this.#markers[0].at : sum.map((part) => part / length);
    const reach = Math.max(...this.#markers.map(({ at }) => Math.acos(clamp(dot(at, middle), -1, 1))));
    return {
      latitude: clamp((Math.asin(middle[2]) / radians) * 0.85, -50, 50),
      longitude: Math.atan2(middle[1], middle[0]) / radians,
      zoom: scattered ? 1 : clamp(0.55 / Math.sin(Math.min(reach, Math.PI / 2)), 1, this.#style.zoom),
    };
  }

  #turnTo(target) {
    cancelAnimationFrame(this.#turn);
    const from = { ...this.#view };
    const east = ((((target.longitude - from.longitude) % 360) + 540) % 360) - 180;
    const begun = performance.now();
    const step = (now) => {
      const time = calm.matches ? 1 : clamp((now - begun) / TURN_MILLIS, 0, 1);
      const eased = 1 - (1 - time) ** 3;
      this.#view = {
        latitude: from.latitude + (target.latitude - from.latitude) * eased,
        longitude: from.longitude + east * eased,
        zoom: from.zoom + (target.zoom - from.zoom) * eased,
      };
      this.#draw();
      if (time < 1) this.#turn = requestAnimationFrame(step);
    };
    this.#turn = requestAnimationFrame(step);
  }

  #listen() {
    let drag = null;
    this.#canvas.addEventListener('pointerdown', (event) => {
      cancelAnimationFrame(this.#turn);
      drag = { x: event.clientX, y: event.clientY, view: { ...this.#view }, moved: false };
      this.#canvas.setPointerCapture(event.pointerId);
    });
    this.#canvas.addEventListener('pointermove', (event) => {
      if (!drag) {
        const marker = this.#markerAt(event);
        this.#canvas.classList.toggle('pointing', marker !== null);
        if (marker !== this.#lit) {
          this.#lit = marker;
          this.#redraw();
        }
        return;
      }
      const [right, down] = [event.clientX - drag.x, event.clientY - drag.y];
      drag.moved ||= Math.hypot(right, down) > 4;
      const perPixel = 60 / this.#disc().radius;
      this.#view.longitude = drag.view.longitude - right * perPixel;
      this.#view.latitude = clamp(drag.view.latitude + down * perPixel, -80, 80);
      this.#redraw();
    });
    this.#canvas.addEventListener('pointerup', (event) => {
      const marker = drag && !drag.moved ? this.#markerAt(event) : null;
      drag = null;
      if (marker) this.#onPick(marker.city);
    });
    this.#canvas.addEventListener('pointercancel', () => (drag = null));
    this.#canvas.addEventListener('pointerleave', () => {
      if (!drag) this.highlight(null);
    });
  }

  #markerAt(event) {
    const box = this.#canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const axes = this.#axes();
    let nearest = null;
    let distance = 14;
    for (const marker of this.#markers) {
      const [left, top, depth] = this.#place(marker.at, axes);
      const away = Math.hypot(left - x, top - y);
      if (depth > 0 && away < distance) [nearest, distance] = [marker, away];
    }
    return nearest;
  }

  #fit() {
    const box = this.#canvas.getBoundingClientRect();
    const scale = Math.min(devicePixelRatio || 1, 2);
    this.#size = { width: box.width, height: box.height };
    this.#canvas.width = Math.round(box.width * scale);
    this.#canvas.height = Math.round(box.height * scale);
    this.#pen.setTransform(scale, 0, 0, scale, 0, 0);
    const computed = getComputedStyle(this.#canvas);
    const value = (name) => computed.getPropertyValue(`--globe-${name}`).trim();
    this.#style = {
      x: Number(value('x')), y: Number(value('y')), radius: Number(value('radius')), zoom: Number(value('zoom')),
      light: value('light'), sea: value('sea'), rim: value('rim'), glow: value('glow'), glowEnd: value('glow-end'), line: value('line'),
      land: value('land'), mark: value('mark'), markEdge: value('mark-edge'), label: value('label'), labelInk: value('label-ink'),
      font: computed.fontFamily,
    };
    this.#draw();
  }

  #redraw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #axes() {
    const [phi, lambda] = [this.#view.latitude * radians, this.#view.longitude * radians];
    return {
      right: [-Math.sin(lambda), Math.cos(lambda), 0],
      up: [-Math.sin(phi) * Math.cos(lambda), -Math.sin(phi) * Math.sin(lambda), Math.cos(phi)],
      towards: [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)],
    };
  }

  #disc() {
    const { width, height } = this.#size;
    return {
      x: width * this.#style.x,
      y: height * this.#style.y,
      radius: Math.min(width, height) * this.#style.radius * this.#view.zoom,
    };
  }

  #place(at, axes) {
    const disc = this.#disc();
    return [disc.x + disc.radius * dot(at, axes.right), disc.y - disc.radius * dot(at, axes.up), dot(at, axes.towards)];
  }

  #draw() {
    const pen = this.#pen;
    const axes = this.#axes();
    pen.clearRect(0, 0, this.#size.width, this.#size.height);
    this.#drawSphere(pen);
    this.#drawGraticule(pen, axes);
    this.#drawLand(pen, axes);
    for (const marker of this.#markers) this.#drawMarker(pen, axes, marker);
    if (this.#lit) this.#drawLabel(pen, axes, this.#lit);
  }

  #drawSphere(pen) {
    const { x, y, radius } = this.#disc();
    const glow = pen.createRadialGradient(x, y, radius * 0.96, x, y, radius * 1.18);
    glow.addColorStop(0, this.#style.glow);
    glow.addColorStop(1, this.#style.glowEnd);
    pen.fillStyle = glow;
    circle(pen, x, y, radius * 1.18).fill();
    const sea = pen.createRadialGradient(x - radius * 0.45, y - radius * 0.5, radius * 0.1, x, y, radius);
    sea.addColorStop(0, this.#style.light);
    sea.addColorStop(1, this.#style.sea);
    pen.fillStyle = sea;
    circle(pen, x, y, radius).fill();
    pen.strokeStyle = this.#style.rim;
    pen.lineWidth = 1;
    pen.stroke();
  }

  #drawGraticule(pen, axes) {
    pen.strokeStyle = this.#style.line;
    pen.lineWidth = 0.75;
    pen.beginPath();
    for (const line of GRATICULE) {
      let down = false;
      for (const at of line) {
        const [x, y, depth] = this.#place(at, axes);
        if (depth <= 0) down = false;
        else if (down) pen.lineTo(x, y);
        else {
          pen.moveTo(x, y);
          down = true;
        }
      }
    }
    pen.stroke();
  }

  #drawLand(pen, axes) {
    const size = this.#disc().radius * 0.0082;
    pen.fillStyle = this.#style.land;
    // Four bands from the limb to the middle: one fill each instead of one per dot.
    for (let band = 0; band < 4; band++) {
      pen.globalAlpha = 0.35 + band * 0.2;
      pen.beginPath();
      for (const at of LAND) {
        const depth = dot(at, axes.towards);
        if (depth <= 0.02 || Math.min(3, Math.floor(depth * 5)) !== band) continue;
        const [x, y] = this.#place(at, axes);
        const radius = size * (0.55 + 0.45 * depth);
        pen.moveTo(x + radius, y);
        pen.arc(x, y, radius, 0, 2 * Math.PI);
      }
      pen.fill();
    }
    pen.globalAlpha = 1;
  }

  #drawMarker(pen, axes, marker) {
    const [x, y, depth] = this.#place(marker.at, axes);
    if (depth <= 0.03) return;
    const radius = clamp(this.#disc().radius * 0.011 + 5 * Math.sqrt(marker.city.population / 2.5e7), 3.2, 9);
    if (marker === this.#lit) {
      pen.globalAlpha = 0.3;
      pen.fillStyle = this.#style.mark;
      circle(pen, x, y, radius + 7).fill();
      pen.globalAlpha = 1;
    }
    pen.fillStyle = this.#style.mark;
    pen.strokeStyle = this.#style.markEdge;
    pen.lineWidth = 1.25;
    circle(pen, x, y, radius).fill();
    pen.stroke();
  }

  #drawLabel(pen, axes, marker) {
    const [x, y, depth] = this.#place(marker.at, axes);
    if (depth <= 0) return;
    pen.font = `600 13px ${this.#style.font}`;
    const text = marker.city.name;
    const width = pen.measureText(text).width + 20;
    const left = clamp(x - width / 2, 8, Math.max(8, this.#size.width - width - 8));
    const top = y > 56 ? y - 44 : y + 18;
    pen.fillStyle = this.#style.label;
    pen.beginPath();
    pen.roundRect(left, top, width, 26, 13);
    pen.fill();
    pen.fillStyle = this.#style.labelInk;
    pen.textBaseline = 'middle';
    pen.fillText(text, left + 10, top + 13.5);
  }
}

function circle(pen, x, y, radius) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  return pen;
}
