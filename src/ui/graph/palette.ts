/** The theme's colours as the canvas needs them; read once per theme. */
const names = [
  'sea',
  'sea-2',
  'glass',
  'glass-2',
  'line',
  'line-soft',
  'ink',
  'ink-2',
  'ink-3',
  'brass',
  'api',
  'etcd',
  'ctrl',
  'sched',
  'kubelet',
  'proxy',
  'cloud',
  'me',
  'ok',
  'wait',
  'bad',
  'on-hue',
] as const;
export type ColorName = (typeof names)[number];
export type Palette = Readonly<Record<ColorName, string>> & { readonly fontUi: string; readonly fontCode: string };

let cached: { theme: string; palette: Palette } | undefined;

export function palette(theme: string): Palette {
  if (cached?.theme === theme) return cached.palette;
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const colors = Object.fromEntries(names.map((name) => [name, read(name)])) as Record<ColorName, string>;
  cached = { theme, palette: { ...colors, fontUi: read('font-ui'), fontCode: read('font-code') } };
  return cached.palette;
}

/** `#rrggbb` with an alpha. */
export function alpha(color: string, a: number): string {
  return `${color}${Math.round(Math.max(0, Math.min(1, a)) * 255)
    .toString(16)
    .padStart(2, '0')}`;
}

const paths = new Map<string, Path2D>();
export function path2d(d: string): Path2D {
  let path = paths.get(d);
  if (!path) paths.set(d, (path = new Path2D(d)));
  return path;
}

/** Draws a 16 × 16 shape with its upper left corner at x, y. */
export function drawShape(
  ctx: CanvasRenderingContext2D,
  d: string,
  x: number,
  y: number,
  size: number,
  color: string,
  width = 1.6,
): void {
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(size / 16, size / 16);
  ctx.lineWidth = width;
  ctx.lineCap = 'round';
  ctx.lineJoin = 'round';
  ctx.strokeStyle = color;
  ctx.stroke(path2d(d));
  ctx.restore();
}

export function roundRect(ctx: CanvasRenderingContext2D, x: number, y: number, w: number, h: number, r: number): void {
  ctx.beginPath();
  ctx.roundRect(x, y, w, h, Math.min(r, w / 2, h / 2));
}
