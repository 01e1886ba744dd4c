/** How an answer is written. Answers in protobuf do not exist here; every client that asks for them takes JSON too. */
export type Encoding = 'json' | 'yaml';

export interface Negotiated {
  readonly encoding: Encoding;
  /** What the API server is told the client accepts: shapes (`as=Table`) stay, the encoding is settled here. */
  readonly accept: string;
}

const shapes = new Set(['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList', 'APIGroupDiscoveryList']);

/**
 * Reads an Accept header; undefined when nothing in it can be served (406).
 * Models: apiserver/pkg/endpoints/handlers/negotiation/negotiate.go. Left out: quality values, which clients do not send.
 */
export function negotiate(header: string | undefined): Negotiated | undefined {
  if (header === undefined || header.trim() === '') return { encoding: 'json', accept: 'application/json' };
  const kept: string[] = [];
  let encoding: Encoding | undefined;
  for (const range of header.split(',')) {
    const [media = '', ...parameters] = range.split(';').map((part) => part.trim());
    const of = encodingOf(media.toLowerCase());
    if (!of) continue;
    const as = parameters.find((parameter) => parameter.startsWith('as='))?.slice(3);
    if (as !== undefined && !shapes.has(as)) continue;
    encoding ??= of;
    if (of !== encoding) continue;
    kept.push(['application/json', ...parameters.filter((parameter) => !parameter.startsWith('q='))].join(';'));
  }
  return encoding && { encoding, accept: kept.join(',') };
}

function encodingOf(media: string): Encoding | undefined {
  switch (media) {
    case 'application/json':
    case 'application/*':
    case '*/*':
    // Logs, metrics, health: text is text in every encoding.
    case 'text/plain':
    case 'text/*':
      return 'json';
    case 'application/yaml':
      return 'yaml';
    default:
      return undefined;
  }
}

const represented = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const streamed = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'];
const collection = /^\/(?:api\/v1|apis\/[^/]+\/[^/]+)(?:\/namespaces\/[^/]+)?\/[^/]+$/;

/** What is said to a client that takes none of the forms there are. Models: go-restful, whose routes are asked before any handler. */
export function notAcceptable(method: string, path: string): string {
  const available = method === 'GET' && collection.test(path) ? [...represented, ...streamed] : represented;
  return `406: Not Acceptable\n\nAvailable representations: ${available.join(', ')}`;
}
