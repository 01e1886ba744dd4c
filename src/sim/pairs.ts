/** Pairs kept at most under one first half. */
const pairsMax = 32_768;

/**
 * A function of two texts that remembers its answers: keys of objects are asked for again with every change of the
 * object, and a text that is put together anew must be hashed and compared letter by letter wherever it is looked up.
 */
export function rememberPairs(make: (first: string, second: string) => string): typeof make {
  const known = new Map<string, Map<string, string>>();
  return (first, second) => {
    let under = known.get(first);
    if (!under) known.set(first, (under = new Map()));
    let answer = under.get(second);
    if (answer === undefined) {
      if (under.size === pairsMax) under.clear();
      under.set(second, (answer = make(first, second)));
    }
    return answer;
  };
}
