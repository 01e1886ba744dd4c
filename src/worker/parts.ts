/**
 * The worker is built in two parts (scripts/split): what a fresh cluster and its first command need comes first, the
 * rest is fetched beside it. The build puts the real answers here; from the sources everything is there at once.
 */

/** Fetches the second part; asked for once. Resolves when everything is there. */
export const fetchSecond = (): Promise<void> => Promise.resolve();

/** Whether something of the second part was called before it was there, since last asked. What was begun is void then. */
export const wasMissed = (): boolean => false;
