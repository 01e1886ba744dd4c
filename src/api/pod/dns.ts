import { invalid, required, verbatim } from '../field.ts';
import { goStrings } from '../go-syntax.ts';
import { ipText, isIp } from '../ip.ts';
import { isDns1123Subdomain, isSubdomainWithUnderscore } from '../names.ts';
import type { FieldError } from '../resource.ts';
import type { PodSpec } from '../types.ts';

/** What libc can take. Source: validation.go MaxDNSNameservers, MaxDNSSearchPaths, MaxDNSSearchListChars. */
const serversMax = 3;
const searchesMax = 32;
const searchCharsMax = 2048;

interface Config {
  readonly nameservers?: string[];
  readonly searches?: string[];
  readonly options?: { name?: string }[];
}

/** Models: validation.go validatePodDNSConfig. */
export function validateDns(spec: PodSpec, path: string, errors: FieldError[]): void {
  const config = spec['dnsConfig'] as Config | undefined;
  if (spec.dnsPolicy === 'None') {
    if (!config) return void errors.push(required(path, 'must provide `dnsConfig` when `dnsPolicy` is None'));
    if (!config.nameservers?.length)
      return void errors.push(
        required(`${path}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None'),
      );
  }
  if (!config) return;
  const { nameservers = [], searches = [], options = [] } = config;
  const tooMany = (field: string, list: readonly string[], text: string): void =>
    void errors.push(invalid(`${path}.${field}`, verbatim(goStrings(list)), `must not have more than ${text}`));
  if (nameservers.length > serversMax) tooMany('nameservers', nameservers, `${serversMax} nameservers`);
  nameservers.forEach((server, i) => {
    if (!isIp(server)) errors.push(invalid(`${path}.nameservers[${i}]`, server, ipText));
  });
  if (searches.length > searchesMax) tooMany('searches', searches, `${searchesMax} search paths`);
  if (searches.join(' ').length > searchCharsMax)
    tooMany('searches', searches, `${searchCharsMax} characters (including spaces) in the search list`);
  searches.forEach((search, i) => {
    if (search === '.') return;
    const bare = search.replace(/\.$/, '');
    for (const text of isSubdomainWithUnderscore(bare)) errors.push(invalid(`${path}.searches[${i}]`, bare, text));
  });
  options.forEach((option, i) => {
    if (!option.name) errors.push(required(`${path}.options[${i}]`, 'must not be empty'));
  });
}

interface HostAlias {
  readonly ip: string;
  readonly hostnames?: string[];
}

/** Models: validation.go ValidateHostAliases. */
export function validateHostAliases(aliases: readonly HostAlias[], path: string, errors: FieldError[]): void {
  aliases.forEach(({ ip, hostnames }, i) => {
    if (!isIp(ip)) errors.push(invalid(`${path}[${i}].ip`, ip, ipText));
    hostnames?.forEach((name, j) => {
      for (const text of isDns1123Subdomain(name)) errors.push(invalid(`${path}[${i}].hostnames[${j}]`, name, text));
    });
  });
}
