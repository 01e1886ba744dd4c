import { badBase64At, timePattern } from '../wire-values.ts';

const patterns: Readonly<Record<string, RegExp>> = {
  'date-time': timePattern,
  date: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  email: /^[^\s@]+@[^\s@]+$/,
  hostname: /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/,
  ipv4: /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.|$)){4}$/,
  ipv6: /^(?=.*:)[0-9A-Fa-f:.]+$/,
  cidr: /^[0-9A-Fa-f:.]+\/\d{1,3}$/,
  mac: /^([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}$/,
  uri: /^([A-Za-z][A-Za-z0-9+.-]*:\S+|\/\S*)$/,
  uuid: /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i,
  uuid3: /^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i,
  uuid4: /^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i,
  uuid5: /^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i,
  hexcolor: /^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/,
};

/** Formats the server checks; any other is only told to clients. Models: pkg/apiserver/validation/formats.go. */
export function fitsFormat(format: string, value: string): boolean {
  if (format === 'duration') return /^[-+]?(\d+(\.\d*)?(ns|us|µs|ms|s|m|h|d|w))+$/.test(value);
  if (format === 'byte') return badBase64At(value) < 0;
  return patterns[format]?.test(value) ?? true;
}
