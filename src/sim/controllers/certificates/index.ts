import type { Controller } from '../controller.ts';
import { csrCleanerController } from './cleaner.ts';
import { csrSigningController } from './signing.ts';

/** For a cluster that has a key to sign with: upstream starts the signer only then. */
export const certificateControllers: readonly Controller[] = [csrSigningController, csrCleanerController];
