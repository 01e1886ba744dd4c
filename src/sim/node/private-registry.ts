import type { RegistryAuth } from '../messages.ts';
import type { ImageRef } from './image-ref.ts';

/** The model's one registry that gives nothing to strangers (HTTP Basic, as registry:2 behind htpasswd), and who may pull. */
export const privateRegistry = Object.freeze({
  host: 'registry.shop.internal',
  username: 'shop',
  password: 'fresh-bread',
});

export type Locked = 'no-credentials' | 'wrong-credentials';

/** Why a registry does not even say whether it has an image; undefined when it answers. */
export function lockedOut({ registry }: ImageRef, auth: RegistryAuth | undefined): Locked | undefined {
  if (registry !== privateRegistry.host) return undefined;
  if (!auth?.username || !auth.password) return 'no-credentials';
  const known = auth.username === privateRegistry.username && auth.password === privateRegistry.password;
  return known ? undefined : 'wrong-credentials';
}
