/** Most branches and commands a session may have; more is not a session somebody played. */
export const branchesMax = 200;
export const commandsMax = 2_000;
/** Furthest a session is replayed, in steps: about a hundred thousand Pods' worth of messages. */
export const stepsMax = 10_000_000;
/** Longest file of the editor a command may read: above what an API server takes (3 MiB), so that it is the one to refuse. */
export const fileCharsMax = 4_000_000;
