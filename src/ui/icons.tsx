import { componentShapes, hueVar, podShapes, type ComponentKind } from './shapes.ts';
import type { PodState } from '../worker/protocol.ts';

interface IconProps {
  readonly size?: number;
  readonly className?: string | undefined;
}

/** Interface symbols, 16 × 16, stroked in the colour of the text. */
const symbols = {
  play: 'M5 3.200v9.600L12.800 8Z',
  pause: 'M5 3v10M11 3v10',
  back: 'M10.500 3.500 6 8l4.500 4.500',
  forward: 'M5.500 3.500 10 8l-4.500 4.500',
  start: 'M12 3.500 7.500 8l4.500 4.500M4.500 3.500v9',
  end: 'M4 3.500 8.500 8 4 12.500M11.500 3.500v9',
  leap: 'M3 3.500 7.500 8 3 12.500M8 3.500l4.500 4.500L8 12.500M13.800 3.500v9',
  check: 'M3.200 8.400l3.100 3.100 6.500-7',
  close: 'M4 4l8 8M12 4l-8 8',
  menu: 'M2.500 4.500h11M2.500 8h11M2.500 11.500h11',
  share:
    'M6.300 9.700 13.600 2.400M13.600 2.400H9.700M13.600 2.400v3.900M12 9.500v3.300c0 .6-.4 1-1 1H3.200c-.6 0-1-.4-1-1V5c0-.6.4-1 1-1h3.300',
  theme: 'M8 14.200A6.200 6.200 0 1 0 8 1.800a6.200 6.200 0 0 0 0 12.400Z',
  branch:
    'M4.500 4.900v6.200M4.500 4.900a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3ZM4.500 14.100a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3ZM11.500 6.900a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3ZM11.500 6.900c0 2.600-2.400 3-7 3.400',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  fit: 'M2.500 6V2.500H6M10 2.500h3.500V6M13.500 10v3.500H10M6 13.500H2.500V10',
  help: 'M6 6.200c.1-1.200.9-1.900 2.100-1.900 1.200 0 2 .7 2 1.800 0 1.700-2 1.700-2 3.300M8.100 11.700v.1',
  chevron: 'M4 6.200 8 10.200l4-4',
  down: 'M8 2.500v10M3.800 8.500 8 12.700l4.200-4.200',
  bulb: 'M5.700 11.200c-.2-1.500-1.900-2.200-1.900-4.800a4.200 4.200 0 0 1 8.400 0c0 2.600-1.700 3.300-1.900 4.800ZM6 13.800h4',
  editor: 'M5.500 4.500 2 8l3.500 3.500M10.500 4.500 14 8l-3.500 3.500',
  terminal: 'M3 4.500 6.500 8 3 11.500M8.500 12h4.500',
  inspect: 'M7 12.200a5.200 5.200 0 1 0 0-10.400 5.200 5.200 0 0 0 0 10.400ZM10.800 10.800l3.600 3.600',
  book: 'M8 4.200C6.600 3 4.700 2.600 2 2.700v9.700c2.700-.1 4.600.3 6 1.500 1.400-1.200 3.300-1.600 6-1.500V2.700c-2.700-.1-4.600.3-6 1.500Zm0 0v9.700',
  power: 'M8 1.800v6M4.400 4.100a5.400 5.400 0 1 0 7.200 0',
  trash: 'M2.800 4.200h10.400M6 4.200V2.500h4v1.700M4.200 4.200l.6 9.300h6.400l.6-9.300',
  why: 'M5.900 6.100c.1-1.300 1-2 2.200-2s2.100.8 2.100 1.900c0 1.800-2.200 1.800-2.200 3.500M8 11.900v.1',
  lock: 'M4 7.200h8v6.300H4ZM5.600 7.200V5a2.400 2.400 0 0 1 4.800 0v2.200',
  search: 'M7 12.200a5.200 5.200 0 1 0 0-10.400 5.200 5.200 0 0 0 0 10.400ZM10.800 10.800l3.600 3.600',
  clock: 'M8 14.200A6.200 6.200 0 1 0 8 1.800a6.200 6.200 0 0 0 0 12.400ZM8 4.600V8l2.300 1.500',
  eye: 'M1.500 8S3.800 3.600 8 3.600 14.500 8 14.500 8 12.200 12.400 8 12.400 1.500 8 1.500 8ZM8 9.900a1.900 1.900 0 1 0 0-3.800 1.900 1.900 0 0 0 0 3.800Z',
  alert: 'M8 2.200 14.400 13.400H1.600ZM8 6.400v3.200M8 11.500v.1',
  restart: 'M2.400 8a5.600 5.600 0 1 0 1.700-4M4.200 1.200v3h3',
} as const;
export type SymbolName = keyof typeof symbols;

const filled: ReadonlySet<SymbolName> = new Set(['play']);

export function Icon({ name, size = 16, className }: IconProps & { readonly name: SymbolName }) {
  return (
    <svg
      className={className}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill={filled.has(name) ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth={1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={symbols[name]} />
      {name === 'theme' && <path d="M8 1.800a6.200 6.200 0 0 1 0 12.400Z" fill="currentColor" stroke="none" />}
    </svg>
  );
}

/** A component's own shape in its own hue. */
export function ComponentIcon({ kind, size = 16, className }: IconProps & { readonly kind: ComponentKind }) {
  const shape = componentShapes[kind];
  return (
    <svg
      className={className}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke={hueVar(shape.hue)}
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={shape.path} />
    </svg>
  );
}

export function PodIcon({ state, size = 16, className }: IconProps & { readonly state: PodState }) {
  const shape = podShapes[state];
  return (
    <svg
      className={className}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke={hueVar(shape.hue)}
      strokeWidth={1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={shape.path} />
    </svg>
  );
}

/** The helm of the wheelhouse. */
export function Helm({ size = 26 }: IconProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="var(--brass)"
      strokeWidth={1.6}
      strokeLinecap="round"
      aria-hidden="true"
    >
      <circle cx="12" cy="12" r="6.200" />
      <circle cx="12" cy="12" r="2" />
      <path d="M12 1.800V10M12 14v8.200M1.800 12H10M14 12h8.200M4.800 4.800l5.800 5.800M13.400 13.400l5.800 5.800M19.200 4.800l-5.800 5.800M10.600 13.400l-5.800 5.800" />
    </svg>
  );
}
