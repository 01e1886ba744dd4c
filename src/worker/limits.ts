/** Most branches and commands a session may have; more is not a session somebody played. */
export const branchesMax = 200;
export const commandsMax = 2_000;
/** Furthest a session is replayed, in steps: about a hundred thousand Pods' worth of messages. */
export const stepsMax = 10_000_000;
