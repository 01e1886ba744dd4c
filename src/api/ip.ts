/** IP addresses as texts. Models: k8s.io/utils/net ParseIPSloppy: leading zeros in IPv4 are accepted. */
export const isIpv4 = (text: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255);

export function isIpv6(text: string): boolean {
  if (!text.includes(':')) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  let groups = 0;
  for (const half of halves) {
    if (half === '') continue;
    const parts = half.split(':');
    for (const [i, part] of parts.entries()) {
      if (i === parts.length - 1 && half === halves.at(-1) && part.includes('.')) {
        if (!isIpv4(part)) return false;
        groups += 2;
      } else {
        if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return false;
        groups++;
      }
    }
  }
  return halves.length === 2 ? groups < 8 : groups === 8;
}

export const isIp = (text: string): boolean => isIpv4(text) || isIpv6(text);

export const ipText = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
export const cidrText = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

export const ipFamily = (text: string): 'IPv4' | 'IPv6' => (text.includes(':') ? 'IPv6' : 'IPv4');

/** Why an address cannot be that of something others reach. Models: pkg/apis/core/validation/validation.go ValidateNonSpecialIP. */
export function specialAddress(ip: string): string | undefined {
  if (!isIp(ip)) return 'must be a valid IP address';
  const address = ip.toLowerCase();
  if (address === '0.0.0.0' || /^[0:]+$/.test(address)) return `may not be unspecified (${ip})`;
  if (address.startsWith('127.') || /^[0:]*:0*1$/.test(address))
    return 'may not be in the loopback range (127.0.0.0/8, ::1/128)';
  if (address.startsWith('169.254.') || /^fe[89ab]/.test(address))
    return 'may not be in the link-local range (169.254.0.0/16, fe80::/10)';
  if (address.startsWith('224.0.0.') || /^ff.2:/.test(address))
    return 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)';
  return undefined;
}

/** `10.0.0.0/8` and the like. */
export function isCidr(text: string): boolean {
  const [address = '', bits = '', ...more] = text.split('/');
  if (more.length > 0 || !/^\d{1,3}$/.test(bits)) return false;
  return isIpv4(address) ? Number(bits) <= 32 : isIpv6(address) && Number(bits) <= 128;
}

/** The bits of an address, 8 or 16 bytes' worth of numbers. */
function bytesOf(address: string): number[] {
  if (!address.includes(':')) return address.split('.').map(Number);
  const [head = '', tail] = address.split('::');
  const groups = (part: string): number[] =>
    part === ''
      ? []
      : part.split(':').flatMap((group) => {
          if (group.includes('.')) return bytesOf(group);
          const value = Number.parseInt(group, 16);
          return [value >> 8, value & 0xff];
        });
  const [before, after] = [groups(head), tail === undefined ? [] : groups(tail)];
  return [...before, ...Array.from({ length: 16 - before.length - after.length }, () => 0), ...after];
}

/** Whether `inner` is a smaller part of `outer`; both are well-formed. */
export function cidrContains(outer: string, inner: string): boolean {
  const [[outerAddress = '', outerBits = ''], [innerAddress = '', innerBits = '']] = [outer, inner].map((text) =>
    text.split('/'),
  ) as [string[], string[]];
  const [a, b] = [bytesOf(outerAddress), bytesOf(innerAddress)];
  const bits = Number(outerBits);
  if (a.length !== b.length || bits >= Number(innerBits)) return false;
  for (let bit = 0; bit < bits; bit++) {
    const mask = 0x80 >> (bit & 7);
    if ((a[bit >> 3]! & mask) !== (b[bit >> 3]! & mask)) return false;
  }
  return true;
}
